// Where the gates of the IDT lead: one stub a vector, and one common way to the C++ function that knows what
// the event means.
//
// The hardware has pushed ss, sp, flags, cs, ip and, for some vectors, an error code, which lands in the slot
// of orig_ax (SDM Vol. 3A, "Exception and Interrupt Reference"). The stub pushes a -1 in its place where the
// vector has none, then the address of its C++ function, which lies in the slot of di for a moment. Linux
// arch/x86/entry/entry_64.S, idtentry, and entry_32.S, whose stubs hand their function over in the same way.
// Read next: exceptions.cpp.
#include "kernel-model/entry/calling.inc"

    .section .entry.text, "ax"
    .code64

.macro STUB name, handler, has_error_code=0, way=exception_entry
FUNCTION \name
    .if \has_error_code == 0
    pushq $-1                                       // pt_regs->orig_ax: no error code, no system call
    .endif
    pushq $\handler
    jmp \way
END_FUNCTION \name
.endm

// An exception or interrupt on the task's stack.
FUNCTION exception_entry
    ISOLATION_SITE exception_to_task_stack
    ASM_CLAC                                        // interrupt delivery leaves AC and DF as they were
    cld
    xchgq %rdi, (%rsp)                              // pt_regs->di; RDI = the C++ function
    pushq %rsi                                      // pt_regs->si
    pushq %rdx                                      // pt_regs->dx
    pushq %rcx                                      // pt_regs->cx
    pushq %rax                                      // pt_regs->ax
#include "kernel-model/entry/push_r8_to_r15.inc"

    // GS is swapped exactly once on each way in from ring 3. From ring 0 it is the kernel's already, but for
    // one case: the IRETQ that was about to leave has faulted, behind its SWAPGS.
    testb $3, CS(%rsp)
    jnz 1f
    leaq native_irq_return_iret(%rip), %rcx
    cmpq %rcx, RIP(%rsp)
    jne 2f
1:  swapgs
2:
    .globl exception_entry_call
exception_entry_call:
    movq %rdi, %rax
    movq %rsp, %rdi                                 // first argument: struct pt_regs
    movq ORIG_RAX(%rsp), %rsi                       // second argument: the error code, or -1
    movq $-1, ORIG_RAX(%rsp)                        // no system call: nothing may be restarted
    call *%rax

    testb $3, CS(%rsp)
    jnz swapgs_restore_regs_and_return_to_usermode
#include "kernel-model/entry/pop_registers.inc"
    addq $8, %rsp                                   // skip orig_ax
    iretq                                           // ring 0 to ring 0: GS stays
END_FUNCTION exception_entry

// An event that may strike at any instruction, even between SYSCALL and SWAPGS: CS says nothing about GS
// then, so the GS base itself is asked. Kernel addresses are the negative ones. It runs on a stack of its own
// (IST).
FUNCTION paranoid_entry
    ASM_CLAC
    cld
    xchgq %rdi, (%rsp)                              // pt_regs->di; RDI = the C++ function
    pushq %rsi                                      // pt_regs->si
    pushq %rdx                                      // pt_regs->dx
    pushq %rcx                                      // pt_regs->cx
    pushq %rax                                      // pt_regs->ax
#include "kernel-model/entry/push_r8_to_r15.inc"
    ISOLATION_SITE paranoid_to_kernel_tables
    movl $MSR_GS_BASE, %ecx
    .globl paranoid_entry_gs_base
paranoid_entry_gs_base:
    rdmsr                                           // EDX: the upper half; RAX is in its slot already
    testl %edx, %edx
    js 1f
    swapgs
    movl $1, %ebx                                   // remember to swap back
1:  movq %rdi, %rax
    movq %rsp, %rdi                                 // first argument: struct pt_regs
    movq ORIG_RAX(%rsp), %rsi                       // second argument: the error code, or -1
    movq $-1, ORIG_RAX(%rsp)
    call *%rax
    ISOLATION_SITE paranoid_from_kernel_tables
    testl %ebx, %ebx
    jz paranoid_exit
    swapgs
    .globl paranoid_exit
paranoid_exit:
#include "kernel-model/entry/pop_registers.inc"
    addq $8, %rsp                                   // skip orig_ax
    iretq
END_FUNCTION paranoid_entry

// Vectors in order (SDM Vol. 3A, "Protected-Mode Exceptions and Interrupts").
STUB asm_exc_divide_error exc_divide_error
STUB asm_exc_debug exc_debug way=paranoid_entry
STUB asm_exc_nmi exc_nmi way=paranoid_entry
STUB asm_exc_int3 exc_int3
STUB asm_exc_overflow exc_overflow
STUB asm_exc_bounds exc_bounds
STUB asm_exc_invalid_op exc_invalid_op
STUB asm_exc_device_not_available exc_device_not_available
STUB asm_exc_double_fault exc_double_fault has_error_code=1 way=paranoid_entry
STUB asm_exc_coproc_segment_overrun exc_coproc_segment_overrun
STUB asm_exc_invalid_tss exc_invalid_tss has_error_code=1
STUB asm_exc_segment_not_present exc_segment_not_present has_error_code=1
STUB asm_exc_stack_segment exc_stack_segment has_error_code=1
STUB asm_exc_general_protection exc_general_protection has_error_code=1
STUB asm_exc_page_fault exc_page_fault has_error_code=1
STUB asm_exc_coprocessor_error exc_coprocessor_error
STUB asm_exc_alignment_check exc_alignment_check has_error_code=1
STUB asm_exc_machine_check exc_machine_check way=paranoid_entry
STUB asm_exc_simd_coprocessor_error exc_simd_coprocessor_error
STUB asm_exc_control_protection exc_control_protection has_error_code=1
STUB asm_exc_reserved exc_reserved
STUB asm_sysvec_apic_timer_interrupt sysvec_apic_timer_interrupt
STUB asm_sysvec_spurious_apic_interrupt sysvec_spurious_apic_interrupt
STUB asm_spurious_interrupt spurious_interrupt

    .section .note.GNU-stack, "", @progbits
