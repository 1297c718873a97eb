// The processor at an i386 program's first instruction under a 64-bit kernel. The exit status is the number of the first check
// that fails, 0 if all hold.
    .globl _start
_start:
    pushfl
    popl flags
    movl %esp, stack
    // 1: all general registers are zero
    orl %ebx, %eax
    orl %ecx, %eax
    orl %edx, %eax
    orl %esi, %eax
    orl %edi, %eax
    orl %ebp, %eax
    movl $1, %ebx
    jnz fail
    // 2: ESP is aligned to 16 and points at argc = 1
    movl $2, %ebx
    testl $15, stack
    jnz fail
    cmpl $1, (%esp)
    jne fail
    // 3: EFLAGS
    movl $3, %ebx
    cmpl $0x202, flags
    jne fail
    // 4: CS 0x23, SS = DS = ES = 0x2b, FS GS null
    movl $4, %ebx
    movl %cs, %eax
    cmpl $0x23, %eax
    jne fail
    movl %ss, %eax
    cmpl $0x2b, %eax
    jne fail
    movl %ds, %eax
    cmpl $0x2b, %eax
    jne fail
    movl %es, %eax
    cmpl $0x2b, %eax
    jne fail
    movl %fs, %eax
    movl %gs, %ecx
    orl %ecx, %eax
    jnz fail
    // 5: x87 control word
    movl $5, %ebx
    fnstcw control
    cmpw $0x37f, control
    jne fail
    // 6: INT 0x80 keeps all registers but EAX
    movl $6, %ebx
    movl $0x1111, %ecx
    movl $0x2222, %edx
    movl $0x3333, %esi
    movl $0x4444, %edi
    movl $0x5555, %ebp
    movl $20, %eax
    int $0x80
    cmpl $1, %eax
    jne fail
    cmpl $0x1111, %ecx
    jne fail
    cmpl $0x2222, %edx
    jne fail
    cmpl $0x3333, %esi
    jne fail
    cmpl $0x4444, %edi
    jne fail
    cmpl $0x5555, %ebp
    jne fail
    // 7: set_thread_area gives a slot, its selector reaches the memory it names
    movl $7, %ebx
    pushl %ebx
    movl $243, %eax
    movl $descriptor, %ebx
    int $0x80
    popl %ebx
    testl %eax, %eax
    jnz fail
    cmpl $12, descriptor            // GDT entry 12: the first of the three
    jne fail
    movl descriptor, %eax
    leal 3(, %eax, 8), %eax
    movl %eax, %gs
    cmpl $0x600df00d, %gs:0
    jne fail
    // 8: GS survives a system call
    movl $8, %ebx
    movl $20, %eax
    int $0x80
    cmpl $0x600df00d, %gs:0
    jne fail
    xorl %ebx, %ebx
fail:
    movl $1, %eax
    int $0x80

    .data
    .balign 4
// struct user_desc: entry -1 = choose one; 32-bit segment, limit in pages, useable
descriptor:
    .long -1
    .long thread_area
    .long 0xfffff
    .long 0x51
thread_area:
    .long 0x600df00d
    .bss
flags: .skip 4
stack: .skip 4
control: .skip 4
    .section .note.GNU-stack, "", @progbits
