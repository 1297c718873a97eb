// Time, made of the time-stamp counter alone, so that the same run reads the same clock.
//
// The TSC's frequency is the parameter tsc_khz=, else what CPUID leaf 0x15 says (SDM Vol. 3B, "Time-Stamp
// Counter"), else it is measured against the PC's interval timer, else taken as 1 GHz. The date at boot is
// the parameter time=. Read next: clock.cpp, interrupt_controllers.hpp.
#pragma once

#include "kernel-model/lib/result.hpp"
#include "kernel-model/vdso/data.hpp"

#include <cstdint>

namespace ringside::kernel {

inline constexpr uint64_t nanoseconds_per_second = 1'000'000'000;

/// Starts counting. `tsc_khz` 0: ask CPUID, or measure. `date` is the time at boot in seconds since 1970.
void start_clock(uint64_t tsc_khz, uint64_t date);
/// On every tick: moves the clocks' bases up to now and publishes them in the page vvar.
void update_clock();
/// Any clock that the vDSO serves too, in nanoseconds, and by the same code; EINVAL for others.
Result<uint64_t> read_clock(Clock clock);
/// CLOCK_MONOTONIC and CLOCK_BOOTTIME: nanoseconds since the kernel started.
uint64_t monotonic_nanoseconds();
/// CLOCK_REALTIME: nanoseconds since 1970-01-01 00:00:00 UTC.
uint64_t realtime_nanoseconds();
/// nanosleep(2): waits in HLT until monotonic_nanoseconds() has reached `deadline`.
void sleep_until(uint64_t deadline);

} // namespace ringside::kernel
