# A trap from outside: the tick of the local APIC's timer, vector 0xEC. It comes between two instructions, whichever they
# are; no error code, and RIP in the frame is the instruction that had not run yet. The program only sees that time has
# jumped. Two ticks before path_begin tell it when the third will come, so that the measured path is short.
# Watch: the same gate, descriptor, RSP0 and five words as for INT 0x80, but without the check of the gate's DPL (SDM Vol.
# 3A, "Exception- and Interrupt-Handler Procedures"). Run: trap_timer - ends with status 0.
        .intel_syntax noprefix
#include "programs/trap_paths/tick.inc"
        .globl  _start, path_begin, path_end
        .text
_start:
        wait_until 200
path_begin:
        wait_for_jump
path_end:
        xor     edi, edi
        mov     eax, 231                # exit_group(2)
        syscall
        .section .note.GNU-stack, "", @progbits
