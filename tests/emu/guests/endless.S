# Never ends and never enters the kernel by itself.
        .globl _start
_start: jmp _start
        .section .note.GNU-stack, "", @progbits
