// Gates of the interrupt descriptor table.
//
//   64-bit gate, 16 bytes            legacy gate, 8 bytes: the lower half without IST
//    +0  offset 15:0                 +5  type (3:0), S=0, DPL (6:5), P (7)
//    +2  selector                    +6  offset 31:16
//    +4  IST (2:0)                   +8  offset 63:32, +12 reserved
//
// SDM Vol. 3A, "64-Bit Mode IDT" and "IDT Descriptors". Read next: tss.hpp, interrupt.cpp.
#pragma once

#include "cpu/transitions/event.hpp"
#include "cpu/transitions/story.hpp"

namespace ringside::cpu {

struct Gate
{
    static constexpr unsigned interrupt_type = 0xe; // clears IF; 64-bit, or 32-bit in a legacy IDT
    static constexpr unsigned trap_type = 0xf;      // keeps IF

    uint64_t low = 0;
    uint64_t high = 0;

    constexpr uint64_t offset() const { return (low & 0xffff) | ((low >> 32) & 0xffff'0000) | (high << 32); }
    constexpr Selector selector() const { return {static_cast<uint16_t>(low >> 16)}; }
    constexpr unsigned ist() const { return static_cast<unsigned>(low >> 32) & 7; }
    constexpr unsigned type() const
    {
        return static_cast<unsigned>(low >> 40) & 0x1f;
    } // with S, which must be 0
    constexpr unsigned dpl() const { return static_cast<unsigned>(low >> 45) & 3; }
    constexpr bool present() const { return ((low >> 47) & 1) != 0; }
    constexpr bool clears_interrupt_flag() const { return type() == interrupt_type; }
};

// The steps `check_idt_limit` to `check_gate_present`: the gate of the event's vector, fit to be used.
Result<Gate> fetch_gate(Story const& story, Event const& event);

} // namespace ringside::cpu
