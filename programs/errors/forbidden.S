# Does in ring 3 what only ring 0 may do, or touches what is not the program's: one thing a run, named by the argument.
# Watch the exception: which check fails, which error code is pushed, which signal the kernel makes of it.
# Run: forbidden hlt - says what it is about to do and dies by SIGSEGV (status 139 in a shell). Without an argument it
# lists all names and ends with status 2; if the processor lets something pass, it says so and ends with status 1.
# The same here and on Linux. Which instruction needs ring 0: SDM Vol. 3A, "Privileged Instructions".
        .intel_syntax noprefix
        .globl  main_program

        .set    kernel_address, 0xffffffff80100000 # where this kernel's code begins: kernel.ld
        .set    kernel_cs, 0x10         # facts of the GDT: entry/selectors.inc
        .set    user_ds, 0x2b

# A name, and the code behind it. An entry is the address of the name and the address of the code.
.macro  forbidden name
        .section .rodata.names, "a", @progbits
.Lname\@:
        .asciz  "\name"
        .section .rodata.table, "a", @progbits
        .quad   .Lname\@, .Lcode\@
        .text
        jmp     not_stopped             # what the entry before does if nothing stopped it
.Lcode\@:
.endm

        .section .rodata.table, "a", @progbits
        .balign 8
table:
        .text
main_program:
        cmp     edi, 2
        jne     list_names
        mov     rbx, [rsi + 8]          # the argument
        lea     r12, [rip + table]
find:
        mov     rdi, [r12]
        test    rdi, rdi
        jz      list_names
        mov     rsi, rbx
        call    is_same
        je      found
        add     r12, 16
        jmp     find
found:
        lea     rdi, [rip + about_to]
        call    print_text
        mov     rdi, rbx
        call    print_text
        lea     rdi, [rip + line_end]
        call    print_text
        xor     ecx, ecx
        xor     edx, edx
        jmp     [r12 + 8]

list_names:
        lea     r12, [rip + table]
1:      mov     rdi, [r12]
        test    rdi, rdi
        jz      2f
        call    print_text
        lea     rdi, [rip + line_end]
        call    print_text
        add     r12, 16
        jmp     1b
2:      mov     eax, 2
        jmp     leave

# Instructions that need CPL 0: #GP(0).
        forbidden hlt
        hlt
        forbidden clts
        clts
        forbidden invd
        invd
        forbidden wbinvd
        wbinvd
        forbidden lgdt
        lgdt    [rip + zeros]
        forbidden lidt
        lidt    [rip + zeros]
        forbidden lldt
        lldt    cx
        forbidden ltr
        ltr     cx
        forbidden lmsw
        lmsw    cx
        forbidden invlpg
        invlpg  [rip + zeros]
        forbidden rdmsr
        mov     ecx, 0xc0000082         # LSTAR: where SYSCALL leads
        rdmsr
        forbidden wrmsr
        mov     ecx, 0xc0000082
        xor     eax, eax
        wrmsr
        forbidden read-cr0
        mov     rax, cr0
        forbidden read-cr3
        mov     rax, cr3
        forbidden write-cr3
        mov     cr3, rax
        forbidden write-cr4
        mov     cr4, rax
        forbidden read-dr7
        mov     rax, dr7
        forbidden swapgs
        swapgs
        forbidden sysretq
        sysretq
        forbidden sysexit
        .byte   0x0f, 0x35              # SYSEXIT to 32-bit code

# Instructions that need CPL <= IOPL, which is 0: #GP(0). IN and OUT also look into the TSS's I/O map.
        forbidden cli
        cli
        forbidden sti
        sti
        forbidden in
        in      al, 0x60
        forbidden out
        mov     al, 0xfe
        out     0x64, al                # would reset an old PC

# Ways into ring 0 that are not gates: #GP with the selector.
        forbidden iretq-to-ring-0
        mov     rax, rsp
        push    0x18                    # SS
        push    rax
        pushfq
        push    kernel_cs
        lea     rax, [rip + not_stopped]
        push    rax
        iretq
        forbidden far-return-to-ring-0
        push    kernel_cs
        lea     rax, [rip + not_stopped]
        push    rax
        retfq
        forbidden load-kernel-ss
        mov     ecx, 0x18
        mov     ss, ecx
        forbidden int-14                # the page fault's gate has DPL 0: #GP(0x72), not a page fault
        int     14
        forbidden int-129               # a vector whose gate is not for programs: #GP(0x40a)
        int     129

# The kernel's memory: #PF with the user bit in the error code.
        forbidden read-kernel
        mov     rax, kernel_address
        mov     rax, [rax]
        forbidden write-kernel
        mov     rax, kernel_address
        mov     [rax], rcx
        forbidden execute-kernel
        mov     rax, kernel_address
        jmp     rax

# One's own memory, against its rights.
        forbidden read-null
        mov     rax, [rcx]
        forbidden write-null
        mov     [rcx], rax
        forbidden execute-null
        jmp     rcx
        forbidden write-code
        mov     [rip + main_program], rcx
        forbidden execute-data
        lea     rax, [rip + zeros]
        jmp     rax
        forbidden execute-stack
        jmp     rsp

# Addresses that are none: no page is asked. #GP(0), and #SS(0) if it goes by RSP or RBP.
        forbidden read-non-canonical
        mov     rax, 0x0000900000000000
        mov     rax, [rax]
        forbidden jump-non-canonical
        mov     rax, 0x0000900000000000
        jmp     rax
        forbidden push-non-canonical
        mov     rsp, 0x0000900000000000
        push    rax

# Exceptions that have nothing to do with rights.
        forbidden divide-by-zero
        xor     eax, eax
        div     ecx
        forbidden divide-overflow
        mov     edx, 1
        mov     ecx, 1
        xor     eax, eax
        div     ecx
        forbidden undefined
        ud2
        forbidden lock-on-register      # LOCK where it makes no sense: #UD
        .byte   0xf0, 0x90
        forbidden breakpoint
        int3
        forbidden single-step
        pushfq
        or      qword ptr [rsp], 0x100  # TF
        popfq
        nop
        forbidden unaligned
        pushfq
        or      qword ptr [rsp], 0x40000 # AC: alignment is checked
        popfq
        lea     rax, [rip + zeros + 1]
        mov     rcx, [rax]

        jmp     not_stopped
        .section .rodata.table, "a", @progbits
        .quad   0, 0
        .text

not_stopped:
        and     rsp, -16
        lea     rdi, [rip + passed]
        call    print_text
        mov     eax, 1
leave:
        mov     edi, eax
        mov     eax, 231                # exit_group(2)
        syscall

# ZF set if the strings at RDI and RSI are equal.
is_same:
        mov     al, [rdi]
        cmp     al, [rsi]
        jne     3f
        test    al, al
        jz      3f
        inc     rdi
        inc     rsi
        jmp     is_same
3:      ret

# Writes the string at RDI to standard output.
print_text:
        mov     rsi, rdi
        xor     edx, edx
4:      cmp     byte ptr [rsi + rdx], 0
        je      5f
        inc     rdx
        jmp     4b
5:      mov     edi, 1
        mov     eax, 1                  # write(2)
        syscall
        ret

        .section .rodata
about_to: .asciz "about to: "
line_end: .asciz "\n"
passed: .asciz  "nothing stopped it\n"
        .data
        .balign 16
zeros:  .zero   32
        .section .note.GNU-stack, "", @progbits
