// Every register holds a value of its own when the program calls, first by SYSCALL, then by INT 0x80: a test looks for them in
// struct pt_regs.
    .globl _start
_start:
    movabsq $0x0b0b0b0b0b0b0b0b, %rbx
    movabsq $0x0c0c0c0c0c0c0c0c, %rcx
    movabsq $0x0d0d0d0d0d0d0d0d, %rdx
    movabsq $0x0505050505050505, %rsi
    movabsq $0x0d1d1d1d1d1d1d1d, %rdi
    movabsq $0x0bbb0bbb0bbb0bbb, %rbp
    movabsq $0x0808080808080808, %r8
    movabsq $0x0909090909090909, %r9
    movabsq $0x1010101010101010, %r10
    movabsq $0x1111111111111111, %r11
    movabsq $0x1212121212121212, %r12
    movabsq $0x1313131313131313, %r13
    movabsq $0x1414141414141414, %r14
    movabsq $0x1515151515151515, %r15
    movabsq $0x0a0a0a0a00000027, %rax   // getpid: only EAX counts
    syscall
    movabsq $0x0c0c0c0c0c0c0c0c, %rcx
    movabsq $0x1111111111111111, %r11
    movabsq $0x0a0a0a0a00000014, %rax   // getpid of the i386 table
    int $0x80
    movl $60, %eax
    xorl %edi, %edi
    syscall
    .section .note.GNU-stack, "", @progbits
