// From the loader's hands to 64-bit C++: the first instructions of the kernel.
#
// A PVH loader (QEMU -kernel, our emulator) finds the note below, enters in 32-bit protected mode with paging
// off, flat segments, and the physical address of struct hvm_start_info in EBX (Xen docs/misc/pvh.pandoc).
// The way to 64-bit mode is the manual's list (SDM Vol. 3A, "Initializing IA-32e Mode"): page tables,
// CR4.PAE, CR3, EFER.LME, CR0.PG, far jump. Read next: start.cpp.
#include "kernel-model/entry/selectors.inc"

    .set KERNEL_OFFSET, 0xffffffff80000000
    .set PAGE_PRESENT_WRITABLE, 0x003
    .set PAGE_LARGE, 0x080
    .set MSR_EFER, 0xc0000080
    .set EFER_SCE_LME_NXE, 0x901       // SYSCALL enable, long mode enable, no-execute enable
    .set CR4_PAE, 0x20
    .set CR0_VALUE, 0x80050033         // PG AM WP NE ET MP PE; EM and TS stay clear: x87 and SSE are free
    .set DEBUG_EXIT_PORT, 0xf4
    .set STATUS_PANIC, 125

// --- The note that tells a PVH loader where to enter (XEN_ELFNOTE_PHYS32_ENTRY is 18).
    .section .note.Xen, "a", @note
    .balign 4
    .long 4                            // size of the name
    .long 8                            // size of the value
    .long 18
    .asciz "Xen"
    .quad pvh_start - KERNEL_OFFSET

    .globl pvh_start_physical
    .set pvh_start_physical, pvh_start - KERNEL_OFFSET

// --- 32-bit protected mode, physical addresses.
    .section .head.text, "ax"
    .code32
    .globl pvh_start
    .type pvh_start, @function
pvh_start:
    cld
    cli
    movl $(boot_stack_top - KERNEL_OFFSET), %esp
    movl %ebx, %esi                    // hvm_start_info; CPUID overwrites EBX

    // Long mode and no-execute pages: CPUID 80000001h EDX bits 29 and 20.
    movl $0x80000001, %eax
    cpuid
    andl $0x20100000, %edx
    cmpl $0x20100000, %edx
    jne .Lno_long_mode

    // One page directory maps the first gigabyte in 2 MiB pages. One page-directory-pointer table shows it
    // twice (entry 0 and entry 510), and the PML4 shows that table three times: at 0 for the code that runs
    // right now, at 0xffff888000000000 (entry 273, the direct map) and in the top 512 GiB (entry 511, where
    // the kernel is linked).
    movl $(boot_page_directory - KERNEL_OFFSET), %edi
    movl $(PAGE_PRESENT_WRITABLE | PAGE_LARGE), %eax
    movl $512, %ecx
1:  movl %eax, (%edi)
    addl $0x200000, %eax
    addl $8, %edi
    decl %ecx
    jnz 1b

    movl $(boot_page_directory - KERNEL_OFFSET + PAGE_PRESENT_WRITABLE), %eax
    movl %eax, boot_pointer_table - KERNEL_OFFSET
    movl %eax, boot_pointer_table - KERNEL_OFFSET + 510 * 8
    movl $(boot_pointer_table - KERNEL_OFFSET + PAGE_PRESENT_WRITABLE), %eax
    movl %eax, boot_pml4 - KERNEL_OFFSET
    movl %eax, boot_pml4 - KERNEL_OFFSET + 273 * 8
    movl %eax, boot_pml4 - KERNEL_OFFSET + 511 * 8

    movl $CR4_PAE, %eax
    movl %eax, %cr4
    movl $(boot_pml4 - KERNEL_OFFSET), %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    movl $EFER_SCE_LME_NXE, %eax
    xorl %edx, %edx
    wrmsr
    movl $CR0_VALUE, %eax
    movl %eax, %cr0                    // paging and with it IA-32e mode: from here compatibility mode

    lgdt boot_gdt_pointer - KERNEL_OFFSET
    ljmp $KERNEL_CS, $(.Llong_mode - KERNEL_OFFSET)

.Lno_long_mode:
    movl $STATUS_PANIC, %eax
    outl %eax, $DEBUG_EXIT_PORT
2:  hlt
    jmp 2b

// --- 64-bit mode, still at the physical address.
    .code64
.Llong_mode:
    movq $.Lhigh, %rax
    jmp *%rax
.Lhigh:
    movl $KERNEL_DS, %eax
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %ds                     // null: 64-bit mode takes base 0 without asking the descriptor
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    movq $boot_stack_top, %rsp
    movl %esi, %edi                    // first argument: physical address of hvm_start_info
    xorl %ebp, %ebp
    call start_kernel                  // never returns
3:  cli
    hlt
    jmp 3b
    .size pvh_start, . - pvh_start

    .section .rodata
    .balign 8
    .short 0, 0, 0
boot_gdt_pointer:
    .short 16 * 8 - 1
    .long cpu_gdt - KERNEL_OFFSET

    .section .bss
    .balign 4096
    .globl boot_pml4
boot_pml4:
    .skip 4096
boot_pointer_table:
    .skip 4096
boot_page_directory:
    .skip 4096
    .globl boot_stack_top
boot_stack:
    .skip 16384
boot_stack_top:

    .section .note.GNU-stack, "", @progbits
