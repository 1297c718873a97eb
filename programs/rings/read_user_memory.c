// Ring 0 reads this program's memory with a plain MOV, by a call that the kernel has only with `lab=on`. SMAP
// makes that a page fault in the kernel, which is its end; with `nosmap` it is read and nobody notices.
// Run: read_user_memory [kernel] - needs `--append lab=on`, and `--append "lab=on nosmap"` to come through.
#include "programs/raw.h"
#include "programs/rings/lab.h"

// The kernel's own memory is not for sale: the call takes addresses of programs only.
static int ask_for_kernel_memory(void)
{
    long const answer = call3(call_lab_read_user, (long)0xffffffff81000000, 0, 0);
    if (answer == no_such_call) {
        return say_that_there_is_no_lab();
    }
    print("ring 0 refused the kernel's own address: ");
    print_number(answer);
    print("\n");
    return answer == bad_address ? 0 : 1;
}

int main_program(long count, char** arguments)
{
    if (count == 2 && same(arguments[1], "kernel")) {
        return ask_for_kernel_memory();
    }
    static long const ours = 4711;
    long const answer = call3(call_lab_read_user, (long)&ours, 0, 0);
    if (answer == no_such_call) {
        return say_that_there_is_no_lab();
    }
    print("ring 0 read ");
    print_number(answer);
    print(" in this program's memory\n");
    return answer == ours ? 0 : 1;
}
