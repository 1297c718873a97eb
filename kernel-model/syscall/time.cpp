// Clocks and sleeping. All of them are made of the time-stamp counter (device/clock.hpp), so the same run
// reads the same time, and by the vDSO's own code (vdso/read_clock.hpp), so both read the same. Sources:
// time(2), gettimeofday(2), clock_gettime(2), nanosleep(2), clock_nanosleep(2).
#include "kernel-model/device/clock.hpp"
#include "kernel-model/syscall/system_calls.hpp"
#include "kernel-model/vdso/read_clock.hpp"

namespace ringside::kernel {

namespace {

// Nanoseconds on the clock, EINVAL if there is none of that number.
// FIXME: the clocks of CPU time are not kept and answer EINVAL.
Result<uint64_t> read_any_clock(int32_t number)
{
    switch (auto const clock = static_cast<Clock>(number)) {
    case Clock::realtime_alarm:
        return read_clock(Clock::realtime); // they differ for timers only
    case Clock::boottime_alarm:
        return read_clock(Clock::boottime);
    default:
        return read_clock(clock);
    }
}

template <class Shape>
Shape split(uint64_t nanoseconds)
{
    return {static_cast<decltype(Shape::seconds)>(nanoseconds / nanoseconds_per_second),
            static_cast<decltype(Shape::nanoseconds)>(nanoseconds % nanoseconds_per_second)};
}

template <class Shape>
CallResult give_time(int32_t clock, UserPtr<Shape> to)
{
    auto const now = TRY(read_any_clock(clock));
    TRY(copy_to_user(to, split<Shape>(now)));
    return uint64_t{0};
}

template <class Shape>
CallResult give_resolution(int32_t clock, UserPtr<Shape> to)
{
    TRY(read_any_clock(clock));
    if (!to.is_null()) {
        auto const service = service_of(static_cast<Clock>(clock));
        TRY(copy_to_user(to, Shape{0, service == Service::coarse ? int32_t{tick_nanoseconds} : 1}));
    }
    return uint64_t{0};
}

template <class Shape>
CallResult give_time_of_day(UserPtr<Shape> time, UserPtr<Timezone> zone)
{
    auto const now = realtime_nanoseconds();
    if (!time.is_null()) {
        Shape const answer = {
            static_cast<decltype(Shape::seconds)>(now / nanoseconds_per_second),
            static_cast<decltype(Shape::microseconds)>(now % nanoseconds_per_second / 1000)};
        TRY(copy_to_user(time, answer));
    }
    if (!zone.is_null()) {
        TRY(copy_to_user(zone, Timezone{0, 0}));
    }
    return uint64_t{0};
}

template <class Shape>
CallResult give_seconds(UserPtr<Shape> to)
{
    // The second of the last tick, as the vDSO gives it (Linux ktime_get_real_seconds).
    auto const now = TRY(read_clock(Clock::realtime_coarse)) / nanoseconds_per_second;
    if (!to.is_null()) {
        TRY(copy_to_user(to, static_cast<Shape>(now)));
    }
    return now;
}

// Nanoseconds of a time that a program gave. EINVAL for what is no time; too long a time is cut.
template <class Shape>
Result<uint64_t> take_time(UserPtr<Shape const> from)
{
    constexpr auto longest = static_cast<int64_t>(INT64_MAX / nanoseconds_per_second);
    Shape time = {};
    TRY(copy_from_user(time, from));
    if (time.seconds < 0 || time.nanoseconds < 0 ||
        time.nanoseconds >= static_cast<int64_t>(nanoseconds_per_second)) {
        return Errno::einval;
    }
    auto const seconds =
        static_cast<int64_t>(time.seconds) < longest ? static_cast<int64_t>(time.seconds) : longest - 1;
    return static_cast<uint64_t>(seconds) * nanoseconds_per_second + static_cast<uint64_t>(time.nanoseconds);
}

template <class Shape>
CallResult sleep_for(UserPtr<Shape const> wish)
{
    auto const length = TRY(take_time(wish));
    sleep_until(monotonic_nanoseconds() + length);
    return uint64_t{0};
}

template <class Shape>
CallResult sleep_by_clock(int32_t clock, uint32_t flags, UserPtr<Shape const> wish)
{
    constexpr uint32_t absolute = 1; // TIMER_ABSTIME; other flags are ignored
    auto const now = TRY(read_any_clock(clock));
    auto const time = TRY(take_time(wish));
    auto const length = (flags & absolute) == 0 ? time : time > now ? time - now : 0;
    sleep_until(monotonic_nanoseconds() + length);
    return uint64_t{0};
}

} // namespace

extern "C" CallResult sys_time(UserPtr<int64_t> to)
{
    return give_seconds(to);
}

extern "C" CallResult sys_ia32_time(UserPtr<int32_t> to)
{
    return give_seconds(to);
}

extern "C" CallResult sys_gettimeofday(UserPtr<Timeval> time, UserPtr<Timezone> zone)
{
    return give_time_of_day(time, zone);
}

extern "C" CallResult sys_ia32_gettimeofday(UserPtr<Timeval32> time, UserPtr<Timezone> zone)
{
    return give_time_of_day(time, zone);
}

extern "C" CallResult sys_clock_gettime(int32_t clock, UserPtr<Timespec> to)
{
    return give_time(clock, to);
}

extern "C" CallResult sys_ia32_clock_gettime(int32_t clock, UserPtr<Timespec32> to)
{
    return give_time(clock, to);
}

extern "C" CallResult sys_clock_getres(int32_t clock, UserPtr<Timespec> to)
{
    return give_resolution(clock, to);
}

extern "C" CallResult sys_ia32_clock_getres(int32_t clock, UserPtr<Timespec32> to)
{
    return give_resolution(clock, to);
}

// No handler can interrupt a sleep yet, so the time that is left is never written.
extern "C" CallResult sys_nanosleep(UserPtr<Timespec const> wish, UserPtr<Timespec> /*rest*/)
{
    return sleep_for(wish);
}

extern "C" CallResult sys_ia32_nanosleep(UserPtr<Timespec32 const> wish, UserPtr<Timespec32> /*rest*/)
{
    return sleep_for(wish);
}

extern "C" CallResult sys_clock_nanosleep(int32_t clock, uint32_t flags, UserPtr<Timespec const> wish,
                                          UserPtr<Timespec> /*rest*/)
{
    return sleep_by_clock(clock, flags, wish);
}

extern "C" CallResult sys_ia32_clock_nanosleep(int32_t clock, uint32_t flags, UserPtr<Timespec32 const> wish,
                                               UserPtr<Timespec32> /*rest*/)
{
    return sleep_by_clock(clock, flags, wish);
}

} // namespace ringside::kernel
