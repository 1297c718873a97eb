# One round is 16 integer instructions in registers: additions, logic, shifts, a multiplication, a comparison whose
# flags are used, and the loop's own two. The program's start is rounds.S.
        .intel_syntax noprefix
        .globl  rounds
        .text
rounds:
        mov     eax, 1
        mov     ecx, 7
        xor     edx, edx
        .balign 16
.Lround:
        add     rax, rcx
        lea     rdx, [rdx + rax*2 + 3]
        xor     rcx, rdx
        shl     rdx, 3
        sub     rcx, rax
        mov     rsi, rax
        and     esi, 0xff
        or      rdx, rsi
        imul    rcx, rcx, 5
        shr     rax, 2
        cmp     rax, rdx
        adc     rcx, 0
        mov     r8, rcx
        inc     rax
        dec     rdi
        jnz     .Lround
        ret
        .section .note.GNU-stack, "", @progbits
