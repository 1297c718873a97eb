# Says hello by INT 0x80 from 64-bit code. It works, but it is the i386 call: numbers of the i386 table, arguments in
# EBX ECX EDX ESI EDI EBP, cut to 32 bits. So the text must lie below 4 GiB: a buffer on the stack would give EFAULT.
# Watch: the processor reads a gate, a descriptor and the TSS, and pushes five words on the kernel's stack (SDM Vol. 2A,
# "INT n"). Run: hello_int80 - prints one line, ends with status 0; on Linux only if the kernel has IA32 emulation.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end
        .text
_start:
path_begin:
        mov     eax, 4                  # write(2) in the i386 table
        mov     ebx, 1                  # standard output
        mov     ecx, offset text        # linked below 4 GiB
        mov     edx, offset text_size
        int     0x80
path_end:
        mov     eax, 252                # exit_group(2)
        xor     ebx, ebx
        int     0x80

        .section .rodata
text:   .ascii  "Hello by INT 0x80 from 64-bit code\n"
        .set    text_size, . - text
        .section .note.GNU-stack, "", @progbits
