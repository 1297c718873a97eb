// The kernel's ELF file as bytes in a host program: abi/image.hpp declares the two symbols. The file is
// carried whole, because the debugger and the window read its symbols and line table too.
    .section .rodata
    .balign 4096
    .globl ringside_kernel_image, ringside_kernel_image_end
ringside_kernel_image:
    .incbin "kernel.elf"
ringside_kernel_image_end:
    .byte 0

# The vDSO images, unstripped: the kernel carries them without their line tables.
    .balign 16
    .globl ringside_vdso64, ringside_vdso64_end, ringside_vdso32, ringside_vdso32_end
ringside_vdso64:
    .incbin "vdso64.so"
ringside_vdso64_end:
    .balign 16
ringside_vdso32:
    .incbin "vdso32.so"
ringside_vdso32_end:
    .byte 0

    .section .note.GNU-stack, "", @progbits
