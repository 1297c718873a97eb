# One round is one getpid(2) by SYSCALL: what a trap costs where the service itself is next to nothing.
# SYSCALL destroys RCX and R11 (SDM Vol. 2B, "SYSCALL"), so the count is kept in RBX. The program's start is rounds.S.
        .intel_syntax noprefix
        .globl  rounds
        .text
rounds:
        mov     rbx, rdi
        .balign 16
.Lround:
        mov     eax, 39                 # getpid(2)
        syscall
        dec     rbx
        jnz     .Lround
        ret
        .section .note.GNU-stack, "", @progbits
