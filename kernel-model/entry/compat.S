// The two fast ways of 32-bit code: SYSENTER on Intel's processors, SYSCALL on AMD's; and their way back.
//
// Programs do not execute them; they call __kernel_vsyscall (vdso/i386), which has pushed ECX, EDX and EBP before.
// SYSENTER saves nothing: neither where it came from nor ESP nor RFLAGS (SDM Vol. 2B, "SYSENTER"), so EBP brings ESP
// and the return address is the one place behind it, the landing pad. SYSCALL from compatibility mode (APM Vol. 2,
// "SYSCALL and SYSRET") enters through CSTAR with the return address in ECX, so EBP brings ECX. Either way the sixth
// argument lies in user memory, where ESP points. Linux arch/x86/entry/entry_64_compat.S.
// Read next: syscall/fast_32.cpp, vdso/i386/kernel_vsyscall.S.
#include "kernel-model/entry/calling.inc"

    .section .entry.text, "ax"
    .code64

FUNCTION entry_SYSENTER_compat
    swapgs                                          // GS base: the program's <-> PerCpu
    ISOLATION_SITE sysenter_to_kernel_tables
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp             // from the entry stack of SYSENTER_ESP to the task's
    .globl entry_SYSENTER_compat_safe_stack
entry_SYSENTER_compat_safe_stack:
    pushq $USER_DS                                  // pt_regs->ss
    pushq $0                                        // pt_regs->sp: do_SYSENTER_32 puts EBP here
    pushfq                                          // pt_regs->flags: do_SYSENTER_32 sets IF, which is lost
    pushq $USER32_CS                                // pt_regs->cs
    pushq $0                                        // pt_regs->ip: do_fast_syscall_32 puts the landing pad here
    .globl entry_SYSENTER_compat_after_hwframe
entry_SYSENTER_compat_after_hwframe:
    movl %eax, %eax
    pushq %rax                                      // pt_regs->orig_ax: the number, 32 bits
    pushq %rdi                                      // pt_regs->di
    pushq %rsi                                      // pt_regs->si
    pushq %rdx                                      // pt_regs->dx
    pushq %rcx                                      // pt_regs->cx
    pushq $-ENOSYS                                  // pt_regs->ax: the answer, unless a call gives another
#include "kernel-model/entry/push_r8_to_r15.inc"
    cld
    // SYSENTER clears IF and VM only. TF would trap after each instruction here, NT would make IRETQ fault, and
    // AC would open the user half for the kernel.
    testl $(RFLAGS_NT | RFLAGS_AC | RFLAGS_TF), EFLAGS(%rsp)
    jnz 2f
1:  movq %rsp, %rdi                                 // first argument: struct pt_regs
    call do_SYSENTER_32                             // EAX: whether SYSRET may lead back
    testl %eax, %eax
    jz swapgs_restore_regs_and_return_to_usermode
    jmp sysret32_from_system_call
2:  pushq $RFLAGS_FIXED
    popfq
    .globl entry_SYSENTER_compat_end
entry_SYSENTER_compat_end:                          // exc_debug: up to here TF may be the program's
    jmp 1b
END_FUNCTION entry_SYSENTER_compat

FUNCTION entry_SYSCALL_compat
    swapgs                                          // GS base: the program's <-> PerCpu
    movl %esp, %r8d                                 // the program's ESP; 32-bit code has no R8
    ISOLATION_SITE syscall_compat_to_kernel_tables
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp
    .globl entry_SYSCALL_compat_safe_stack
entry_SYSCALL_compat_safe_stack:
    pushq $USER_DS                                  // pt_regs->ss
    pushq %r8                                       // pt_regs->sp
    pushq %r11                                      // pt_regs->flags
    pushq $USER32_CS                                // pt_regs->cs
    pushq %rcx                                      // pt_regs->ip: do_fast_syscall_32 puts the landing pad here
    .globl entry_SYSCALL_compat_after_hwframe
entry_SYSCALL_compat_after_hwframe:
    movl %eax, %eax
    pushq %rax                                      // pt_regs->orig_ax: the number, 32 bits
    pushq %rdi                                      // pt_regs->di
    pushq %rsi                                      // pt_regs->si
    pushq %rdx                                      // pt_regs->dx
    pushq %rbp                                      // pt_regs->cx: SYSCALL overwrote ECX, EBP brought it
    pushq $-ENOSYS                                  // pt_regs->ax: the answer, unless a call gives another
#include "kernel-model/entry/push_r8_to_r15.inc"
    movq %rsp, %rdi                                 // first argument: struct pt_regs
    call do_fast_syscall_32                         // EAX: whether SYSRET may lead back
    testl %eax, %eax
    jz swapgs_restore_regs_and_return_to_usermode
    // falls through

// SYSRET without REX.W leads to 32-bit code with EIP from ECX and RFLAGS from R11, so these two are lost; that is
// why __kernel_vsyscall pushed ECX and EDX. SYSEXIT, which a 32-bit kernel uses here, wants EIP in EDX and ESP in
// ECX, and leaves IF to an STI before it, with the program's GS already in place. Linux used it here until 2015 and
// found SYSRETL safer, since what an NMI does to the STI's shadow is unclear, and faster too (commit 4214a16b0297,
// "x86/asm/entry/64/compat: Use SYSRETL to return from compat mode SYSENTER"); AMD's processors have no SYSEXIT in
// long mode (APM Vol. 2, "SYSENTER and SYSEXIT").
    .globl sysret32_from_system_call
sysret32_from_system_call:
    movq RBX(%rsp), %rbx                            // pt_regs->bx
    movq RBP(%rsp), %rbp                            // pt_regs->bp
    movq EFLAGS(%rsp), %r11                         // pt_regs->flags
    movq RIP(%rsp), %rcx                            // pt_regs->ip: the landing pad
    addq $RAX, %rsp                                 // skip r15 to r8
    popq %rax                                       // pt_regs->ax
    popq %rdx                                       // skip cx
    popq %rdx                                       // pt_regs->dx
    popq %rsi                                       // pt_regs->si
    popq %rdi                                       // pt_regs->di
    xorl %r8d, %r8d                                 // 64-bit code could look at these three later
    xorl %r9d, %r9d
    xorl %r10d, %r10d
    ISOLATION_SITE sysret_32_from_kernel_tables
    movq RSP - ORIG_RAX(%rsp), %rsp                 // pt_regs->sp: from here on the program's stack
    swapgs
    sysretl
END_FUNCTION entry_SYSCALL_compat

    .section .note.GNU-stack, "", @progbits
