// Call gates of long mode: 16 bytes in the GDT or LDT that name an entry point in inner 64-bit code.
//
//    +0  offset 15:0        +2  selector       +5  type 12 (3:0), S=0, DPL (6:5), P (7)
//    +6  offset 31:16       +8  offset 63:32   +13 type, must be 0
//
// SDM Vol. 3A, "IA-32e Mode Call Gates" and "Accessing a Code Segment Through a Call Gate".
#pragma once

#include "cpu/transitions/descriptor.hpp"

namespace ringside::cpu {

enum class FarBranch : uint8_t
{
    jump,
    call,
};

struct CallGate
{
    uint64_t low = 0;
    uint64_t high = 0;

    constexpr uint64_t offset() const { return (low & 0xffff) | ((low >> 32) & 0xffff'0000) | (high << 32); }
    constexpr Selector selector() const { return {static_cast<uint16_t>(low >> 16)}; }
    constexpr unsigned dpl() const { return static_cast<unsigned>(low >> 45) & 3; }
    constexpr bool present() const { return ((low >> 47) & 1) != 0; }
    // The type of what would be a second descriptor.
    constexpr unsigned upper_type() const { return static_cast<unsigned>(high >> 40) & 0x1f; }
};

// Whether a far branch has found a gate of this kind instead of a code segment.
bool is_call_gate(State const& state, Descriptor descriptor);

// The steps `read_gate, check_gate_type, check_gate_dpl, check_gate_present`, when the first half of the gate
// has been read as a descriptor.
Result<CallGate> fetch_call_gate(Story const& story, FoundDescriptor const& found);

// Goes where the gate leads; a call to an inner ring changes the stack.
Result<void> jump_through(Story const& story, CallGate const& gate);
Result<void> call_through(Story const& story, CallGate const& gate);

} // namespace ringside::cpu
