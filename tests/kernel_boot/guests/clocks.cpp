// Reads every clock by the library, which calls the vDSO if there is one, and by system call before and
// after: the value must lie between. First argument: how often. Second: "vdso" or "none", what the auxiliary
// vector must say.
#include "tests/kernel_boot/guests/check.hpp"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long in_nanoseconds(timespec const& time)
{
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

// i386 may have a time_t of 32 bits (glibc) or of 64 (musl): the system call is asked in its own shape.
struct KernelTime
{
    long seconds, part;
};

static long long by_system_call(clockid_t clock)
{
    KernelTime time;
    check(syscall(SYS_clock_gettime, clock, &time) == 0);
    return time.seconds * 1000000000ll + time.part;
}

static long long microseconds_by_system_call()
{
    KernelTime time;
    check(syscall(SYS_gettimeofday, &time, 0) == 0);
    return time.seconds * 1000000ll + time.part;
}

static void read_all_clocks()
{
    static clockid_t const clocks[] = {
        CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW,  CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE,
        CLOCK_BOOTTIME, CLOCK_TAI,       CLOCK_REALTIME_ALARM, CLOCK_BOOTTIME_ALARM};
    for (clockid_t clock : clocks) {
        timespec time;
        long long const before = by_system_call(clock);
        check(clock_gettime(clock, &time) == 0);
        long long const after = by_system_call(clock);
        check(before <= in_nanoseconds(time) && in_nanoseconds(time) <= after);
        check(time.tv_nsec >= 0 && time.tv_nsec < 1000000000);
    }
    timeval day;
    long long const before = microseconds_by_system_call();
    check(gettimeofday(&day, 0) == 0);
    check(before <= day.tv_sec * 1000000ll + day.tv_usec);
    check(day.tv_sec * 1000000ll + day.tv_usec <= microseconds_by_system_call());
    long const low = syscall(SYS_time, 0);
    time_t const now = time(0);
    check(low <= now && now <= syscall(SYS_time, 0));
}

static void compare_resolutions()
{
    static clockid_t const clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_REALTIME_COARSE,
                                       CLOCK_MONOTONIC_COARSE};
    for (clockid_t clock : clocks) {
        timespec resolution;
        KernelTime by_call;
        check(clock_getres(clock, &resolution) == 0);
        check(syscall(SYS_clock_getres, clock, &by_call) == 0);
        check(resolution.tv_sec == by_call.seconds && resolution.tv_nsec == by_call.part);
        check(resolution.tv_nsec == (clock >= CLOCK_REALTIME_COARSE ? 10000000 : 1));
    }
    timespec time;
    check(clock_gettime(99, &time) == -1);
    check(clock_gettime(-1, &time) == -1);
}

int main(int argc, char** argv)
{
    bool const with_vdso = argc < 3 || strcmp(argv[2], "vdso") == 0;
    int const rounds = argc < 2 ? 10 : atoi(argv[1]);
    check((getauxval(AT_SYSINFO_EHDR) != 0) == with_vdso);
    for (int round = 0; round < rounds; ++round)
        read_all_clocks();
    compare_resolutions();
    return done();
}
