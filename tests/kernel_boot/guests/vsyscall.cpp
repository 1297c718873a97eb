// Uses the legacy page at 0xffffffffff600000 in the way that its argument names; where the kernel kills such
// a program, it never gets to its end.
#include "tests/kernel_boot/guests/check.hpp"

#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static uintptr_t const page = 0xffffffffff600000;
static auto const legacy_gettimeofday = (int (*)(timeval*, struct timezone*))page;
static auto const legacy_time = (long (*)(long*))(page + 0x400);
static auto const legacy_getcpu = (long (*)(unsigned*, unsigned*, void*))(page + 0x800);

static long microseconds(timeval const& time)
{
    return time.tv_sec * 1000000 + time.tv_usec;
}

static void call_all_three()
{
    timeval before, between, after;
    syscall(SYS_gettimeofday, &before, 0);
    check(legacy_gettimeofday(&between, 0) == 0);
    syscall(SYS_gettimeofday, &after, 0);
    check(microseconds(before) <= microseconds(between) && microseconds(between) <= microseconds(after));

    long const low = syscall(SYS_time, 0);
    long stored = 0;
    long const now = legacy_time(&stored);
    check(low <= now && now <= syscall(SYS_time, 0) && stored == now);
    check(legacy_time(0) >= now);

    unsigned cpu = 7, node = 7;
    check(legacy_getcpu(&cpu, &node, 0) == 0 && cpu == 0 && node == 0);
}

int main(int argc, char** argv)
{
    char const* const way = argc < 2 ? "call" : argv[1];
    if (strcmp(way, "call") == 0)
        call_all_three();
    else if (strcmp(way, "read") == 0)
        check(*(unsigned char volatile*)(page + 0x400) == 0x48); // mov $201, %rax
    else if (strcmp(way, "write") == 0)
        *(unsigned char volatile*)page = 0;
    else if (strcmp(way, "beside") == 0)
        ((long (*)(long*))(page + 0x401))(0);
    else if (strcmp(way, "fourth") == 0)
        ((long (*)(long*))(page + 0xc00))(0);
    else if (strcmp(way, "pointer") == 0)
        legacy_time((long*)16);
    else if (strcmp(way, "stack") == 0)
        asm volatile("mov $16, %%rsp\n\tjmp *%0" : : "r"(page + 0x400) : "memory");
    else if (strcmp(way, "argument") == 0)
        check(write(1, (void*)page, 4) == -1); // the kernel's half, whatever is mapped there
    return done();
}
