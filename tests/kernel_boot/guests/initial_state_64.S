// The processor at a 64-bit program's first instruction, as execve(2) and the System V ABI ("Process Initialization") have it.
// The exit status is the number of the first check that fails, 0 if all hold.
    .globl _start
_start:
    pushfq
    popq flags(%rip)
    movq %rsp, stack(%rip)
    // 1: all general registers are zero
    orq %rbx, %rax
    orq %rcx, %rax
    orq %rdx, %rax
    orq %rsi, %rax
    orq %rdi, %rax
    orq %rbp, %rax
    orq %r8, %rax
    orq %r9, %rax
    orq %r10, %rax
    orq %r11, %rax
    orq %r12, %rax
    orq %r13, %rax
    orq %r14, %rax
    orq %r15, %rax
    movl $1, %edi
    jnz fail
    // 2: RSP is aligned to 16 and points at argc = 1
    movl $2, %edi
    testq $15, stack(%rip)
    jnz fail
    cmpq $1, (%rsp)
    jne fail
    // 3: RFLAGS is 0x202: IF and the bit that is always set
    movl $3, %edi
    cmpq $0x202, flags(%rip)
    jne fail
    // 4: CS 0x33, SS 0x2b, DS ES FS GS null
    movl $4, %edi
    movl %cs, %eax
    cmpl $0x33, %eax
    jne fail
    movl %ss, %eax
    cmpl $0x2b, %eax
    jne fail
    movl %ds, %eax
    movl %es, %ecx
    orl %ecx, %eax
    movl %fs, %ecx
    orl %ecx, %eax
    movl %gs, %ecx
    orl %ecx, %eax
    jnz fail
    // 5: x87 control word 0x37f, MXCSR 0x1f80
    movl $5, %edi
    fnstcw control(%rip)
    cmpw $0x37f, control(%rip)
    jne fail
    stmxcsr control(%rip)
    cmpl $0x1f80, control(%rip)
    jne fail
    // 6: SYSCALL returns the next RIP in RCX and RFLAGS in R11, and keeps everything else
    movl $6, %edi
    movq $0x1234, %rdx
    movq $0x5678, %r8
    pushfq
    popq %rbx
    movl $39, %eax                  // getpid
    syscall
next:
    leaq next(%rip), %rax
    cmpq %rax, %rcx
    jne fail
    // the comparison below must see the flags of before SYSCALL: getpid's number was moved without touching them
    cmpq %rbx, %r11
    jne fail
    cmpq $0x1234, %rdx
    jne fail
    cmpq $0x5678, %r8
    jne fail
    // 7: INT 0x80 keeps all registers but RAX, RCX and R11 too
    movl $7, %edi
    movq $0x1111, %rcx
    movq $0x2222, %r11
    movl $20, %eax                  // getpid of the i386 table
    int $0x80
    cmpq $1, %rax
    jne fail
    cmpq $0x1111, %rcx
    jne fail
    cmpq $0x2222, %r11
    jne fail
    // 8: only EAX counts as the number
    movl $8, %edi
    movq $0x500000027, %rax
    syscall
    cmpq $1, %rax
    jne fail
    // 9: unknown numbers are -ENOSYS, also -1 and the x32 table's
    movl $9, %edi
    movl $99999, %eax
    syscall
    cmpq $-38, %rax
    jne fail
    movq $-1, %rax
    syscall
    cmpq $-38, %rax
    jne fail
    movl $0x40000000, %eax
    syscall
    cmpq $-38, %rax
    jne fail
    movl $99999, %eax
    int $0x80
    cmpq $-38, %rax                 // sign-extended from 32 bits
    jne fail
    // 10: INT 0x80 with DF, AC and NT set comes back with them set, and the kernel does not stumble
    movl $10, %edi
    pushfq
    orq $0x44400, (%rsp)
    popfq
    movl $20, %eax
    int $0x80
    pushfq
    popq %rax
    cld
    andl $0x44400, %eax
    cmpl $0x44400, %eax
    jne fail
    pushq $0x202
    popfq
    xorl %edi, %edi
fail:
    movl $60, %eax
    syscall

    .bss
flags: .skip 8
stack: .skip 8
control: .skip 8
    .section .note.GNU-stack, "", @progbits
