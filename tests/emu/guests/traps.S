# Dies by a trap whose cause stands in the processor's state: INT1; with one argument a division by zero of SSE, with
# two an overflow of the x87, with three an undefined instruction although there is a handler.
        .intel_syntax noprefix
        .globl _start
_start: mov     eax, [rsp]
        dec     eax
        jz      int1
        dec     eax
        jz      sse
        dec     eax
        jz      x87
        mov     eax, 13                 # rt_sigaction(2)
        mov     edi, 4                  # SIGILL
        lea     rsi, [rip + action]
        xor     edx, edx
        mov     r10d, 8
        syscall
        ud2
int1:   .byte   0xf1
        nop
        hlt
sse:    push    0x1d80                  # MXCSR: a division by zero traps
        ldmxcsr [rsp]
        mov     eax, 1
        cvtsi2sd xmm0, eax
        pxor    xmm1, xmm1
        divsd   xmm0, xmm1
        hlt
x87:    push    0x377                   # control word: an overflow traps
        fldcw   [rsp]
        mov     qword ptr [rsp], 16383
        fild    qword ptr [rsp]
        fld1
        fscale
        fmul    st(0), st(0)
        fmul    st(0), st(0)
        fwait
        hlt
        .data
action: .quad   handle, 0x04000000, handle, 0
        .text
handle: hlt
        .section .note.GNU-stack, "", @progbits
