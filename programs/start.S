# Where a program without a C library begins: the kernel has put the number of arguments and then their addresses on the
# stack (System V ABI, "Initial Process Stack"). Calls main_program(count, arguments) and ends with what it answers.
        .intel_syntax noprefix
        .globl  _start
        .text
_start:
        xor     ebp, ebp                # the outermost frame
        mov     rdi, [rsp]
        lea     rsi, [rsp + 8]
        and     rsp, -16
        call    main_program
        mov     edi, eax
        mov     eax, 231                # exit_group(2)
        syscall
        .section .note.GNU-stack, "", @progbits
