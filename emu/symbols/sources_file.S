// The sources of kernel, vDSO and sample programs, packed: sources.cpp reads them. emu/CMakeLists.txt packs
// them.
    .section .rodata
    .globl ringside_sources, ringside_sources_end
ringside_sources:
    .incbin "sources.tar.gz"
ringside_sources_end:
    .byte 0

    .section .note.GNU-stack, "", @progbits
