// The two ways by which 64-bit code asks the kernel, SYSCALL and INT 0x80, and the ways back.
//
// SYSCALL leaves everything to software: it has put the return address into RCX and RFLAGS into R11, has
// loaded CS, SS and RIP from MSRs, and RSP is still the program's (SDM Vol. 2B, "SYSCALL"). So the first
// instructions here must not touch the stack before they have one of their own. INT 0x80 has already switched
// to RSP0 and pushed five words. Both end in the same frame, struct pt_regs. Linux arch/x86/entry/entry_64.S.
// Read next: compat.S (the fast ways of 32-bit code), exceptions.S, isolation.S (what pti=on adds).
#include "kernel-model/entry/calling.inc"

    .section .entry.text, "ax"
    .code64

FUNCTION entry_SYSCALL_64
    swapgs                                          // GS base: the program's <-> PerCpu
    movq %rsp, %gs:PER_CPU_TSS + TSS_RSP2           // the program's RSP, while there is no stack
    ISOLATION_SITE syscall_64_to_kernel_tables
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp
    .globl entry_SYSCALL_64_safe_stack
entry_SYSCALL_64_safe_stack:

    // What INT would have pushed, by hand.
    pushq $USER_DS                                  // pt_regs->ss
    pushq %gs:PER_CPU_TSS + TSS_RSP2                // pt_regs->sp
    pushq %r11                                      // pt_regs->flags
    pushq $USER_CS                                  // pt_regs->cs
    pushq %rcx                                      // pt_regs->ip
    .globl entry_SYSCALL_64_after_hwframe
entry_SYSCALL_64_after_hwframe:
    pushq %rax                                      // pt_regs->orig_ax: the number
    pushq %rdi                                      // pt_regs->di
    pushq %rsi                                      // pt_regs->si
    pushq %rdx                                      // pt_regs->dx
    pushq %rcx                                      // pt_regs->cx
    pushq $-ENOSYS                                  // pt_regs->ax: the answer, unless a call gives another
#include "kernel-model/entry/push_r8_to_r15.inc"

    movq %rsp, %rdi                                 // first argument: struct pt_regs
    movslq %eax, %rsi                               // second: the number; only EAX counts, sign-extended
    call do_syscall_64

    // SYSRET restores RIP from RCX and RFLAGS from R11, and knows only one CS and SS. It may be used only if
    // that is exactly what the frame says. RIP must be canonical: Intel's SYSRET would raise #GP in ring 0 on
    // the program's stack otherwise (SDM Vol. 2B, "SYSRET"). TF: SYSRET would trap before, not after, the
    // next instruction.
    movq RCX(%rsp), %rcx
    movq RIP(%rsp), %r11
    cmpq %rcx, %r11
    jne swapgs_restore_regs_and_return_to_usermode
    shlq $16, %rcx                                  // sign-extend bit 47: equal only if canonical
    sarq $16, %rcx
    cmpq %rcx, %r11
    jne swapgs_restore_regs_and_return_to_usermode
    cmpq $USER_CS, CS(%rsp)
    jne swapgs_restore_regs_and_return_to_usermode
    movq R11(%rsp), %r11
    cmpq %r11, EFLAGS(%rsp)
    jne swapgs_restore_regs_and_return_to_usermode
    testq $(RFLAGS_RF | RFLAGS_TF), %r11
    jnz swapgs_restore_regs_and_return_to_usermode
    cmpq $USER_DS, SS(%rsp)
    jne swapgs_restore_regs_and_return_to_usermode

    .globl syscall_return_via_sysret
syscall_return_via_sysret:
#include "kernel-model/entry/pop_registers.inc"
    // RCX = ip and R11 = flags, as tested above. With pti=on the way leads over the entry stack, which is there
    // in both sets of page tables; with one set RSP can be loaded at once.
    ISOLATION_SITE sysret_64_over_entry_stack
    movq RSP - ORIG_RAX(%rsp), %rsp                 // pt_regs->sp: from here on the program's stack
    swapgs
    sysretq
END_FUNCTION entry_SYSCALL_64

// INT 0x80, from 64-bit and from 32-bit code alike: i386 numbers, arguments in ebx ecx edx esi edi ebp.
FUNCTION entry_INT80_compat
    ASM_CLAC                                        // INT leaves AC and DF as the program had them
    cld
    swapgs                                          // always from ring 3: the kernel never executes INT 0x80
    ISOLATION_SITE int80_to_task_stack
    movl %eax, %eax
    pushq %rax                                      // pt_regs->orig_ax: the number, 32 bits
    pushq %rdi                                      // pt_regs->di
    pushq %rsi                                      // pt_regs->si
    .globl entry_INT80_compat_after_rsi
entry_INT80_compat_after_rsi:
    pushq %rdx                                      // pt_regs->dx
    pushq %rcx                                      // pt_regs->cx
    pushq $-ENOSYS                                  // pt_regs->ax: the answer, unless a call gives another
#include "kernel-model/entry/push_r8_to_r15.inc"
    movq %rsp, %rdi                                 // first argument: struct pt_regs
    call do_int80_syscall_32
    jmp swapgs_restore_regs_and_return_to_usermode
END_FUNCTION entry_INT80_compat

// The general way back to ring 3: everything from the frame, by IRETQ.
FUNCTION swapgs_restore_regs_and_return_to_usermode
#include "kernel-model/entry/pop_registers.inc"
    ISOLATION_SITE iret_over_entry_stack
    addq $8, %rsp                                   // skip orig_ax: RSP at ip, as IRETQ wants it
    swapgs
    .globl native_irq_return_iret
native_irq_return_iret:
    // It can fault: a program may have removed its own stack segment from the GDT by set_thread_area(2). Then
    // error_entry finds this address and puts GS right, and the program gets SIGSEGV.
    iretq
END_FUNCTION swapgs_restore_regs_and_return_to_usermode

// The first way into ring 3: `void enter_user_mode(PtRegs*)` leaves by the same door as everybody else.
FUNCTION enter_user_mode
    movq %rdi, %rsp
    jmp swapgs_restore_regs_and_return_to_usermode
END_FUNCTION enter_user_mode

    .section .note.GNU-stack, "", @progbits
