# INT through a gate that ring 3 may not use: #GP, or, where somebody has changed the gate's DPL, a spurious
# interrupt that returns and status 7.
        .intel_syntax noprefix
        .globl _start
_start: mov     ebx, 1
trap:   int     0x81
        mov     edi, 7
        mov     eax, 231                # exit_group(2)
        syscall
        .section .note.GNU-stack, "", @progbits
