// Everything on the bus, joined: ports, the memory-mapped local APIC, and the order of events in virtual
// time. Read next: ../machine.hpp, which lets time pass.
#pragma once

#include "cpu/cpu.hpp"
#include "emu/devices/interrupt_controllers.hpp"
#include "emu/devices/local_apic.hpp"
#include "emu/devices/uart.hpp"
#include "emu/time/known.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

// What the devices remember, as plain data.
struct DeviceState
{
    Uart console;
    Uart log;
    LocalApic apic;
    InterruptControllers controllers;
    uint8_t post_code = 0; // port 0x80
    bool exited = false;   // isa-debug-exit was written
    uint32_t exit_value = 0;

    bool operator==(DeviceState const&) const = default;
};

// A valid thing that this machine lacks, and how much of the kernel's log was there when it was met.
struct Remark
{
    std::string text;
    std::size_t log_length = 0;
    bool operator==(Remark const&) const = default;
};

// What left the machine since power-on. A position in the run knows how much of it was there.
struct Transcript
{
    Known<std::string> console;         // what the guest sent to COM1
    Known<std::string> log;             // to COM2
    Known<std::vector<Remark>> remarks; // each thing is named once

    struct Lengths
    {
        std::size_t console = 0;
        std::size_t log = 0;
        std::size_t remarks = 0;
        bool operator==(Lengths const&) const = default;
    };
    Lengths lengths() const { return {console.size(), log.size(), remarks.size()}; }
    void go_to(Lengths const& lengths);
};

class Devices final : public cpu::Bus
{
public:
    // `processor` must be attached before anything runs.
    void attach(cpu::Cpu& processor) { cpu_ = &processor; }

    DeviceState state;
    Transcript written;
    // A device changed what is to happen next: the machine must look again before going on.
    bool reconsider = false;
    // For a timeline: when bytes were sent to COM1, and when which interrupt was taken. nullptr: nobody asks.
    struct Notes
    {
        std::vector<uint64_t> output;
        struct Interrupt
        {
            uint64_t time = 0;
            int vector = 0;
        };
        std::vector<Interrupt> interrupts;
    };
    Notes* notes = nullptr;

    uint64_t read_device(cpu::Physical address, unsigned bytes) override;
    void write_device(cpu::Physical address, unsigned bytes, uint64_t value) override;
    uint32_t read_port(uint16_t port, unsigned bytes) override;
    void write_port(uint16_t port, unsigned bytes, uint32_t value) override;
    int pending_interrupt() override;
    void acknowledge_interrupt(int vector) override;
    void note_unimplemented(std::string_view what, uint64_t rip) override;

private:
    static constexpr uint16_t console_port = 0x3f8;
    static constexpr uint16_t log_port = 0x2f8;
    static constexpr uint16_t exit_port = 0xf4;
    static constexpr uint16_t post_port = 0x80;

    uint8_t read_byte(uint16_t port);
    void write_byte(uint16_t port, uint8_t value);
    bool is_apic(cpu::Physical address) const;
    void look_again();

    cpu::Cpu* cpu_ = nullptr;
};

} // namespace ringside::emu
