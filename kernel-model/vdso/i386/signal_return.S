// Where a signal handler of an i386 program returns to if its sigaction has no SA_RESTORER: two real trampolines,
// which x86-64 has not (its C libraries bring their own). sigreturn(2); Linux
// arch/x86/entry/vdso/vdso32/sigreturn.S. The frame that they undo is Linux's struct sigframe and rt_sigframe.
    .text
    .globl __kernel_sigreturn, __kernel_rt_sigreturn
    nop                         // a debugger looks one byte before a return address

    .type __kernel_sigreturn, @function
    .balign 16
__kernel_sigreturn:
    popl %eax                   // the signal's number; ESP at the saved registers
    movl $119, %eax             // sigreturn(2)
    int $0x80
    .size __kernel_sigreturn, . - __kernel_sigreturn
    nop

    .type __kernel_rt_sigreturn, @function
    .balign 16
__kernel_rt_sigreturn:
    movl $173, %eax             // rt_sigreturn(2)
    int $0x80
    .size __kernel_rt_sigreturn, . - __kernel_rt_sigreturn

    .section .note.GNU-stack, "", @progbits
