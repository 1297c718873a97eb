# No IDT: the first fault cannot be delivered, nor can the double fault that follows.
        .include "guests/kernel.inc"
        lidt    no_table
        ud2
no_table:
        .word   0
        .long   0
