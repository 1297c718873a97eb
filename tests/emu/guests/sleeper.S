# Sleeps for an hour of virtual time and ends with status 7.
        .intel_syntax noprefix
        .globl _start
_start: mov     eax, 35                 # nanosleep(2)
        lea     rdi, [rip + hour]
        xor     esi, esi
        syscall
        mov     edi, 7
        mov     eax, 231
        syscall
        .balign 8
hour:   .quad   3600, 0
        .section .note.GNU-stack, "", @progbits
