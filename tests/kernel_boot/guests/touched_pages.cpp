// Touches pages of every kind and prints its own /proc/self/maps at four moments, with "READY n" after each:
// a test then compares the lines with the page tables that the processor walks. After each "READY" it gives
// the test time to look; after the last one it waits for a key.
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void show(char const* ready)
{
    static char text[8192];
    int const maps = open("/proc/self/maps", O_RDONLY);
    long size = 0;
    for (long part; (part = read(maps, text + size, sizeof text - size)) > 0;)
        size += part;
    close(maps);
    write(1, text, size);
    write(1, ready, strlen(ready));
    for (int volatile i = 0; i < 20000; ++i) {
    }
}

static char volatile* map(int pages, int rights, int flags, int file)
{
    return (char*)mmap(0, pages * 4096, rights, MAP_PRIVATE | flags, file, 0);
}

int main()
{
    show("READY 1\n");

    char volatile* p = map(8, PROT_READ | PROT_WRITE, MAP_ANONYMOUS, -1);
    for (int i = 0; i < 8; ++i)
        p[i * 4096] = 1;
    char volatile* file = map(1, PROT_READ, 0, open("/etc/text", O_RDONLY));
    file[0];
    show("READY 2\n");

    munmap((void*)(p + 6 * 4096), 4096);
    munmap((void*)file, 4096);
    show("READY 3\n");

    mprotect((void*)(p + 4096), 4096, PROT_READ);
    mprotect((void*)(p + 2 * 4096), 4096, PROT_READ | PROT_EXEC);
    mprotect((void*)(p + 3 * 4096), 4096, PROT_NONE);
    mprotect((void*)(p + 4 * 4096), 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    show("READY 4\n");

    char answer;
    read(0, &answer, 1);
    return 0;
}
