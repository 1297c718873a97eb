# One request without any instruction that enters the kernel: it is stored into a page that a kernel thread empties on the
# tick. Made twice: first so that every page is present, then between path_begin and path_end, which is what `ringside
# compare` measures. In between the program waits until the next tick is near, so that the measured path is short; the
# answer still takes as long as the tick takes to come. This text is assembled three times: CMakeLists.txt gives REQUEST
# (0 getpid, 1 time, 2 write). Run: getpid_ring - prints nothing (write: one dot for each time), ends with status 0.
# Linux has no such call: there it ends with status 1.
        .intel_syntax noprefix
#include "programs/trap_paths/tick.inc"
#include "kernel-model/abi/ring.hpp"
        .globl  _start, path_begin, path_end
        .set    before_the_tick, 300    # ticks of the counter from path_begin to the timer interrupt, about

# Fills the entry, gives it away, and looks until the kernel has given it back. What a C library would do with the
# answer: -4095..-1 is an errno (syscall(2)).
.macro  make_request
.if REQUEST == 0
        mov     dword ptr [rip + page + RING_NUMBER], 39                # getpid(2)
.elseif REQUEST == 1
        mov     qword ptr [rip + page + RING_ARGUMENTS], 0              # no place to store it
        mov     dword ptr [rip + page + RING_NUMBER], 201               # time(2)
.else
        mov     qword ptr [rip + page + RING_ARGUMENTS], 1              # standard output
        lea     rax, [rip + text]
        mov     qword ptr [rip + page + RING_ARGUMENTS + 8], rax
        mov     qword ptr [rip + page + RING_ARGUMENTS + 16], 1
        mov     dword ptr [rip + page + RING_NUMBER], 1                 # write(2)
.endif
        mov     word ptr [rip + page + RING_STATUS], RING_SUBMITTED     # last: now the rest is there
99:     pause                           # SDM Vol. 2B, "PAUSE": this is a loop that waits
        cmp     word ptr [rip + page + RING_STATUS], RING_DONE
        jne     99b
        mov     rax, [rip + page + RING_RESULT]
        mov     word ptr [rip + page + RING_STATUS], RING_FREE
        cmp     rax, -4095
        jae     failed
.endm

        .text
_start:
        lea     rdi, [rip + page]
        mov     eax, RING_REGISTER
        syscall
        cmp     rax, RING_ENTRIES
        jne     failed
        make_request
        wait_until before_the_tick
path_begin:
        make_request
path_end:
        xor     edi, edi                # status 0
        jmp     leave
failed:
        mov     edi, 1
leave:
        mov     eax, 231                # exit_group(2)
        syscall

        .section .rodata
text:   .ascii  "."
        .bss
        .balign 4096
page:   .skip   4096
        .section .note.GNU-stack, "", @progbits
