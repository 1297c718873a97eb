# HLT with interrupts off.
        .include "guests/kernel.inc"
        cli
1:      hlt
        jmp     1b
