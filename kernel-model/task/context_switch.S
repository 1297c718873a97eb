// One task's stack is put down and another's taken up: the moment at which the processor goes on as somebody else.
//
// A function that calls __switch_to_asm expects only RBX, RBP and R12-R15 back (System V ABI, "Registers"), so
// only these are pushed; everything else of the program already lies in its pt_regs, further up on the same
// stack. After the exchange of RSP the return address is the other task's. Linux arch/x86/entry/entry_64.S.
// Read next: switch_to.cpp, where it goes on.
#include "kernel-model/entry/calling.inc"

    .text
    .code64

// Task* __switch_to_asm(Task* previous, Task* next): returns in the next task, with what was `previous` there.
FUNCTION __switch_to_asm
    pushq %rbp                                      // SwitchFrame->bp
    pushq %rbx                                      // SwitchFrame->bx
    pushq %r12                                      // SwitchFrame->r12
    pushq %r13                                      // SwitchFrame->r13
    pushq %r14                                      // SwitchFrame->r14
    pushq %r15                                      // SwitchFrame->r15

    movq %rsp, TASK_KERNEL_RSP(%rdi)                // previous->kernel_rsp: here it will go on
    movq TASK_KERNEL_RSP(%rsi), %rsp                // next->kernel_rsp: there it had stopped

    popq %r15                                       // SwitchFrame->r15
    popq %r14                                       // SwitchFrame->r14
    popq %r13                                       // SwitchFrame->r13
    popq %r12                                       // SwitchFrame->r12
    popq %rbx                                       // SwitchFrame->bx
    popq %rbp                                       // SwitchFrame->bp
    jmp __switch_to                                 // its RET takes SwitchFrame->return_address
END_FUNCTION __switch_to_asm

// Where a task begins that has never run: its first SwitchFrame returns here. RBX is the function of a kernel
// thread and R12 its argument; a program has neither, but a pt_regs right above.
FUNCTION ret_from_fork_asm
    movq %rax, %rdi                                 // first argument: the previous task
    call finish_task_switch
    testq %rbx, %rbx
    jz swapgs_restore_regs_and_return_to_usermode
    sti
    movq %r12, %rdi                                 // the thread's argument
    call *%rbx
    ud2                                             // threads do not return
END_FUNCTION ret_from_fork_asm

    .section .note.GNU-stack, "", @progbits
