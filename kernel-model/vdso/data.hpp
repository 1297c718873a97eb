// The page "vvar": what a program needs to tell the time by itself. The kernel writes it on every tick
// through its own mapping, programs see it read-only just below the vDSO.
//
//   time of clock C = seconds[C] + (nanoseconds[C] + (TSC - cycle_last) * multiplier) >> shift
//
// `sequence` is odd while the kernel writes. A reader takes its value before and after: if it was odd, or if
// it has changed, what was read in between may be half old and half new, and is read again. Layout of
// Linux 6.1, include/vdso/datapage.h (struct vdso_data); it is private to kernel and vDSO. Read next:
// read_clock.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

/// clock_gettime(2). Numbers above 11 and CPU-time clocks are not in the page.
enum class Clock : int32_t
{
    realtime = 0,
    monotonic = 1,
    process_cpu_time = 2,
    thread_cpu_time = 3,
    monotonic_raw = 4,
    realtime_coarse = 5,
    monotonic_coarse = 6,
    boottime = 7,
    realtime_alarm = 8,
    boottime_alarm = 9,
    tai = 11,
};

enum class ClockMode : int32_t
{
    none = 0, // the TSC cannot be used: ask the kernel
    tsc = 1,
};

/// The time of a clock at `cycle_last`.
struct ClockBase
{
    uint64_t seconds;
    uint64_t nanoseconds; // times 2^shift, but for the coarse clocks
};

struct alignas(8) VdsoData
{
    uint32_t sequence;
    ClockMode mode;
    uint64_t cycle_last; // TSC at the last tick
    uint64_t mask;       // all ones: the TSC has 64 bits
    uint32_t multiplier;
    uint32_t shift;
    std::array<ClockBase, 12> bases; // by number of the clock
    int32_t minutes_west;            // gettimeofday(2), struct timezone
    int32_t daylight_saving;
    uint32_t resolution; // of the precise clocks, in nanoseconds
};
static_assert(offsetof(VdsoData, cycle_last) == 8);
static_assert(offsetof(VdsoData, bases) == 32);
static_assert(offsetof(VdsoData, minutes_west) == 224);
static_assert(offsetof(VdsoData, resolution) == 232);
static_assert(sizeof(VdsoData) == 240);

/// Where the data lies in its page (Linux arch/x86/include/asm/vvar.h); vdso64.ld and vdso32.ld say the same.
inline constexpr uint64_t vdso_data_offset = 128;

/// What the coarse clocks can tell apart: one tick of 100 Hz.
inline constexpr uint32_t tick_nanoseconds = 10'000'000;

} // namespace ringside::kernel
