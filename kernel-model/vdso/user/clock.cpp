// The functions that a C library finds in the vDSO and calls instead of making a system call: vdso(7). They
// are ordinary functions at ring 3; what makes them the kernel's is the page they read. Clocks that the page
// does not hold, and a machine whose TSC is of no use, are left to the real system call.
//
// Compiled twice: for linux-vdso.so.1 (64-bit), and for linux-gate.so.1 (i386), where time_t has 32 bits but
// in clock_gettime64. Symbols and versions: vdso64.ld, vdso32.ld. Read next: ../read_clock.hpp.
#include "kernel-model/abi/time.hpp"
#include "kernel-model/vdso/read_clock.hpp"
#include "kernel-model/vdso/user/system_call.hpp"

namespace ringside::kernel {

namespace {

constexpr bool is_64_bit = sizeof(void*) == 8;

template <bool is_64_bit, class Large, class Small>
struct Choice
{
    using Type = Large;
};
template <class Large, class Small>
struct Choice<false, Large, Small>
{
    using Type = Small;
};

using NativeTimespec = Choice<is_64_bit, Timespec, Timespec32>::Type;
using NativeTimeval = Choice<is_64_bit, Timeval, Timeval32>::Type;

} // namespace

// One page below the image: the linker scripts place it. Not const, since the kernel changes it.
extern "C" [[gnu::visibility("hidden")]] VdsoData vdso_data;

namespace {

template <class Shape>
Shape shaped(Moment moment)
{
    return {static_cast<decltype(Shape::seconds)>(moment.seconds),
            static_cast<decltype(Shape::nanoseconds)>(moment.nanoseconds)};
}

template <class Shape>
int get_time(Clock clock, Shape* to, long number)
{
    Service const service = service_of(clock);
    if (service == Service::coarse) {
        *to = shaped<Shape>(read_coarse(vdso_data, clock));
        return 0;
    }
    if (service == Service::precise && vdso_data.mode == ClockMode::tsc) {
        *to = shaped<Shape>(read_precise(vdso_data, clock));
        return 0;
    }
    return static_cast<int>(system_call(number, static_cast<long>(clock), to));
}

} // namespace

extern "C" {

int __vdso_clock_gettime(Clock clock, NativeTimespec* to)
{
    return get_time(clock, to, call_number::clock_gettime);
}

/// i386 only: vdso64.ld drops it.
int __vdso_clock_gettime64(Clock clock, Timespec* to)
{
    return get_time(clock, to, call_number::clock_gettime64);
}

int __vdso_gettimeofday(NativeTimeval* to, Timezone* zone)
{
    if (vdso_data.mode != ClockMode::tsc)
        return static_cast<int>(system_call(call_number::gettimeofday, reinterpret_cast<long>(to), zone));
    if (to) {
        Moment const now = read_precise(vdso_data, Clock::realtime);
        to->seconds = static_cast<decltype(to->seconds)>(now.seconds);
        to->microseconds = static_cast<int32_t>(static_cast<uint32_t>(now.nanoseconds) / 1000);
    }
    if (zone)
        *zone = {vdso_data.minutes_west, vdso_data.daylight_saving};
    return 0;
}

/// time(2) gives the second of the last tick: one load, which needs no sequence counter on a 64-bit machine,
/// and on i386 only the low half is kept.
long __vdso_time(long* to)
{
    auto const& seconds = base_of(vdso_data, Clock::realtime).seconds;
    auto const now = *reinterpret_cast<long const volatile*>(&seconds);
    if (to)
        *to = now;
    return now;
}

int __vdso_clock_getres(Clock clock, NativeTimespec* to)
{
    Service const service = service_of(clock);
    if (service == Service::none)
        return static_cast<int>(system_call(call_number::clock_getres, static_cast<long>(clock), to));
    auto const resolution = service == Service::precise ? vdso_data.resolution : tick_nanoseconds;
    if (to)
        *to = {0, static_cast<decltype(to->nanoseconds)>(resolution)};
    return 0;
}

/// getcpu(2): the kernel keeps the number of the CPU and of its node in the limit of a segment that ring 3
/// may ask for (Linux arch/x86/include/asm/segment.h, vdso_read_cpunode). The third argument is unused.
long __vdso_getcpu(uint32_t* cpu, uint32_t* node, void*)
{
    constexpr uint32_t cpu_number_selector = 0x7B;
    uint32_t limit;
    asm("lsl %1, %0" : "=r"(limit) : "r"(cpu_number_selector));
    if (cpu)
        *cpu = limit & 0xFFF;
    if (node)
        *node = limit >> 12;
    return 0;
}

// The names without prefix, weak (Linux arch/x86/entry/vdso/vclock_gettime.c).
[[gnu::weak, gnu::alias("__vdso_clock_gettime")]] int clock_gettime(Clock clock, NativeTimespec* to);
[[gnu::weak, gnu::alias("__vdso_clock_gettime64")]] int clock_gettime64(Clock clock, Timespec* to);
[[gnu::weak, gnu::alias("__vdso_gettimeofday")]] int gettimeofday(NativeTimeval* to, Timezone* zone);
[[gnu::weak, gnu::alias("__vdso_time")]] long time(long* to);
[[gnu::weak, gnu::alias("__vdso_clock_getres")]] int clock_getres(Clock clock, NativeTimespec* to);
[[gnu::weak, gnu::alias("__vdso_getcpu")]] long getcpu(uint32_t* cpu, uint32_t* node, void* unused);

} // extern "C"

} // namespace ringside::kernel
