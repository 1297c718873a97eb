# A fast system-call instruction from 32-bit code, executed by the program itself and not by __kernel_vsyscall, which
# would choose the one that the processor knows. SYSCALL=1: SYSCALL, which Intel's processors know in 64-bit code only;
# SYSCALL=0: SYSENTER, which AMD's know in legacy mode only. The kernel leads back to the landing pad behind
# __kernel_vsyscall, which pops EBP, EDX and ECX and returns: so the program pushes them as that does.
# SDM Vol. 2B, "SYSCALL" and "SYSENTER"; APM Vol. 3, "SYSCALL" and "SYSENTER".
# Run: bare_syscall_32, bare_sysenter_32 - print one line, status 0, or die of SIGILL; `--vendor` decides.
        .intel_syntax noprefix
        .globl  _start
        .text
_start:
        mov     eax, 4                  # write(2) in the i386 table
        mov     ebx, 1                  # standard output
        mov     ecx, offset text
        mov     edx, offset text_size
        call    fast_call
        mov     eax, 252                # exit_group(2)
        xor     ebx, ebx
        int     0x80

fast_call:
        push    ecx
        push    edx
        push    ebp                     # where the kernel fetches the sixth argument
        .if SYSCALL
        mov     ebp, ecx                # SYSCALL overwrites ECX with the return address
        syscall
        .else
        mov     ebp, esp                # SYSENTER saves neither ESP nor EIP
        sysenter
        .endif

        .section .rodata
text:
        .if SYSCALL
        .ascii  "SYSCALL from 32-bit code works here\n"
        .else
        .ascii  "SYSENTER from 32-bit code works here\n"
        .endif
        .set    text_size, . - text
        .section .note.GNU-stack, "", @progbits
