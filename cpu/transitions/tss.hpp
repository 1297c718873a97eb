// The task-state segment as a source of stack pointers.
//
//   64-bit TSS: RSP0 at +4, RSP1 +12, RSP2 +20, IST1 +36 ... IST7 +84, I/O map base +102.
//   32-bit TSS: ESP0 at +4, SS0 +8, ESP1 +12, SS1 +16, ESP2 +20, SS2 +24, I/O map base +102.
//
// SDM Vol. 3A, "Task Management in 64-bit Mode" and "Task-State Segment (TSS)". Read next: stack_switch.hpp.
#pragma once

#include "cpu/transitions/story.hpp"

namespace ringside::cpu {

// The steps `check_tss_limit, read_rsp0`: the stack pointer of an inner ring, 64-bit TSS.
Result<uint64_t> read_rsp_of_ring(Story const& story, unsigned ring);

// The steps `check_tss_limit, read_ist`: entry 1 to 7 of the interrupt stack table.
Result<uint64_t> read_interrupt_stack(Story const& story, unsigned entry);

struct LegacyStack
{
    uint32_t esp = 0;
    Selector ss{};
};

// The steps `check_tss_limit, read_rsp0, read_ss0`: the stack of an inner ring, 32-bit TSS.
Result<LegacyStack> read_legacy_stack(Story const& story, unsigned ring);

} // namespace ringside::cpu
