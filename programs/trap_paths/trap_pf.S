# A trap that nobody asked for and nobody notices: the first touch of a page. The kernel promised the page and gives it
# now; the instruction runs again. Another page is touched before path_begin, so that only this one page is new.
# Watch: CR2 and the error code 4 (a read, by ring 3, of a page that is not there), and RIP in the frame, which is the
# MOV itself (SDM Vol. 3A, "Interrupt 14-Page-Fault Exception (#PF)"). Run: trap_pf - ends with status 0.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end
        .text
_start:
        mov     al, [rip + first]
path_begin:
        mov     al, [rip + second]
path_end:
        movzx   edi, al                 # the new page holds zeros: status 0
        mov     eax, 231                # exit_group(2)
        syscall

        .bss
        .balign 4096
first:  .skip   4096
second: .skip   4096
        .section .note.GNU-stack, "", @progbits
