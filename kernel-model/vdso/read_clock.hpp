// Reading the clock without a lock and without a trap: the sequence-counter protocol. The vDSO's functions
// and the kernel's own system calls run this same code, so both tell the same time. Linux
// lib/vdso/gettimeofday.c, include/vdso/helpers.h. The writer is device/clock.cpp.
#pragma once

#include "kernel-model/vdso/data.hpp"

#include <cstdint>

namespace ringside::kernel {

struct Moment
{
    uint64_t seconds;
    uint64_t nanoseconds; // below 10^9
};

/// How the vDSO can serve a clock.
enum class Service
{
    precise, // base + TSC
    coarse,  // the time at the last tick
    none,    // not at all: ask the kernel
};

constexpr Service service_of(Clock clock)
{
    switch (clock) {
    case Clock::realtime:
    case Clock::monotonic:
    case Clock::monotonic_raw: // no NTP here steers the others, so it runs like them
    case Clock::boottime:      // no suspend either
    case Clock::tai:           // without leap seconds, as Linux before NTP sets them
        return Service::precise;
    case Clock::realtime_coarse:
    case Clock::monotonic_coarse:
        return Service::coarse;
    default:
        return Service::none;
    }
}

/// The compiler keeps the order of memory accesses here; x86 keeps the order of loads by itself (SDM Vol. 3A,
/// "Memory Ordering in P6 and More Recent Processor Families").
inline void compiler_barrier()
{
    asm volatile("" : : : "memory");
}

/// The TSC after everything before it has happened: RDTSC alone may be executed early (SDM Vol. 2B, "RDTSC").
inline uint64_t read_tsc_in_order()
{
    uint32_t low;
    uint32_t high;
    asm volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t{high} << 32) | low;
}

inline uint32_t current_sequence(VdsoData const& data)
{
    return *static_cast<uint32_t const volatile*>(&data.sequence);
}

/// Waits while the kernel writes, then says which state of the page is being read.
inline uint32_t begin_read(VdsoData const& data)
{
    uint32_t sequence = current_sequence(data);
    while ((sequence & 1) != 0) {
        asm volatile("pause" : : : "memory");
        sequence = current_sequence(data);
    }
    compiler_barrier();
    return sequence;
}

/// Whether the page has changed since begin_read, so that what was read is worth nothing.
inline bool must_repeat(VdsoData const& data, uint32_t sequence)
{
    compiler_barrier();
    return current_sequence(data) != sequence;
}

inline Moment normalised(uint64_t seconds, uint64_t nanoseconds)
{
    constexpr uint64_t second = 1'000'000'000;
    while (nanoseconds >= second) {
        nanoseconds -= second;
        ++seconds;
        asm volatile(""
                     : "+r"(seconds)); // else compilers make a division of it, and i386 has none of 64 bits
    }
    return {seconds, nanoseconds};
}

inline ClockBase const& base_of(VdsoData const& data, Clock clock)
{
    return data.bases[static_cast<uint32_t>(clock)];
}

inline Moment read_precise(VdsoData const& data, Clock clock)
{
    ClockBase const& base = base_of(data, clock);
    uint64_t seconds;
    uint64_t nanoseconds;
    uint32_t sequence;
    do {
        sequence = begin_read(data);
        uint64_t const cycles = read_tsc_in_order();
        uint64_t const last = data.cycle_last;
        uint64_t const passed = cycles > last ? cycles - last : 0; // another CPU's TSC may be a little behind
        nanoseconds = (base.nanoseconds + passed * data.multiplier) >> data.shift;
        seconds = base.seconds;
    } while (must_repeat(data, sequence));
    return normalised(seconds, nanoseconds);
}

inline Moment read_coarse(VdsoData const& data, Clock clock)
{
    ClockBase const& base = base_of(data, clock);
    Moment moment;
    uint32_t sequence;
    do {
        sequence = begin_read(data);
        moment = {base.seconds, base.nanoseconds};
    } while (must_repeat(data, sequence));
    return moment;
}

} // namespace ringside::kernel
