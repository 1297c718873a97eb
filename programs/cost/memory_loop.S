# One round is 24 instructions: 8 loads and 8 stores of 8 bytes each, one cache line further every round, within
# 64 KiB. The program's start is rounds.S.
        .intel_syntax noprefix
        .globl  rounds
        .text
rounds:
        lea     rbx, buffer[rip]
        xor     edx, edx
        .balign 16
.Lround:
        mov     rax, [rbx + rdx]
        mov     rcx, [rbx + rdx + 8]
        add     rax, rcx
        mov     [rbx + rdx], rax
        mov     [rbx + rdx + 8], rdi
        mov     rsi, [rbx + rdx + 16]
        mov     r8, [rbx + rdx + 24]
        mov     [rbx + rdx + 16], r8
        mov     [rbx + rdx + 24], rsi
        mov     rax, [rbx + rdx + 32]
        mov     rcx, [rbx + rdx + 40]
        xor     rax, rcx
        mov     [rbx + rdx + 32], rax
        mov     [rbx + rdx + 40], rcx
        mov     rsi, [rbx + rdx + 48]
        mov     r8, [rbx + rdx + 56]
        mov     [rbx + rdx + 48], r8
        mov     [rbx + rdx + 56], rsi
        add     edx, 64
        and     edx, 0xffff
        lea     r9, [rsi + r8]
        nop
        dec     rdi
        jnz     .Lround
        ret
        .bss
        .balign 4096
buffer: .skip   65536
        .section .note.GNU-stack, "", @progbits
