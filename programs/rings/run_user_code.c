// Ring 0 calls a function of this program, by a call that the kernel has only with `lab=on`. SMEP makes that
// a page fault in the kernel, which is its end; with `nosmep` the function runs with all the rights there
// are. Run: run_user_code - needs `--append lab=on`, and `--append "lab=on nosmep"` to come through.
#include "programs/raw.h"
#include "programs/rings/lab.h"

// CS of whoever runs it; its low two bits are the ring. SDM Vol. 3A, "Privilege Levels".
long code_segment(void);
__asm__(".text\n"
        "code_segment:\n"
        "        xorl    %eax, %eax\n"
        "        movl    %cs, %eax\n"
        "        ret\n");

int main_program(void)
{
    long const answer = call3(call_lab_call_user, (long)&code_segment, 0, 0);
    if (answer == no_such_call) {
        return say_that_there_is_no_lab();
    }
    print("called by this program, its function runs in ring ");
    print_number(code_segment() & 3);
    print("; called by the kernel, in ring ");
    print_number(answer & 3);
    print("\n");
    return (answer & 3) == 0 ? 0 : 1;
}
