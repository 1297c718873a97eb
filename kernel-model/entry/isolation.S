// What pti=on adds to every way in and out: the change of page tables, and the way over the entry stack.
//
// With pti=on a program runs on tables that hold nothing of the kernel but this section (.entry.text) and the
// pages of .entry.data. So the way in must change CR3 before it touches anything else, and the stack that INT or
// an exception has switched to (RSP0, the entry stack) is left for the task's own as soon as that is there; the
// way out copies back. Each detour below stands for the instructions at its ISOLATION_SITE, which it repeats.
// Linux arch/x86/entry/calling.h, SWITCH_TO_KERNEL_CR3 and SWITCH_TO_USER_CR3. Read next: memory/isolation.cpp.
#include "kernel-model/entry/calling.inc"

    .section .entry.text, "ax"
    .code64

// The kernel's PML4 is the even page of the pair, the program's the odd one. There is no PCID: each load of CR3
// flushes the TLB (SDM Vol. 3A, "Operations that Invalidate TLBs and Paging-Structure Caches").
.macro SWITCH_TO_KERNEL_CR3 scratch
    movq %cr3, \scratch
    andq $~USER_TABLES_BIT, \scratch
    movq \scratch, %cr3
.endm
.macro SWITCH_TO_USER_CR3 scratch
    movq %cr3, \scratch
    orq $USER_TABLES_BIT, \scratch
    movq \scratch, %cr3
.endm

// SYSCALL of 64-bit code: the program's RSP is in TSS.RSP2 already, so RSP is free.
FUNCTION syscall_64_to_kernel_tables
    SWITCH_TO_KERNEL_CR3 %rsp
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp
    jmp entry_SYSCALL_64_safe_stack
END_FUNCTION syscall_64_to_kernel_tables

// SYSCALL of 32-bit code: its ESP is in R8D.
FUNCTION syscall_compat_to_kernel_tables
    SWITCH_TO_KERNEL_CR3 %rsp
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp
    jmp entry_SYSCALL_compat_safe_stack
END_FUNCTION syscall_compat_to_kernel_tables

// SYSENTER has loaded RSP with the entry stack and left no register free.
FUNCTION sysenter_to_kernel_tables
    pushq %rax
    SWITCH_TO_KERNEL_CR3 %rax
    popq %rax
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp
    jmp entry_SYSENTER_compat_safe_stack
    .globl sysenter_to_kernel_tables_end
sysenter_to_kernel_tables_end:
END_FUNCTION sysenter_to_kernel_tables

// INT 0x80 has pushed its five words on the entry stack.
FUNCTION int80_to_task_stack
    movl %eax, %eax
    pushq %rax                                      // the number, on the entry stack
    SWITCH_TO_KERNEL_CR3 %rax
    movq %rsp, %rax
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp
    pushq 5 * 8(%rax)                               // pt_regs->ss
    pushq 4 * 8(%rax)                               // pt_regs->sp
    pushq 3 * 8(%rax)                               // pt_regs->flags
    pushq 2 * 8(%rax)                               // pt_regs->cs
    pushq 1 * 8(%rax)                               // pt_regs->ip
    pushq 0 * 8(%rax)                               // pt_regs->orig_ax: the number, 32 bits
    pushq %rdi                                      // pt_regs->di
    pushq %rsi                                      // pt_regs->si
    movq (%rax), %rax
    jmp entry_INT80_compat_after_rsi
END_FUNCTION int80_to_task_stack

// An exception or interrupt. From ring 3 it stands on the entry stack with the program's tables, and so does the
// IRETQ that was about to leave and has faulted; from anywhere else in ring 0 nothing needs to change.
FUNCTION exception_to_task_stack
    ASM_CLAC                                        // interrupt delivery leaves AC and DF as they were
    cld
    testb $3, 3 * 8(%rsp)                           // cs; below it ip, the error code and the C++ function
    jnz 1f
    pushq %rcx
    leaq native_irq_return_iret(%rip), %rcx
    cmpq %rcx, 3 * 8(%rsp)                          // ip, with RCX pushed
    popq %rcx
    jne 2f
1:  swapgs
    pushq %rax
    SWITCH_TO_KERNEL_CR3 %rax
    movq %rsp, %rax
    movq %gs:PER_CPU_TOP_OF_STACK, %rsp
    pushq 7 * 8(%rax)                               // pt_regs->ss
    pushq 6 * 8(%rax)                               // pt_regs->sp
    pushq 5 * 8(%rax)                               // pt_regs->flags
    pushq 4 * 8(%rax)                               // pt_regs->cs
    pushq 3 * 8(%rax)                               // pt_regs->ip
    pushq 2 * 8(%rax)                               // pt_regs->orig_ax: the error code, or -1
    pushq 1 * 8(%rax)                               // the C++ function
    movq 0 * 8(%rax), %rax
2:  xchgq %rdi, (%rsp)                              // pt_regs->di; RDI = the C++ function
    pushq %rsi                                      // pt_regs->si
    pushq %rdx                                      // pt_regs->dx
    pushq %rcx                                      // pt_regs->cx
    pushq %rax                                      // pt_regs->ax
#include "kernel-model/entry/push_r8_to_r15.inc"
    jmp exception_entry_call
END_FUNCTION exception_to_task_stack

// An event on a stack of its own (IST), which is there in both sets of tables. It may have struck anywhere, so CR3
// is kept in R14, which C++ functions preserve, and put back as it was. RAX is in its slot already.
FUNCTION paranoid_to_kernel_tables
    movq %cr3, %r14
    testq $USER_TABLES_BIT, %r14
    jz 1f
    SWITCH_TO_KERNEL_CR3 %rax
1:  movl $MSR_GS_BASE, %ecx
    jmp paranoid_entry_gs_base
END_FUNCTION paranoid_to_kernel_tables

FUNCTION paranoid_from_kernel_tables
    testq $USER_TABLES_BIT, %r14
    jz 1f
    movq %r14, %cr3
1:  testl %ebx, %ebx
    jz paranoid_exit
    swapgs
    jmp paranoid_exit
END_FUNCTION paranoid_from_kernel_tables

// The ways out. All registers hold the program's values; RSP is at pt_regs->orig_ax, a slot that nobody needs any
// more, and takes RDI.
FUNCTION sysret_64_over_entry_stack
    movq %rdi, (%rsp)
    movq %rsp, %rdi
    movq %gs:PER_CPU_TSS + TSS_RSP0, %rsp           // the entry stack
    pushq RSP - ORIG_RAX(%rdi)                      // the program's RSP
    pushq (%rdi)                                    // the program's RDI
    SWITCH_TO_USER_CR3 %rdi
    popq %rdi
    popq %rsp
    swapgs
    sysretq
END_FUNCTION sysret_64_over_entry_stack

// R8 of 32-bit code is nobody's: it has been zeroed and is zeroed again.
FUNCTION sysret_32_from_kernel_tables
    movq RSP - ORIG_RAX(%rsp), %rsp                 // pt_regs->sp: from here on the program's stack
    SWITCH_TO_USER_CR3 %r8
    xorl %r8d, %r8d
    swapgs
    sysretl
END_FUNCTION sysret_32_from_kernel_tables

FUNCTION iret_over_entry_stack
    movq %rdi, (%rsp)
    movq %rsp, %rdi
    movq %gs:PER_CPU_TSS + TSS_RSP0, %rsp           // the entry stack
    pushq SS - ORIG_RAX(%rdi)                       // what IRETQ pops: ss
    pushq RSP - ORIG_RAX(%rdi)                      // sp
    pushq EFLAGS - ORIG_RAX(%rdi)                   // flags
    pushq CS - ORIG_RAX(%rdi)                       // cs
    pushq RIP - ORIG_RAX(%rdi)                      // ip
    pushq (%rdi)                                    // the program's RDI
    SWITCH_TO_USER_CR3 %rdi
    popq %rdi
    swapgs
    jmp native_irq_return_iret
END_FUNCTION iret_over_entry_stack

    .section .note.GNU-stack, "", @progbits
