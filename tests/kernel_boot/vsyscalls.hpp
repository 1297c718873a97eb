// How a program fares that uses the legacy page at 0xffffffffff600000, under each value of vsyscall=. Both
// machines must agree. Linux arch/x86/entry/vsyscall/vsyscall_64.c.
#pragma once

#include <array>

namespace ringside::tests {

struct Vsyscall
{
    char const* mode; // of the parameter vsyscall=
    char const* way;  // argument of guests/vsyscall.cpp
    int status;       // exit status, or 128 + signal
};

inline constexpr int killed_by_sigsegv = 128 + 11;

inline constexpr auto vsyscalls = std::to_array<Vsyscall>({
    {"emulate", "call", 0},
    {"emulate", "read", 0},
    {"emulate", "write", killed_by_sigsegv},
    {"emulate", "beside", killed_by_sigsegv},
    {"emulate", "fourth", killed_by_sigsegv},
    {"emulate", "pointer", killed_by_sigsegv},
    {"emulate", "stack", killed_by_sigsegv},
    {"emulate", "argument", 0},
    {"xonly", "call", 0},
    {"xonly", "read", killed_by_sigsegv},
    {"xonly", "write", killed_by_sigsegv},
    {"xonly", "beside", killed_by_sigsegv},
    {"xonly", "fourth", killed_by_sigsegv},
    {"xonly", "pointer", killed_by_sigsegv},
    {"xonly", "stack", killed_by_sigsegv},
    {"xonly", "argument", 0},
    {"none", "call", killed_by_sigsegv},
    {"none", "read", killed_by_sigsegv},
    {"none", "argument", 0},
});

} // namespace ringside::tests
