// __kernel_vsyscall as an i386 program sees it. The exit status is the number of the first check that fails, 0 if all hold.
// With an argument it dies instead: "s" sets TF just before the kernel is entered, "e" enters with an ESP that cannot be read.
    .globl _start
_start:
    // 1: AT_SYSINFO is in the auxiliary vector
    movl (%esp), %ecx
    movl 8(%esp), %ebp                  // argv[1], or 0
    leal 8(%esp, %ecx, 4), %esi
1:  lodsl
    testl %eax, %eax
    jnz 1b
    movl $1, %ebx
2:  lodsl
    movl %eax, %ecx
    lodsl
    testl %ecx, %ecx
    jz fail
    cmpl $32, %ecx
    jne 2b
    movl %eax, kernel_vsyscall
    testl %ebp, %ebp
    jnz die

    // 2: a call with six arguments: the second page of this file appears
    movl $5, %eax                       // open(2)
    movl $path, %ebx
    xorl %ecx, %ecx
    call *kernel_vsyscall
    testl %eax, %eax
    js fail_2
    movl %eax, %edi                     // fifth: the file
    xorl %ebx, %ebx                     // first: any address
    movl $4096, %ecx                    // second: one page
    movl $1, %edx                       // third: PROT_READ
    movl $2, %esi                       // fourth: MAP_PRIVATE
    movl $1, %ebp                       // sixth: from the file's second page on
    movl %esp, stack
    movl $192, %eax                     // mmap2(2)
    call *kernel_vsyscall
    cmpl $-4095, %eax
    jae fail_2
    movl %eax, mapped

    // 3: no register but EAX has changed
    cmpl %esp, stack
    jne fail_3
    testl %ebx, %ebx
    jnz fail_3
    cmpl $4096, %ecx
    jne fail_3
    cmpl $1, %edx
    jne fail_3
    cmpl $2, %esi
    jne fail_3
    cmpl $3, %edi                       // the first free descriptor
    jne fail_3
    cmpl $1, %ebp
    jne fail_3

    // 4: the page holds what pread64(2) by INT 0x80 finds there
    movl %edi, %ebx
    movl $buffer, %ecx
    movl $4096, %edx
    movl $4096, %esi
    xorl %edi, %edi
    movl $180, %eax
    int $0x80
    movl $4, %ebx
    cmpl $4096, %eax
    jne fail
    movl mapped, %esi
    movl $buffer, %edi
    movl $1024, %ecx
    repe cmpsl
    jne fail

    // 5: an errno comes as it does by INT 0x80
    movl $6, %eax                       // close(2)
    movl $99, %ebx
    call *kernel_vsyscall
    movl $5, %ebx
    cmpl $-9, %eax                      // EBADF
    jne fail

    // 6: flags come back, DF and AC too
    std
    pushfl
    orl $0x40000, (%esp)                // AC
    popfl
    movl $20, %eax                      // getpid(2)
    call *kernel_vsyscall
    pushfl
    popl %edx
    cld
    movl $6, %ebx
    andl $0x40400, %edx
    cmpl $0x40400, %edx
    jne fail
    pushfl
    andl $~0x40000, (%esp)
    popfl
    xorl %ebx, %ebx
fail:
    movl $252, %eax                     // exit_group(2)
    int $0x80
fail_2:
    movl $2, %ebx
    jmp fail
fail_3:
    movl $3, %ebx
    jmp fail

    // The instruction of this processor is four bytes behind the three pushes' three.
die:
    movl kernel_vsyscall, %edi
    movl $20, %eax                      // getpid(2)
    cmpb $'s', (%ebp)
    jne 3f
    cmpb $0x34, 6(%edi)                 // sysenter
    jne 4f
    movl %esp, %ebp
    pushfl
    orl $0x100, (%esp)
    popfl
    sysenter
4:  movl %ecx, %ebp
    pushfl
    orl $0x100, (%esp)
    popfl
    syscall
3:  movl $16, %ebp
    cmpb $0x34, 6(%edi)
    jne 5f
    sysenter
5:  movl $16, %esp
    movl %ecx, %ebp
    syscall

    .section .rodata
path:
    .asciz "/bin/kernel_vsyscall"
    .data
    .balign 4096
    .fill 3072, 4, 0x12345678           // so that the file has a second page
    .bss
kernel_vsyscall:
    .skip 4
stack:
    .skip 4
mapped:
    .skip 4
buffer:
    .skip 4096
    .section .note.GNU-stack, "", @progbits
