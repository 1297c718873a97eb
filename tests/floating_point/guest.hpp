// One instruction on the emulated processor, from the same state and at the same addresses as native.hpp.
#pragma once

#include "cpu/cpu.hpp"
#include "tests/floating_point/native.hpp"

namespace ringside::test {

// A bus with nothing on it.
class EmptyBus final : public cpu::Bus
{
public:
    uint64_t read_device(cpu::Physical, unsigned) override { return ~uint64_t{0}; }
    void write_device(cpu::Physical, unsigned, uint64_t) override {}
    uint32_t read_port(uint16_t, unsigned) override { return ~uint32_t{0}; }
    void write_port(uint16_t, unsigned, uint32_t) override {}
    int pending_interrupt() override { return -1; }
    void acknowledge_interrupt(int) override {}
    void note_unimplemented(std::string_view, uint64_t) override {}
};

// 64-bit mode in ring 3, with the code page and the data page mapped and nothing else.
class Guest
{
public:
    explicit Guest(cpu::Vendor vendor);

    void set_instruction(std::span<uint8_t const> bytes);
    Machine run(Machine const& before);
    // What every run starts from, before the given machine is loaded: control registers, segments.
    cpu::State start;

private:
    void map(uint64_t linear, uint64_t physical);

    EmptyBus bus_;
    cpu::PhysicalMemory memory_;
    cpu::Cpu cpu_;
};

} // namespace ringside::test
