# Ends with the number of its arguments, itself included, as status.
        .intel_syntax noprefix
        .globl _start
_start: mov     rdi, [rsp]
        mov     eax, 231                # exit_group(2)
        syscall
        .section .note.GNU-stack, "", @progbits
