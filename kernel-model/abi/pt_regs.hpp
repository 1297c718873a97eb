// The registers of the interrupted program as the entry code pushes them: Linux's struct pt_regs, slot for
// slot.
//
// It lies at the top of the task's kernel stack. The hardware (INT, exceptions) or the first pushes of
// entry_SYSCALL_64 write ss, sp, flags, cs and ip; the rest is pushed by software in descending address
// order. Sources: Linux arch/x86/include/asm/ptrace.h, arch/x86/entry/calling.h (PUSH_REGS). Read next:
// entry/syscall.S, which fills every slot by name.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ringside::kernel {

struct PtRegs
{
    // Pushed by software; a C function may destroy those from r11 on, so they could be left unsaved in
    // theory.
    uint64_t r15;
    uint64_t r14;
    uint64_t r13;
    uint64_t r12;
    uint64_t bp;
    uint64_t bx;
    uint64_t r11;
    uint64_t r10; // fourth argument of SYSCALL, because the instruction itself overwrites rcx
    uint64_t r9;
    uint64_t r8;
    uint64_t ax; // -ENOSYS until the result is stored here
    uint64_t cx;
    uint64_t dx;
    uint64_t si;
    uint64_t di;
    /// The system-call number as the program gave it, or an exception's error code, or -1 ("no call to
    /// restart").
    uint64_t orig_ax;
    // The frame that INT and exceptions push and IRETQ pops (SDM Vol. 3A, "64-Bit Mode Stack Frame").
    uint64_t ip;
    uint64_t cs;
    uint64_t flags;
    uint64_t sp;
    uint64_t ss;

    /// True if ring 3 was interrupted: the requested privilege level in CS is the ring it ran in.
    constexpr bool from_user() const { return (cs & 3) == 3; }
    /// True if the interrupted code ran in compatibility mode (selector 0x23).
    constexpr bool from_compatibility_mode() const { return cs == 0x23; }
};

static_assert(sizeof(PtRegs) == 168);
static_assert(offsetof(PtRegs, ax) == 80);
static_assert(offsetof(PtRegs, orig_ax) == 120);
static_assert(offsetof(PtRegs, ip) == 128);
static_assert(offsetof(PtRegs, sp) == 152);

} // namespace ringside::kernel
