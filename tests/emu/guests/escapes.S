# Writes an escape sequence and a percent sign, from a function whose name holds a percent sign, and dies of SIGILL.
        .intel_syntax noprefix
        .globl _start, "percent%n%s"
_start: call    "percent%n%s"
        ud2
"percent%n%s":
        mov     eax, 1
        mov     edi, 1
        lea     rsi, [rip + text]
        mov     edx, offset text_end - text
        syscall
        ret
text:   .ascii "\033[31m%n%s\n"
text_end:
        .section .note.GNU-stack, "", @progbits
