# Two of these take turns, as pid 1 and pid 2. Each fills every register that a context switch must keep with values
# made of its pid, and then looks at them again and again. A jump of the time-stamp counter says that somebody else was
# running: then it writes its pid. Pid 2 runs for 45 million ticks of virtual time, pid 1 for 75 million. Status 1 if
# any register changed.
        .intel_syntax noprefix
        .globl  _start
        .set    turn, 1000000                   # a longer gap than the kernel's own work

.macro  check   got, wanted
        cmp     \got, \wanted
        jne     bad
.endm

        .text
_start:
        mov     eax, 39                         # getpid(2)
        syscall
        mov     rbx, rax                        # 1 or 2: in all registers from now on
        lea     rcx, [rax + '0']
        mov     [rip + letter], cl
        mov     [rip + place], rax
        mov     edi, 0x1002                     # ARCH_SET_FS
        lea     rsi, [rip + place]
        mov     eax, 158                        # arch_prctl(2)
        syscall
        mov     edi, 0x1001                     # ARCH_SET_GS
        lea     rsi, [rip + place]
        mov     eax, 158
        syscall
        xor     eax, eax
        cmp     ebx, 2
        je      1f
        mov     eax, 0x2b                       # pid 1 has a data segment where pid 2 has the null selector
1:      mov     ds, eax
        mov     es, eax
        mov     [rip + data_segment], eax
.irp    register, r8, r9, r10, r12, r13, r14, r15, rbp
        mov     \register, rbx
.endr
.irp    number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movq    xmm\number, rbx
        pshufd  xmm\number, xmm\number, 0       # in all four parts
.endr
        fild    qword ptr [rip + place]
        fld     st(0)
        imul    eax, ebx, 0x2000                # rounding 1 or 2
        or      eax, 0x1f80
        mov     [rip + mxcsr], eax
        ldmxcsr [rip + mxcsr]

        call    read_time
        mov     [rip + before], rax
        imul    rcx, rbx, -30000000
        lea     rax, [rax + rcx + 105000000]
        mov     [rip + last], rax

again:
.irp    register, r8, r9, r10, r12, r13, r14, r15, rbp
        check   \register, rbx
.endr
.irp    number, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        movhlps xmm\number, xmm\number
        movq    rax, xmm\number
        mov     ecx, eax
        shr     rax, 32
        check   eax, ebx
        check   ecx, ebx
.endr
        fist    dword ptr [rip + number]
        mov     eax, [rip + number]
        check   eax, ebx
        stmxcsr [rip + number]
        mov     eax, [rip + number]
        check   eax, [rip + mxcsr]
        mov     eax, ds
        check   eax, [rip + data_segment]
        mov     eax, es
        check   eax, [rip + data_segment]
        mov     rax, fs:0
        check   rax, rbx
        mov     rax, gs:0
        check   rax, rbx

        call    read_time
        mov     rcx, rax
        xchg    rcx, [rip + before]
        mov     rdx, rax
        sub     rdx, rcx
        cmp     rdx, turn
        jb      1f
        call    write_letter
1:      cmp     rax, [rip + last]
        jb      again
        xor     edi, edi
        jmp     leave
bad:    mov     edi, 1
leave:  mov     eax, 231                        # exit_group(2)
        syscall

read_time:
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        ret

write_letter:
        push    rax
        mov     edi, 1
        lea     rsi, [rip + letter]
        mov     edx, 1
        mov     eax, 1                          # write(2)
        syscall
        pop     rax
        ret

        .bss
letter: .skip   8
place:  .skip   8
data_segment:
        .skip   8
mxcsr:  .skip   8
number: .skip   8
before: .skip   8
last:   .skip   8
        .section .note.GNU-stack, "", @progbits
