// Which signal ends a program that does a forbidden thing: the list that every machine must agree on. The
// same as on Linux, where `faults` runs too.
#pragma once

#include <array>

namespace ringside::tests {

struct Fault
{
    char const* name; // argument of guests/faults.cpp
    int signal;
};

// signal(7), numbers of x86.
inline constexpr int sigill = 4;
inline constexpr int sigtrap = 5;
inline constexpr int sigabrt = 6;
inline constexpr int sigbus = 7;
inline constexpr int sigfpe = 8;
inline constexpr int sigkill = 9;
inline constexpr int sigsegv = 11;

inline constexpr auto faults = std::to_array<Fault>({
    {"null_read", sigsegv},
    {"null_write", sigsegv},
    {"kernel_read", sigsegv},
    {"kernel_jump", sigsegv},
    {"constant_write", sigsegv},
    {"stack_execute", sigsegv},
    {"non_canonical", sigsegv},
    {"divide", sigfpe},
    {"undefined", sigill},
    {"breakpoint", sigtrap},
    {"single_step", sigtrap},
    {"single_step_over_syscall", sigtrap},
    {"cli", sigsegv},
    {"hlt", sigsegv},
    {"in", sigsegv},
    {"read_cr3", sigsegv},
    {"write_msr", sigsegv},
    {"swapgs", sigsegv},
    {"int_0x81", sigsegv},
    {"int_14", sigsegv},
    {"int_8", sigsegv},
    {"sysenter", sigsegv},
    {"sysenter_single_step", sigsegv},
    {"x87_division", sigfpe},
    {"past_the_file", sigbus},
    {"protected_page", sigsegv},
    {"hidden_page", sigsegv},
    {"unmapped_page", sigsegv},
    {"endless_stack", sigsegv},
    {"vanished_stack_segment", sigsegv},
    {"aborts", sigabrt},
    {"all_memory", sigkill},
});

// What QEMU's TCG does not model: INT1, #AC, #XM, and #SS for a non-canonical stack.
inline constexpr auto faults_beyond_qemu = std::to_array<Fault>({
    {"int1", sigtrap},
    {"alignment", sigbus},
    {"sse_division", sigfpe},
    {"non_canonical_stack", sigbus},
});

} // namespace ringside::tests
