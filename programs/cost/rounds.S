# The start of a measured program: reads the number of rounds from argv[1] (decimal, at least 1), calls `rounds` with
# it in RDI, and ends with status 0; without an argument it ends with status 2.
# System V ABI, AMD64 Supplement, "Initial Stack and Register State": argc at RSP, argv[1] at RSP+16.
        .intel_syntax noprefix
        .globl  _start
        .text
_start:
        cmp     qword ptr [rsp], 2
        jb      .Lno_argument
        mov     rsi, [rsp + 16]
        xor     edi, edi
.Ldigit:
        movzx   eax, byte ptr [rsi]
        inc     rsi
        sub     eax, '0'
        cmp     eax, 9
        ja      .Lread
        imul    rdi, rdi, 10
        add     rdi, rax
        jmp     .Ldigit
.Lread:
        test    rdi, rdi
        jz      .Lno_argument
        call    rounds
        xor     edi, edi
        jmp     .Lexit
.Lno_argument:
        mov     edi, 2
.Lexit:
        mov     eax, 60                 # exit(2)
        syscall
        .section .note.GNU-stack, "", @progbits
