# A function that takes 100,000 ticks and then writes a word; it returns by REP RET.
        .intel_syntax noprefix
        .globl _start, slow, mark, place
_start: call    slow
        xor     edi, edi
        mov     eax, 231                # exit_group(2)
        syscall
slow:   mov     ecx, 49999
again:  dec     ecx
        jnz     again
        nop
mark:   mov     dword ptr [rip + place], 7
        rep ret
        .bss
        .balign 8
place:  .skip   8
        .section .note.GNU-stack, "", @progbits
