# The bundled programs as bytes, and the table over them that bundled.cpp reads. Generated rows of the form
# `BUNDLED name, "room", "file"` come from CMakeLists.txt. A row of the table is: name, room, first byte, one past the
# last byte; a row of zeros ends it.
.macro  BUNDLED name, room, file
        .section .rodata.ringside_bundled_files, "a", @progbits
        .balign 16
.Lbegin\@:
        .incbin "\file"
.Lend\@:
.Lname\@:
        .asciz  "\name"
.Lroom\@:
        .asciz  "\room"
        .section .data.rel.ro.ringside_bundled_table, "aw", @progbits
        .quad   .Lname\@, .Lroom\@, .Lbegin\@, .Lend\@
.endm

        .section .data.rel.ro.ringside_bundled_table, "aw", @progbits
        .balign 8
        .globl  ringside_bundled_table
ringside_bundled_table:
        .include "bundled_programs.inc"
        .section .data.rel.ro.ringside_bundled_table, "aw", @progbits
        .quad   0, 0, 0, 0
        .section .note.GNU-stack, "", @progbits
