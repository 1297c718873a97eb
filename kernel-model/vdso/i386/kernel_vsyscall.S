# __kernel_vsyscall: the one place through which i386 C libraries enter the kernel (AT_SYSINFO), so that the kernel can
# choose the instruction. Arguments and answer are those of INT 0x80. Linux arch/x86/entry/vdso/vdso32/system_call.S.
    .text
    .globl __kernel_vsyscall
    .type __kernel_vsyscall, @function
    .balign 16
__kernel_vsyscall:
    .cfi_startproc
    int $0x80
    ret
    .cfi_endproc
    .size __kernel_vsyscall, . - __kernel_vsyscall

    .section .note.GNU-stack, "", @progbits
