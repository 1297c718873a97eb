/* The texts of docs/lessons, as lessons.cpp declares them. The assembler is given that folder with -I. */
    .section .rodata
    .macro text name, file
    .globl ringside_lessons_\name, ringside_lessons_\name\()_end
ringside_lessons_\name:
    .incbin "\file"
ringside_lessons_\name\()_end:
    .endm

    text explain_en, "en/explain.txt"
    text explain_zh, "zh_CN/explain.txt"
    text tour_en, "en/tour.txt"
    text tour_zh, "zh_CN/tour.txt"
    .section .note.GNU-stack, "", @progbits
