// What the initial stack says: arguments, environment, auxiliary vector. getauxval(3), execve(2).
#include "tests/kernel_boot/guests/check.hpp"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

extern "C" void _start();

/// An entry as the kernel wrote it: glibc's getauxval has its own idea of AT_HWCAP.
static unsigned long as_given(unsigned long type)
{
    char** at = environ;
    while (*at)
        ++at;
    for (ElfW(auxv_t)* entry = (ElfW(auxv_t)*)(at + 1); entry->a_type; ++entry)
        if (entry->a_type == type)
            return entry->a_un.a_val;
    return 0;
}

int main(int argc, char** argv)
{
    check(argc == 4);
    check(strncmp(argv[0], "/bin/initial_stack_", 19) == 0);
    check(strcmp(argv[1], "two words") == 0);
    check(strcmp(argv[2], "") == 0);
    check(strcmp(argv[3], "quote\" back\\slash") == 0);
    check(argv[4] == 0);
    check(strcmp(getenv("HOME"), "/") == 0);
    check(strcmp(getenv("TERM"), "dumb") == 0);
    check(getenv("PATH") != 0);
    check(getenv("LANG") != 0);
    check(strcmp(getenv("OWN"), "a b") == 0);
    check(getenv("init") == 0);

    check(getauxval(AT_PAGESZ) == 4096);
    check(getauxval(AT_CLKTCK) == 100);
    check(getauxval(AT_PHENT) == sizeof(ElfW(Phdr)));
    check(getauxval(AT_BASE) == 0);
    check(getauxval(AT_SECURE) == 0);
    check(getauxval(AT_UID) == 0 && getauxval(AT_EUID) == 0 && getauxval(AT_GID) == 0);
    check(getauxval(AT_ENTRY) == (uintptr_t)_start);
    check(strcmp((char const*)getauxval(AT_EXECFN), argv[0]) == 0);
    check(strcmp((char const*)getauxval(AT_PLATFORM), sizeof(void*) == 8 ? "x86_64" : "i686") == 0);
    check((as_given(AT_HWCAP) & 1 << 26) != 0); // SSE2, CPUID 1 EDX

    // AT_PHDR points at the headers of this very file: its PT_LOAD segments cover main.
    ElfW(Phdr) const* headers = (ElfW(Phdr) const*)getauxval(AT_PHDR);
    ElfW(Ehdr) const* file = (ElfW(Ehdr) const*)((uintptr_t)headers & ~4095ul);
    check(memcmp(file->e_ident, ELFMAG, 4) == 0);
    check(file->e_phnum == getauxval(AT_PHNUM));
    uintptr_t const bias = getauxval(AT_ENTRY) - file->e_entry;
    int covers = 0;
    for (unsigned i = 0; i < file->e_phnum; ++i)
        covers |= headers[i].p_type == PT_LOAD &&
                  (uintptr_t)as_given - bias - headers[i].p_vaddr < headers[i].p_memsz;
    check(covers != 0);

    // The vDSO announces itself: an ELF file in memory.
    ElfW(Ehdr) const* vdso = (ElfW(Ehdr) const*)getauxval(AT_SYSINFO_EHDR);
    check(vdso != 0 && memcmp(vdso->e_ident, ELFMAG, 4) == 0 && vdso->e_type == ET_DYN);
    check(getauxval(AT_SYSINFO) == (sizeof(void*) == 8 ? 0 : (uintptr_t)vdso + vdso->e_entry));

    unsigned char const* random = (unsigned char const*)getauxval(AT_RANDOM);
    int different = 0;
    for (int i = 1; i < 16; ++i)
        different |= random[i] != random[0];
    check(different != 0);

    char link[64] = "";
    check(readlink("/proc/self/exe", link, sizeof link) > 0);
    check(strcmp(link, argv[0]) == 0);
    return done();
}
