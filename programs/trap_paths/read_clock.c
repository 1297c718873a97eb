// Reads the clock as often as its argument says, and tells how often. With a vDSO not one of the readings is
// a system call: watch it with --strace, and again with --append vdso=0 (i386: vdso32=0). Built three times:
// read_clock_glibc, read_clock_musl, read_clock_i386. Run: read_clock_glibc 1000 - ends with status 0.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// The linker's names for the program's own memory: ld(1), "end(3)".
extern char const __executable_start, end;

// Touches every page of the program and some of its stack, so that all of it is present and the only
// difference between no reading and a thousand is the readings.
static void touch_all_pages(void)
{
    enum
    {
        page = 4096
    };
    char volatile stack[4 * page];
    for (unsigned at = 0; at < sizeof stack; at += page) {
        stack[at] = 0;
    }
    for (char const volatile* at = &__executable_start; at < &end; at += page) {
        (void)*at;
    }
}

int main(int count, char** arguments)
{
    long const readings = count > 1 ? atol(arguments[1]) : 1000;
    touch_all_pages();
    struct timespec time;
    for (long i = 0; i < readings; ++i) {
        if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) {
            return 1;
        }
    }
    printf("%04ld readings\n", readings);
    return 0;
}
