// Where the gates of the IDT lead: one stub a vector. Each completes the hardware's frame to a struct pt_regs, makes
// sure that GS is the kernel's, and calls the C++ function that knows what the event means.
//
// The hardware has pushed ss, sp, flags, cs, ip and, for some vectors, an error code, which lands in the slot of orig_ax
// (SDM Vol. 3A, "Exception and Interrupt Reference"). Linux arch/x86/entry/entry_64.S, idtentry.
// Read next: exceptions.cpp.
#include "kernel-model/entry/calling.inc"

    .section .entry.text, "ax"
    .code64

// From here on as C++ wants it: RDI = struct pt_regs, RSI = error code (or -1).
.macro CALL_HANDLER handler
    movq %rsp, %rdi                 // first argument: struct pt_regs
    movq ORIG_RAX(%rsp), %rsi       // second argument: the error code
    movq $-1, ORIG_RAX(%rsp)        // no system call: nothing may be restarted
    call \handler
.endm

// An exception or interrupt on the task's stack. GS is the kernel's already if ring 0 was interrupted.
.macro ENTRY_POINT name, handler, has_error_code=0
FUNCTION \name
    ASM_CLAC
    cld
    .if \has_error_code == 0
    pushq $-1                       // pt_regs->orig_ax
    .endif
    PUSH_AND_CLEAR_REGS
    xorl %edi, %edi
    call error_entry
    CALL_HANDLER \handler
    jmp error_return
END_FUNCTION \name
.endm

// An event that may strike at any instruction, even between SYSCALL and SWAPGS: CS says nothing about GS then, so the GS
// base itself is asked. Kernel addresses are the negative ones. It runs on a stack of its own (IST).
.macro PARANOID_ENTRY_POINT name, handler, has_error_code=0
FUNCTION \name
    ASM_CLAC
    cld
    .if \has_error_code == 0
    pushq $-1                       // pt_regs->orig_ax
    .endif
    PUSH_AND_CLEAR_REGS
    movl $0xc0000101, %ecx          // MSR GS_BASE
    rdmsr
    xorl %ebx, %ebx                 // EBX: whether GS was swapped here and must be swapped back
    testl %edx, %edx
    js 1f
    swapgs
    movl $1, %ebx
1:  CALL_HANDLER \handler
    testl %ebx, %ebx
    jz 2f
    swapgs
2:  POP_REGS
    addq $8, %rsp
    iretq
END_FUNCTION \name
.endm

// GS after an exception on the task's stack: swapped exactly once for each way in from ring 3. The one exception from
// ring 0 with the program's GS is a fault of the IRETQ that was about to leave.
FUNCTION error_entry
    testb $3, CS + 8(%rsp)          // + 8: the return address of this call
    jnz 1f
    leaq native_irq_return_iret(%rip), %rcx
    cmpq %rcx, RIP + 8(%rsp)
    jne 2f
1:  swapgs
2:  ret
END_FUNCTION error_entry

FUNCTION error_return
    testb $3, CS(%rsp)
    jnz swapgs_restore_regs_and_return_to_usermode
    POP_REGS
    addq $8, %rsp                   // skip orig_ax
    iretq                           // ring 0 to ring 0: GS stays
END_FUNCTION error_return

// Vectors in order (SDM Vol. 3A, "Protected-Mode Exceptions and Interrupts").
ENTRY_POINT asm_exc_divide_error exc_divide_error
PARANOID_ENTRY_POINT asm_exc_debug exc_debug
PARANOID_ENTRY_POINT asm_exc_nmi exc_nmi
ENTRY_POINT asm_exc_int3 exc_int3
ENTRY_POINT asm_exc_overflow exc_overflow
ENTRY_POINT asm_exc_bounds exc_bounds
ENTRY_POINT asm_exc_invalid_op exc_invalid_op
ENTRY_POINT asm_exc_device_not_available exc_device_not_available
PARANOID_ENTRY_POINT asm_exc_double_fault exc_double_fault has_error_code=1
ENTRY_POINT asm_exc_coproc_segment_overrun exc_coproc_segment_overrun
ENTRY_POINT asm_exc_invalid_tss exc_invalid_tss has_error_code=1
ENTRY_POINT asm_exc_segment_not_present exc_segment_not_present has_error_code=1
ENTRY_POINT asm_exc_stack_segment exc_stack_segment has_error_code=1
ENTRY_POINT asm_exc_general_protection exc_general_protection has_error_code=1
ENTRY_POINT asm_exc_page_fault exc_page_fault has_error_code=1
ENTRY_POINT asm_exc_coprocessor_error exc_coprocessor_error
ENTRY_POINT asm_exc_alignment_check exc_alignment_check has_error_code=1
PARANOID_ENTRY_POINT asm_exc_machine_check exc_machine_check
ENTRY_POINT asm_exc_simd_coprocessor_error exc_simd_coprocessor_error
ENTRY_POINT asm_exc_control_protection exc_control_protection has_error_code=1
ENTRY_POINT asm_exc_reserved exc_reserved
ENTRY_POINT asm_sysvec_apic_timer_interrupt sysvec_apic_timer_interrupt
ENTRY_POINT asm_sysvec_spurious_apic_interrupt sysvec_spurious_apic_interrupt
ENTRY_POINT asm_spurious_interrupt spurious_interrupt

    .section .note.GNU-stack, "", @progbits
