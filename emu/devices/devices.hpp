// Everything on the bus, joined: ports, the memory-mapped local APIC, and the order of events in virtual
// time. Read next: ../machine.hpp, which lets time pass.
#pragma once

#include "cpu/cpu.hpp"
#include "emu/devices/interrupt_controllers.hpp"
#include "emu/devices/local_apic.hpp"
#include "emu/devices/uart.hpp"

#include <string>
#include <string_view>

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

class Devices final : public cpu::Bus
{
public:
    // `processor` must be attached before anything runs.
    void attach(cpu::Cpu& processor) { cpu_ = &processor; }

    DeviceState state;
    std::string console_text; // what the guest sent to COM1 since power-on
    std::string log_text;     // to COM2
    // Valid things that this machine lacks, each named once.
    std::vector<std::string> remarks;
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
