// What a program may do to the pages that the kernel lends it: give them back, hide them; write to a copy of
// the code, and never to the data.
#include "tests/kernel_boot/guests/check.hpp"

#include <errno.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main()
{
    char* const vdso = (char*)getauxval(AT_SYSINFO_EHDR);
    char* const vvar = vdso - 4096;
    timespec time;
    check(clock_gettime(CLOCK_MONOTONIC, &time) == 0);

    check(mprotect(vvar, 4096, PROT_READ | PROT_WRITE) == -1 && errno == EACCES);
    check(mprotect(vvar, 4096, PROT_READ | PROT_EXEC) == -1 && errno == EACCES);
    check(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, vvar) == -1 && errno == EFAULT);
    check(clock_gettime(CLOCK_MONOTONIC, &time) == 0);

    // Hidden and shown again it is the same page still.
    unsigned const sequence = *(unsigned volatile*)(vvar + 128);
    check(mprotect(vvar, 4096, PROT_NONE) == 0);
    check(mprotect(vvar, 4096, PROT_READ) == 0);
    check(*(unsigned volatile*)(vvar + 128) >= sequence);
    check(clock_gettime(CLOCK_MONOTONIC, &time) == 0);

    // The code may be written to, as by a debugger that sets a breakpoint: by the kernel on the program's
    // behalf, and by the program. It writes to a copy, and given back it is the kernel's page again.
    char volatile* const padding = vdso + 9; // EI_PAD of the ELF header, 0
    check(syscall(SYS_getrandom, padding, 1, 0) == -1 && errno == EFAULT);
    check(mprotect(vdso, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) == 0);
    check(*padding == 0);
    check(syscall(SYS_getrandom, padding, 1, 0) == 1);
    *padding = 1;
    check(clock_gettime(CLOCK_MONOTONIC, &time) == 0);
    check(mprotect(vdso, 4096, PROT_READ | PROT_EXEC) == 0);
    check(*padding == 1);
    check(madvise(vdso, 4096, MADV_DONTNEED) == 0);
    check(*padding == 0);
    check(clock_gettime(CLOCK_MONOTONIC, &time) == 0);

    // Something else in its place, and nothing.
    check(mmap(vvar, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == vvar);
    check(*vvar == 0);
    *vvar = 1;
    check(munmap(vvar, 8192) == 0);
    for (int i = 0; i < 100; ++i) { // frames that were given back would be handed out here
        auto* const page =
            (uint64_t*)mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        check(*page == 0);
        *page = ~0ull;
    }
    long now[2];
    check(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, now) == 0);
    check(now[0] >= time.tv_sec && now[0] < 1000);
    return done();
}
