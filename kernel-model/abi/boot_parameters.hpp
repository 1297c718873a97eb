// The words that the kernel understands on its command line, in one table: the kernel's parser, the tool's
// --append help and the documentation are made from it.
//
// Items are separated by blanks; "..." keeps blanks together, and inside the quotes \" and \\ stand for " and
// \ (that is ours; the rest is Linux's: Documentation/admin-guide/kernel-parameters.rst). What follows `--`
// are the arguments of init. NAME=VALUE that is not in this table becomes a variable of init's environment.
// Read next: entry/command_line.cpp.
#pragma once

#include <array>
#include <string_view>

namespace ringside::kernel {

/// Whether the parameter stands alone ("nosmap") or has a value ("seed=7").
enum class ParameterForm
{
    flag,
    value
};

struct BootParameter
{
    std::string_view name;
    ParameterForm form;
    std::string_view help;
};

inline constexpr auto boot_parameters = std::to_array<BootParameter>({
    {"init", ParameterForm::value, "path of the program to run, in the initramfs"},
    {"also", ParameterForm::value,
     "path of a second program, pid 2, with an address space of its own; it takes turns with init"},
    {"console", ParameterForm::value, "tty (default): a terminal; pipe: bytes untouched"},
    {"loglevel", ParameterForm::value, "print log messages below this level, 0-8 (default 7)"},
    {"time", ParameterForm::value, "date at boot in seconds since 1970 (default 1735689600: 2025-01-01 UTC)"},
    {"tsc_khz", ParameterForm::value, "frequency of the time-stamp counter, if CPUID does not tell"},
    {"seed", ParameterForm::value,
     "start of everything random: getrandom, AT_RANDOM, address layout (default 1)"},
    {"nosmep", ParameterForm::flag, "leave CR4.SMEP off: ring 0 may execute user pages"},
    {"nosmap", ParameterForm::flag, "leave CR4.SMAP off: ring 0 may read and write user pages"},
    {"nokaslr", ParameterForm::flag, "accepted; the kernel is never moved, and programs then are not either"},
    {"norandmaps", ParameterForm::flag, "programs' stack, mmap area, heap and PIE image lie at fixed places"},
    {"vdso", ParameterForm::value,
     "0: 64-bit programs get no vDSO and read the clock by system call (default 1)"},
    {"vdso32", ParameterForm::value, "the same for i386 programs"},
    {"lab", ParameterForm::value,
     "on: system calls by which programs/rings/ break what SMAP and SMEP forbid"},
    {"pti", ParameterForm::value,
     "on: programs run on page tables without the kernel; off and auto (default): not"},
    {"nopti", ParameterForm::flag, "the same as pti=off"},
    {"vsyscall", ParameterForm::value, "the legacy page of three calls: emulate, xonly (default) or none"},
});

} // namespace ringside::kernel
