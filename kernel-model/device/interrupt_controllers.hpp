// Who may interrupt: the two old 8259s, silenced, and the timer of the local APIC, ticking.
//
// Read next: interrupt_controllers.cpp; the tick's way in is asm_sysvec_apic_timer_interrupt in
// entry/exceptions.S.
#pragma once

#include "kernel-model/vdso/data.hpp"

#include <cstdint>

namespace ringside::kernel {

inline constexpr uint64_t ticks_per_second = 100;
static_assert(ticks_per_second * tick_nanoseconds == 1'000'000'000); // what the coarse clocks promise

/// Moves the 8259s' vectors away from the exceptions and masks all sixteen lines: a PC starts with the PIT
/// arriving as vector 8, which would look like a double fault.
void mask_legacy_interrupts();

/// Enables the local APIC and says how its timer will tick; it stands still until start_ticking().
void set_up_local_timer();

/// The first tick comes one period from now, if RFLAGS.IF is set by then.
void start_ticking();

} // namespace ringside::kernel
