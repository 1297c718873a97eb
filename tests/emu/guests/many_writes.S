# Writes lines for ever.
        .intel_syntax noprefix
        .globl _start
_start: mov     eax, 1
        mov     edi, 1
        lea     rsi, [rip + text]
        mov     edx, 4
        syscall
        jmp     _start
text:   .ascii "abc\n"
        .section .note.GNU-stack, "", @progbits
