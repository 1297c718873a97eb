# Says hello by INT 0x80 from 32-bit code: an i386 program on a 64-bit kernel, running in compatibility mode. The same
# gate, the same five pushed words of 8 bytes as from 64-bit code; only CS tells the difference (0x23 instead of 0x33).
# Run: hello_int80_32 - prints one line, ends with status 0; on Linux only if the kernel has IA32 emulation.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end
        .text
_start:
path_begin:
        mov     eax, 4                  # write(2) in the i386 table
        mov     ebx, 1                  # standard output
        mov     ecx, offset text
        mov     edx, offset text_size
        int     0x80
path_end:
        mov     eax, 252                # exit_group(2)
        xor     ebx, ebx
        int     0x80

        .section .rodata
text:   .ascii  "Hello by INT 0x80 from 32-bit code\n"
        .set    text_size, . - text
        .section .note.GNU-stack, "", @progbits
