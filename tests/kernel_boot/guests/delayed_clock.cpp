// Computes for twice as many instructions as its argument says, then reads the clock once by the vDSO, with a
// system call before and after: so that a test can have the timer's tick fall on any instruction of the
// reading. Prints where the vvar page lies.
#include "tests/kernel_boot/guests/check.hpp"

#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct KernelTime
{
    long seconds, part;
};

static long long by_system_call()
{
    KernelTime time;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
    return time.seconds * 1000000000ll + time.part;
}

int main(int argc, char** argv)
{
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time); // musl looks for the vDSO now
    printf("vvar at %#lx\n", getauxval(AT_SYSINFO_EHDR) - 4096);
    fflush(stdout);

    unsigned long rounds = argc < 2 ? 1 : strtoul(argv[1], nullptr, 10);
    asm volatile("1: dec %0\n\tjnz 1b" : "+r"(rounds));

    long long const before = by_system_call();
    clock_gettime(CLOCK_MONOTONIC, &time);
    long long const after = by_system_call();
    long long const between = time.tv_sec * 1000000000ll + time.tv_nsec;
    check(before <= between && between <= after);
    return done();
}
