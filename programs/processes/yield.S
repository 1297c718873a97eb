# Gives its turn away: sched_yield(2). Alone it is a mode switch and nothing else: the kernel finds nobody, and the answer
# comes at once. With a second program it is a context switch as well, and one back: CR3, the kernel's stack pointer, RSP0,
# FXSAVE and FXRSTOR, segments, and the other program's instructions in between. Compare
#   ringside compare yield                                          and
#   ringside compare --file yield:/yield --append also=/yield yield
# As pid 1 it yields once for the rehearsal and once between path_begin and path_end; as any other, for instance on Linux,
# 100,000 times. It prints nothing and ends with status 0.
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
leave:  xor     edi, edi
        mov     eax, 231                # exit_group(2)
        syscall
others: mov     ebx, 100000
1:      mov     eax, 24                 # sched_yield(2)
        syscall
        dec     ebx
        jnz     1b
        jmp     leave
        .section .note.GNU-stack, "", @progbits
