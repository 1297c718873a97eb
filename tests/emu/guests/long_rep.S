# REP STOSB over 16 MiB, again and again: most of the time passes inside one instruction.
        .intel_syntax noprefix
        .globl _start
_start: cld
        xor     eax, eax
        lea     rdi, [rip + room]
        mov     ecx, 0x1000000
        rep stosb
        jmp     _start
        .bss
room:   .skip 0x1000000
        .section .note.GNU-stack, "", @progbits
