# A fault loop that retires nothing: the gate of #UD leads to an instruction that is #UD, and every delivery resets the
# stack. In 32-bit mode without a ring change the pushes go down; the handler begins with UD2 itself, so nothing retires
# and only deliveries pass, until the stack has wrapped round its segment for ever.
        .include "guests/kernel.inc"
        movl    $handler, %eax
        movw    %ax, gate
        shrl    $16, %eax
        movw    %ax, gate + 6
        movw    $0x08, gate + 2
        lgdt    gdt_pointer
        ljmp    $0x08, $1f
1:      movw    $0x10, %ax
        movw    %ax, %ss
        movl    $0x8000, %esp
        lidt    idt_pointer
        ud2
handler:
        ud2
        .balign 8
gdt:    .quad   0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_pointer:
        .word   23
        .long   gdt
idt_pointer:
        .word   0x37
        .long   idt
        .balign 8
idt:    .skip   6 * 8
gate:   .word   0, 0
        .byte   0, 0x8e
        .word   0
