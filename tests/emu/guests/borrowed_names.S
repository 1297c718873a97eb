# A request between functions that are called as the kernel's are, with a store to the red zone in it; and CALLs
# in unusual forms behind it.
        .intel_syntax noprefix
        .globl _start, path_begin, path_end, do_syscall_64, __switch_to_asm, do_ring_request
        .globl behind_extended, behind_prefixed, behind_push
_start: nop
path_begin:
        mov     [rsp - 8], rax          # below the stack pointer, which stays where it is
        mov     eax, 39                 # getpid(2)
        syscall
path_end:
        lea     r12, [rip + do_syscall_64]
        call    r12                     # 41 FF D4
behind_extended:
        .byte   0x67, 0xe8              # CALL with a prefix that means nothing to it
        .long   do_syscall_64 - behind_prefixed
behind_prefixed:
        push    [rsp]                   # FF /6
behind_push:
        add     rsp, 8
        xor     edi, edi
        mov     eax, 231                # exit_group(2)
        syscall
        .type   do_syscall_64, @function
do_syscall_64:
        rep ret
        .size   do_syscall_64, . - do_syscall_64
        .type   __switch_to_asm, @function
__switch_to_asm:
        ret
        .size   __switch_to_asm, . - __switch_to_asm
        .type   do_ring_request, @function
do_ring_request:
        ret
        .size   do_ring_request, . - do_ring_request
        .section .note.GNU-stack, "", @progbits
