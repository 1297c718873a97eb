// The kernel's ELF file as bytes in a host program: abi/image.hpp declares the two symbols. The file is
// carried whole, because the debugger and the window read its symbols and line table too.
    .section .rodata
    .balign 4096
    .globl ringside_kernel_image, ringside_kernel_image_end
ringside_kernel_image:
    .incbin "kernel.elf"
ringside_kernel_image_end:
    .byte 0

    .section .note.GNU-stack, "", @progbits
