// Gives the kernel an entrance of the program's own: it writes over vector 0x81 of the interrupt table what
// vector 0x80 holds, then asks for its process number by INT 0x81. SIDT tells any program where the table is
// (SDM Vol. 2B, "SIDT"); that the page is the kernel's is all that keeps a program from writing there. With
// `pti=on` too: the table belongs to the little of the kernel that programs' page tables hold.
// Run: overwrite_kernel - dies of SIGSEGV at the write; `--no-rings`: comes through, status 0.
#include "programs/raw.h"

struct Gate
{
    unsigned long low;
    unsigned long high;
};

struct __attribute__((packed)) TableRegister
{
    unsigned short limit;
    struct Gate volatile* base;
};

enum
{
    system_call_vector = 0x80,
    our_vector = 0x81,
    i386_getpid = 20,
};

int main_program(void)
{
    struct TableRegister idt;
    __asm__ volatile("sidt %0" : "=m"(idt));
    print("writing over the kernel's interrupt table\n");
    idt.base[our_vector].low = 0; // here the program dies if there are rings
    idt.base[our_vector].high = idt.base[system_call_vector].high;
    idt.base[our_vector].low = idt.base[system_call_vector].low;

    int number;
    __asm__ volatile("int $0x81"
                     : "=a"(number)
                     : "a"(i386_getpid)
                     : "rcx", "rdx", "r8", "r9", "r10", "r11", "memory");
    print("INT 0x81 is an entrance now: getpid() = ");
    print_number(number);
    print("\n");
    return number > 0 ? 0 : 1;
}
