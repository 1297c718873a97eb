# What vsyscall=emulate lets programs read at 0xffffffffff600000. It is never executed: the page has no execute right, so
# that a call faults into emulate_vsyscall. Linux arch/x86/entry/vsyscall/vsyscall_emu_64.S.
    .section .rodata.vsyscall, "a", @progbits
    .globl vsyscall_page
    .balign 4096
vsyscall_page:
    mov $96, %rax # gettimeofday(2)
    syscall
    ret
    .balign 1024, 0xcc
    mov $201, %rax # time(2)
    syscall
    ret
    .balign 1024, 0xcc
    mov $309, %rax # getcpu(2)
    syscall
    ret
    .balign 4096, 0xcc

    .section .note.GNU-stack, "", @progbits
