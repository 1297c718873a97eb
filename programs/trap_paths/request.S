# One request, made twice: first so that every page is present, then once more between path_begin and path_end, which
# is what `ringside compare` measures; path_begin is passed exactly once. This text is assembled fifteen times:
# CMakeLists.txt gives PATH (0 SYSCALL, 1 INT 0x80 in 64-bit code, 2 INT 0x80 in 32-bit code, 3 __kernel_vsyscall in
# 32-bit code) and REQUEST (0 getpid, 1 time, 2 write), and names the programs getpid_syscall, write_int80-32 and so on.
# PATH 3 has two names, NAME_sysenter and NAME_syscall32: which of the two instructions __kernel_vsyscall executes is
# the processor's choice, not the program's.
# Run: getpid_syscall - prints nothing (write: one dot for each time), ends with status 0, here and on Linux.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end

# Arguments and number of the request as the path wants them; numbers: syscalls(2), both tables.
.macro  set_up
.if PATH == 0
  .if REQUEST == 0
        mov     eax, 39                 # getpid(2)
  .elseif REQUEST == 1
        xor     edi, edi                # no place to store it: the answer is in RAX
        mov     eax, 201                # time(2)
  .else
        mov     edi, 1                  # standard output
        lea     rsi, [rip + text]
        mov     edx, 1
        mov     eax, 1                  # write(2)
  .endif
.else
  .if REQUEST == 0
        mov     eax, 20                 # getpid(2)
  .elseif REQUEST == 1
        xor     ebx, ebx
        mov     eax, 13                 # time(2)
  .else
        mov     ebx, 1                  # standard output
        mov     ecx, offset text        # linked below 4 GiB: only 32 bits of an argument count
        mov     edx, 1
        mov     eax, 4                  # write(2)
  .endif
.endif
.endm

.macro  trap
.if PATH == 0
        syscall
.elseif PATH == 3
        call    [kernel_vsyscall]
.else
        int     0x80
.endif
.endm

# Where __kernel_vsyscall is: the auxiliary vector lies behind the environment (getauxval(3), AT_SYSINFO).
.macro  find_kernel_vsyscall
        mov     ecx, [esp]              # argc
        lea     esi, [esp + 4 * ecx + 8] # behind argv and its zero: the environment
next_variable:
        lodsd
        test    eax, eax
        jnz     next_variable
next_pair:
        lodsd                           # type
        mov     ecx, eax
        lodsd                           # value
        cmp     ecx, 32                 # AT_SYSINFO
        je      found
        test    ecx, ecx                # AT_NULL
        jnz     next_pair
        mov     ebx, 2                  # no vDSO: status 2, by the path that is always there
        mov     eax, 252                # exit_group(2)
        int     0x80
found:  mov     [kernel_vsyscall], eax
.endm

# What a C library does with the answer: -4095..-1 is an errno (syscall(2)).
.macro  check_result
.if PATH >= 2
        cmp     eax, -4095
.else
        cmp     rax, -4095              # INT 0x80 answers errors sign-extended
.endif
        jae     failed
.endm

        .text
_start:
.if PATH == 3
        find_kernel_vsyscall
.endif
        set_up
        trap
        check_result
path_begin:
        set_up
        trap
        check_result
path_end:
        xor     ebx, ebx                # status 0
        jmp     leave
failed:
        mov     ebx, 1
leave:
.if PATH == 0
        mov     edi, ebx
        mov     eax, 231                # exit_group(2)
.else
        mov     eax, 252                # exit_group(2)
.endif
        trap

.if PATH == 3
        .bss
kernel_vsyscall:
        .skip   4
.endif
        .section .rodata
text:   .ascii  "."
        .section .note.GNU-stack, "", @progbits
