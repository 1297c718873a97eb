// Does the one forbidden thing that its argument names. If it lives on, it says so and exits with 99.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int const constant = 1;

static void null_read()
{
    *(int volatile*)0;
}
static void null_write()
{
    *(int volatile*)0 = 1;
}
static void kernel_read()
{
    *(int volatile*)0xffffffff80100000;
}
static void kernel_jump()
{
    ((void (*)())0xffffffff80100000)();
}
static void constant_write()
{
    *(int volatile*)&constant = 2;
}
static void stack_execute()
{
    char code[] = "\xc3"; // RET
    ((void (*)())code)();
}
static void non_canonical()
{
    *(int volatile*)0x8000000000000000;
}
static void divide()
{
    asm volatile("xorl %%ecx, %%ecx; divl %%ecx" : : : "rax", "rcx", "rdx");
}
static void undefined()
{
    asm volatile("ud2");
}
static void breakpoint()
{
    asm volatile("int3");
}
static void single_step()
{
    asm volatile("pushfq; orl $0x100, (%rsp); popfq; nop");
}
static void single_step_over_syscall()
{
    asm volatile("pushfq; orl $0x100, (%%rsp); popfq; syscall; nop" : : "a"(39) : "rcx", "r11", "memory");
}
static void cli()
{
    asm volatile("cli");
}
static void hlt()
{
    asm volatile("hlt");
}
static void in()
{
    asm volatile("inb $0x60, %%al" : : : "rax");
}
static void read_cr3()
{
    asm volatile("movq %%cr3, %%rax" : : : "rax");
}
static void write_msr()
{
    asm volatile("wrmsr" : : "c"(0xc0000082), "a"(0), "d"(0));
}
static void swapgs()
{
    asm volatile("swapgs");
}
static void int_0x81()
{
    asm volatile("int $0x81");
}
static void int_14()
{
    asm volatile("int $14");
}
static void int_8()
{
    asm volatile("int $8");
}
static void sysenter()
{
    asm volatile("sysenter");
}
static void sysenter_single_step()
{
    asm volatile("pushfq; orl $0x100, (%rsp); popfq; sysenter");
}
static void x87_division()
{
    short const all_unmasked = 0x340;
    asm volatile("fldcw %0; fldz; fld1; fdiv %%st(1); fwait" : : "m"(all_unmasked));
}
static void int1()
{
    asm volatile(".byte 0xf1");
}
static void alignment()
{
    asm volatile("pushfq; orl $0x40000, (%rsp); popfq; movl 1(%rsp), %eax");
}
static void sse_division()
{
    unsigned const divide_unmasked = 0x1f80 & ~0x200u;
    asm volatile("ldmxcsr %0; xorps %%xmm0, %%xmm0; movl $0x3f800000, %%eax; movd %%eax, %%xmm1;"
                 "divss %%xmm0, %%xmm1"
                 :
                 : "m"(divide_unmasked)
                 : "rax", "xmm0", "xmm1");
}
static void non_canonical_stack()
{
    asm volatile("movq $0x8000000000000000, %rsp; pushq %rax");
}
static void past_the_file()
{
    int const file = open("/proc/self/exe", O_RDONLY);
    char volatile* pages = (char*)mmap(0, 16 << 20, PROT_READ, MAP_PRIVATE, file, 0);
    pages[(16 << 20) - 1];
}
static char volatile* new_page()
{
    return (char*)mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void protected_page()
{
    char volatile* page = new_page();
    page[0] = 1;
    mprotect((void*)page, 4096, PROT_READ);
    page[0] = 2;
}
static void hidden_page()
{
    char volatile* page = new_page();
    page[0] = 1;
    mprotect((void*)page, 4096, PROT_NONE);
    page[0];
}
static void unmapped_page()
{
    char volatile* page = new_page();
    page[0] = 1;
    munmap((void*)page, 4096);
    page[0];
}
static void endless_stack()
{
    *((char volatile*)__builtin_frame_address(0) - (9 << 20)) = 1;
}
// set_thread_area(2): a stack segment that is gone when the kernel returns. The IRETQ faults in ring 0, the
// program pays.
static void vanished_stack_segment()
{
    static unsigned descriptor[4] = {~0u, 0, 0xfffff, 0x51}; // flat, 32 bits, in pages; -1: choose a slot
    static unsigned empty[4] = {0, 0, 0, 0x28};              // "not present, read only": an empty slot
    unsigned long result;
    asm volatile("int $0x80" : "=a"(result) : "a"(243), "b"(descriptor) : "memory");
    empty[0] = descriptor[0];
    asm volatile("mov %0, %%ss" : : "r"(descriptor[0] * 8 + 3));
    asm volatile("int $0x80" : "=a"(result) : "a"(243), "b"(empty) : "memory");
}
static void aborts()
{
    abort();
}
static void all_memory()
{
    for (;;) {
        auto* piece = (char*)mmap(0, 1 << 24, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        for (int at = 0; at < 1 << 24; at += 4096)
            piece[at] = 1;
    }
}

static struct
{
    char const* name;
    void (*run)();
} const faults[] = {
    {"null_read", null_read},
    {"null_write", null_write},
    {"kernel_read", kernel_read},
    {"kernel_jump", kernel_jump},
    {"constant_write", constant_write},
    {"stack_execute", stack_execute},
    {"non_canonical", non_canonical},
    {"divide", divide},
    {"undefined", undefined},
    {"breakpoint", breakpoint},
    {"single_step", single_step},
    {"single_step_over_syscall", single_step_over_syscall},
    {"cli", cli},
    {"hlt", hlt},
    {"in", in},
    {"read_cr3", read_cr3},
    {"write_msr", write_msr},
    {"swapgs", swapgs},
    {"int_0x81", int_0x81},
    {"int_14", int_14},
    {"int_8", int_8},
    {"sysenter", sysenter},
    {"sysenter_single_step", sysenter_single_step},
    {"x87_division", x87_division},
    {"int1", int1},
    {"alignment", alignment},
    {"sse_division", sse_division},
    {"non_canonical_stack", non_canonical_stack},
    {"past_the_file", past_the_file},
    {"protected_page", protected_page},
    {"hidden_page", hidden_page},
    {"unmapped_page", unmapped_page},
    {"endless_stack", endless_stack},
    {"vanished_stack_segment", vanished_stack_segment},
    {"aborts", aborts},
    {"all_memory", all_memory},
};

int main(int argc, char** argv)
{
    for (unsigned i = 0; i < sizeof faults / sizeof *faults; ++i)
        if (strcmp(faults[i].name, argv[1]) == 0) {
            write(1, "before\n", 7);
            faults[i].run();
            write(1, "survived\n", 9);
            return 99;
        }
    return 98;
}
