# 32-bit code that asks by __kernel_vsyscall, as a C library does, with all six arguments: then getpid and exit.
        .intel_syntax noprefix
        .globl _start
_start: mov     esi, esp
        mov     ecx, [esi]              # argc; behind argv lies the environment, behind that the auxiliary vector
        lea     esi, [esi + ecx * 4 + 8]
1:      lodsd
        test    eax, eax
        jnz     1b
2:      lodsd
        mov     edx, eax
        lodsd
        cmp     edx, 32                 # AT_SYSINFO
        jne     2b
        mov     [ask], eax
        mov     eax, 192                # mmap2(2): the sixth argument is an offset in pages
        xor     ebx, ebx
        mov     ecx, 8192
        mov     edx, 1
        mov     esi, 0x22
        or      edi, -1
        mov     ebp, 5
        call    [ask]
        mov     eax, 20                 # getpid(2)
        call    [ask]
        mov     eax, 1                  # exit(2)
        mov     ebx, 6
        call    [ask]
        .bss
ask:    .long   0
        .section .note.GNU-stack, "", @progbits
