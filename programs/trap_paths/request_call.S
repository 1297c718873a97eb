# One request by CALL, without asking for the kernel; made twice as in request.S, the second time between path_begin and
# path_end. Assembled five times, with PATH and REQUEST (0 getpid, 1 time, 2 write) from CMakeLists.txt:
#   PATH 0, call      a function of the program itself. It can only give what the program has: getpid_call and time_call
#                     the answer that the kernel gave once before (so the time stands still), write_call puts the
#                     byte into a buffer, as fwrite(3) does; the kernel gets both dots at the end.
#   PATH 1, vdso      __vdso_time, which the kernel lends: vdso(7). Only time; who the process is and what it writes, no
#                     page that all processes share could tell.
#   PATH 2, vsyscall  the forerunner at a fixed address, which the kernel emulates when the CALL faults. Only time.
# Run: time_vdso - prints nothing (write: one dot for each time), ends with status 0; 1 if there is no vDSO.
        .intel_syntax noprefix
        .globl  _start, path_begin, path_end

.macro  request
.if PATH == 0
  .if REQUEST == 0
        call    local_getpid
  .elseif REQUEST == 1
        xor     edi, edi
        call    local_time
  .else
        mov     edi, 1
        lea     rsi, [rip + text]
        mov     edx, 1
        call    local_write
  .endif
.elseif PATH == 1
        xor     edi, edi                # no place to store it: the answer is in RAX
        call    rbx
.else
        xor     edi, edi
        mov     rax, 0xffffffffff600400 # the second of the page's three functions
        call    rax
.endif
.endm

        .text
_start:
.if PATH == 0
        mov     eax, 39                 # getpid(2)
        syscall
        mov     [rip + known_pid], eax
        xor     edi, edi
        mov     eax, 201                # time(2)
        syscall
        mov     [rip + known_time], rax
.elseif PATH == 1
        mov     rdi, rsp
        lea     rsi, [rip + name]
        lea     rdx, [rip + version]
        call    find_vdso_function
        test    rax, rax
        jz      failed
        mov     rbx, rax
.endif
        request
path_begin:
        request
path_end:
.if PATH == 0
        mov     edi, 1                  # what local_write has kept
        lea     rsi, [rip + buffer]
        mov     edx, [rip + kept]
        mov     eax, 1                  # write(2)
        syscall
.endif
        xor     edi, edi                # status 0
        jmp     leave
failed:
        mov     edi, 1
leave:
        mov     eax, 231                # exit_group(2)
        syscall

.if PATH == 0
# The arguments and answers of getpid(2), time(2), write(2), by the ABI of functions (System V ABI AMD64).
local_getpid:
        mov     eax, [rip + known_pid]
        ret

local_time:
        mov     rax, [rip + known_time]
        test    rdi, rdi
        jz      1f
        mov     [rdi], rax
1:      ret

local_write:
        mov     eax, [rip + kept]
        lea     rdi, [rip + buffer]
        add     rdi, rax
        add     [rip + kept], edx
        mov     ecx, edx
        rep movsb
        mov     eax, edx                # all of it is kept
        ret

        .bss
        .balign 8
known_time:
        .skip   8
known_pid:
        .skip   4
kept:   .skip   4
buffer: .skip   16
.endif

        .section .rodata
text:   .ascii  "."
name:   .asciz  "__vdso_time"
version:
        .asciz  "LINUX_2.6"
        .section .note.GNU-stack, "", @progbits
