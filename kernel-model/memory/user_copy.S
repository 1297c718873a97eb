// The instructions of the kernel that touch a program's memory, and where they go if that cannot be
// done.
//
// REP MOVSB counts RCX down as it goes, also when a page fault stops it half-way (SDM Vol. 2B, "REP"), so at
// the fix-up RCX is the number of bytes that are left. Linux arch/x86/lib/copy_user_64.S. Read next:
// exception_table.cpp.
#include "kernel-model/entry/calling.inc"

// If the instruction at \from faults and the page cannot be had, go on at \to.
.macro EXCEPTION_TABLE_ENTRY from, to
    .pushsection __ex_table, "a"
    .balign 8
    .quad \from, \to
    .popsection
.endm

    .text
    .code64

// size_t copy_user_generic(void* to, void const* from, size_t count): bytes NOT copied. One of the two is the
// program's.
FUNCTION copy_user_generic
    ASM_STAC
    movl %edx, %r8d
    andl $7, %r8d                   // the bytes after the last whole quadword
    movq %rdx, %rcx
    shrq $3, %rcx
1:  rep movsq
    movl %r8d, %ecx
2:  rep movsb
3:  ASM_CLAC
    movq %rcx, %rax
    ret
4:  leaq (%r8, %rcx, 8), %rcx       // no whole quadword: byte by byte up to the last good one
    jmp 2b
    EXCEPTION_TABLE_ENTRY 1b, 4b
    EXCEPTION_TABLE_ENTRY 2b, 3b
END_FUNCTION copy_user_generic

// size_t clear_user_generic(void* to, size_t count): bytes NOT cleared.
FUNCTION clear_user_generic
    ASM_STAC
    xorl %eax, %eax
    movl %esi, %r8d
    andl $7, %r8d
    movq %rsi, %rcx
    shrq $3, %rcx
1:  rep stosq
    movl %r8d, %ecx
2:  rep stosb
3:  ASM_CLAC
    movq %rcx, %rax
    ret
4:  leaq (%r8, %rcx, 8), %rcx
    jmp 2b
    EXCEPTION_TABLE_ENTRY 1b, 4b
    EXCEPTION_TABLE_ENTRY 2b, 3b
END_FUNCTION clear_user_generic

// size_t copy_user_string(char* to, char const* from, size_t size): the number of bytes before the zero,
// `size` if there is none in the first `size` bytes, -1 if memory ends first.
FUNCTION copy_user_string
    ASM_STAC
    xorl %ecx, %ecx
5:  cmpq %rdx, %rcx
    jae 7f
6:  movb (%rsi, %rcx), %al
    movb %al, (%rdi, %rcx)
    testb %al, %al
    jz 7f
    incq %rcx
    jmp 5b
7:  ASM_CLAC
    movq %rcx, %rax
    ret
8:  ASM_CLAC
    movq $-1, %rax
    ret
    EXCEPTION_TABLE_ENTRY 6b, 8b
END_FUNCTION copy_user_string

// int compare_exchange_user_16(uint16_t* at, uint16_t expected, uint16_t desired): 1 if it held `expected` and holds
// `desired` now, 0 if it held something else, -1 if memory is not there. All at once, also for other processors.
FUNCTION compare_exchange_user_16
    ASM_STAC
    movl %esi, %eax
    xorl %ecx, %ecx
9:  lock cmpxchgw %dx, (%rdi)       // SDM Vol. 2A, "CMPXCHG": ZF=1 if AX was equal
    sete %cl
    movl %ecx, %eax
10: ASM_CLAC
    ret
11: movl $-1, %eax
    jmp 10b
    EXCEPTION_TABLE_ENTRY 9b, 11b
END_FUNCTION compare_exchange_user_16

    .section .note.GNU-stack, "", @progbits
