# The two vDSO images as they are mapped into programs: whole pages, so that nothing else of the kernel shows. The
# files carry their symbol tables, where map.cpp looks addresses up.
    .section .rodata.vdso, "a", @progbits
    .globl vdso64_image, vdso64_image_end, vdso32_image, vdso32_image_end
    .balign 4096
vdso64_image:
    .incbin "vdso64.stripped.so"
vdso64_image_end:
    .balign 4096
vdso32_image:
    .incbin "vdso32.stripped.so"
vdso32_image_end:
    .balign 4096

    .section .note.GNU-stack, "", @progbits
