# Gives its turn away: sched_yield(2). Alone it is a mode switch and nothing else: the kernel finds nobody, and the answer
# comes at once. With a second program it is a context switch as well, and one back: CR3, the kernel's stack pointer, RSP0,
# FXSAVE and FXRSTOR, segments, and the other program's instructions in between. Compare
#   ringside compare yield                                          and
#   ringside compare --file yield:/yield --append also=/yield yield
# As pid 1 it yields once for the rehearsal, once between path_begin and path_end, and ends with status 0; as any other it
# yields for ever. On Linux it ends with status 0 only as pid 1.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end
        .text
_start:
        mov     eax, 39                 # getpid(2)
        syscall
        cmp     eax, 1
        jne     others
        mov     eax, 24                 # sched_yield(2)
        syscall
path_begin:
        mov     eax, 24                 # sched_yield(2)
        syscall
path_end:
        xor     edi, edi
        mov     eax, 231                # exit_group(2)
        syscall
others: mov     eax, 24                 # sched_yield(2)
        syscall
        jmp     others
        .section .note.GNU-stack, "", @progbits
