# A trap that kills: UD2 is the instruction that is undefined for good (SDM Vol. 2B, "UD"). #UD pushes no error code and
# RIP of the UD2 itself; the kernel makes SIGILL of it, whose default action ends the program. path_end is never reached.
# Run: trap_ud - ends by SIGILL, for a shell with status 132.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end
        .text
_start:
path_begin:
        ud2
path_end:
        xor     edi, edi
        mov     eax, 231                # exit_group(2)
        syscall
        .section .note.GNU-stack, "", @progbits
