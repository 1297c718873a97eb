// The last steps of every transition: CS, RIP, CPL and RFLAGS are loaded.
#pragma once

#include "cpu/transitions/story.hpp"

namespace ringside::cpu {

Result<void> load_cs(Story const& story, Segment const& cs);
Result<void> load_ss(Story const& story, Segment const& ss);
// RIP of the next instruction: the run loop takes it from Cpu::next_rip.
Result<void> load_rip(Story const& story, uint64_t rip);
Result<void> set_cpl(Story const& story, unsigned cpl);
// The step is mask_rflags, clear_rflags or load_rflags.
Result<void> change_rflags(Story const& story, Step step, uint64_t value);

// Flat segments as SYSCALL, SYSENTER and their returns force them without looking at the GDT: base 0, limit
// FFFFFFFFh. SDM Vol. 2B, "SYSCALL" and "SYSRET".
enum class CodeSize : uint8_t
{
    bits_32,
    bits_64,
};
Segment flat_code(uint64_t selector, unsigned dpl, CodeSize size);
Segment flat_stack(uint64_t selector, unsigned dpl);

} // namespace ringside::cpu
