// Says hello in C. Watch what a C library does before main and around printf: thread-local storage, the heap,
// the question whether output is a terminal - a dozen system calls for one line of text. Built four times:
// hello_glibc, hello_glibc_pie, hello_musl, hello_i386. Run: hello_glibc NAME... - greets the world and every
// name, ends with status 0.
#include <stdio.h>

int main(int count, char** names)
{
    printf("Hello, world\n");
    for (int i = 1; i < count; ++i) {
        printf("Hello, %s\n", names[i]);
    }
    return 0;
}
