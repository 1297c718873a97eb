# System calls by SYSCALL with a REX prefix, which means nothing to it.
        .intel_syntax noprefix
        .globl _start
_start: mov     eax, 39                 # getpid(2)
        .byte   0x48, 0x0f, 0x05
        xor     edi, edi
        mov     eax, 231                # exit_group(2)
        .byte   0x48, 0x0f, 0x05
        .section .note.GNU-stack, "", @progbits
