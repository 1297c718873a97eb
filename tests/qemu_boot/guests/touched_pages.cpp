// Touches pages of every kind, prints its own /proc/self/maps, and waits: a test then compares the lines with
// the page tables that the processor walks.
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main()
{
    int const anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    auto volatile* p = (char*)mmap(0, 8 * 4096, PROT_READ | PROT_WRITE, anonymous, -1, 0);
    for (int i = 0; i < 8; ++i)
        p[i * 4096] = 1;
    mprotect((void*)(p + 4096), 4096, PROT_READ);
    mprotect((void*)(p + 2 * 4096), 4096, PROT_READ | PROT_EXEC);
    mprotect((void*)(p + 3 * 4096), 4096, PROT_NONE);
    mprotect((void*)(p + 4 * 4096), 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    munmap((void*)(p + 6 * 4096), 4096);
    auto volatile* file = (char*)mmap(0, 4096, PROT_READ, MAP_PRIVATE, open("/etc/text", O_RDONLY), 0);
    file[0];
    int const maps = open("/proc/self/maps", O_RDONLY);
    char text[4096];
    for (long size; (size = read(maps, text, sizeof text)) > 0;)
        write(1, text, size);
    write(1, "READY\n", 6);
    char answer;
    read(0, &answer, 1);
    return 0;
}
