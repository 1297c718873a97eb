# Says hello by SYSCALL, the way of 64-bit programs. Watch: the number goes to RAX, arguments to RDI RSI RDX R10 R8 R9;
# SYSCALL itself puts the return address into RCX and RFLAGS into R11 and touches no memory at all (SDM Vol. 2B,
# "SYSCALL"). Run: hello_syscall - prints one line, ends with status 0, here and on any Linux.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end
        .text
_start:
path_begin:
        mov     eax, 1                  # write(2) in the x86-64 table
        mov     edi, 1                  # standard output
        lea     rsi, [rip + text]
        mov     edx, offset text_size
        syscall
path_end:
        mov     eax, 231                # exit_group(2)
        xor     edi, edi
        syscall

        .section .rodata
text:   .ascii  "Hello by SYSCALL\n"
        .set    text_size, . - text
        .section .note.GNU-stack, "", @progbits
