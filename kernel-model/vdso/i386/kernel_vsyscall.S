// __kernel_vsyscall: the one place through which i386 C libraries enter the kernel (AT_SYSINFO), so that the kernel
// can choose the instruction. Arguments and answer are those of INT 0x80, and no register but EAX changes. Linux
// arch/x86/entry/vdso/vdso32/system_call.S.
//
// SYSENTER saves neither ESP nor EIP, SYSCALL overwrites ECX, and SYSRET overwrites ECX on the way back (SDM
// Vol. 2B; APM Vol. 2, "SYSCALL and SYSRET"). Hence the three pushes, and one place to come back to: int80_landing_pad.
// Read next: ../fast_call.cpp, then entry/compat.S.
    .text
    .globl __kernel_vsyscall, fast_call_site, int80_landing_pad
    .type __kernel_vsyscall, @function
    .balign 16
__kernel_vsyscall:
    .cfi_startproc
    pushl %ecx
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset ecx, 0
    pushl %edx
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset edx, 0
    pushl %ebp                  // the sixth argument, where the kernel fetches it
    .cfi_adjust_cfa_offset 4
    .cfi_rel_offset ebp, 0
    // At boot choose_fast_call writes here, for Intel's processors:  movl %esp, %ebp; sysenter
    // and for AMD's:                                                 movl %ecx, %ebp; syscall
fast_call_site:
    nopl 1(%eax)                // any other: a NOP of four bytes, then the instruction that all have
    // A call that must be repeated is repeated from here too: two bytes before the landing pad there must be a
    // trap of two bytes that needs nothing but the registers.
    int $0x80
int80_landing_pad:
    popl %ebp
    .cfi_restore ebp
    .cfi_adjust_cfa_offset -4
    popl %edx
    .cfi_restore edx
    .cfi_adjust_cfa_offset -4
    popl %ecx
    .cfi_restore ecx
    .cfi_adjust_cfa_offset -4
    ret
    .cfi_endproc
    .size __kernel_vsyscall, . - __kernel_vsyscall

    .section .note.GNU-stack, "", @progbits
