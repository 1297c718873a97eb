// Calls the kernel at random, by both doors, with arguments that are likely to hurt: argv[1] is the seed.
// However it ends - its own code may be unmapped under it - the kernel must stand.
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t state;

static uint64_t draw()
{
    state = state * 6364136223846793005 + 1442695040888963407;
    return state >> 33 ^ state >> 11;
}

static char* room; // 64 pages that most calls play with

static uint64_t argument()
{
    static uint64_t const hard[] = {
        0,
        1,
        2,
        3,
        7,
        4095,
        4096,
        0x7fffffff,
        0x80000000,
        0xffffffff,
        0xffffe000,
        0x7fffffffefff,
        0x7ffffffff000, // low
        0x800000000000,
        0xffff888000000000,
        0xffffffff80100000,
        ~0ull,
        ~0ull - 4095, // high
    };
    uint64_t const page = (uint64_t)room + draw() % 64 * 4096;
    switch (draw() % 6) {
    case 0:
        return hard[draw() % (sizeof hard / sizeof *hard)];
    case 1:
        return draw() % 16;
    case 2:
        return page;
    case 3:
        return page + draw() % 4096;
    case 4:
        return draw() % 64 * 4096;
    default:
        return draw() << (draw() % 48);
    }
}

// Calls that end or stop the program by design: x86-64 numbers, then i386 numbers.
static bool ends(unsigned number)
{
    static unsigned const list[] = {15, 23, 34, 35, 60, 61, 62, 130, 200, 230, 231, 234, 270, 271, 7};
    for (unsigned one : list)
        if (one == number)
            return true;
    return false;
}
static bool ends_32(unsigned number)
{
    static unsigned const list[] = {1,   29,  37,  72,  82,  119, 142, 162, 168, 173,
                                    179, 238, 252, 267, 270, 308, 309, 407, 413, 414};
    for (unsigned one : list)
        if (one == number)
            return true;
    return false;
}

static bool moves_memory(unsigned number, bool by_int80)
{
    static unsigned const list[] = {9, 10, 11, 25, 28, 12};
    static unsigned const list_32[] = {90, 91, 125, 192, 163, 219, 45};
    bool found = false;
    for (unsigned one : list)
        found |= !by_int80 && one == number;
    for (unsigned one : list_32)
        found |= by_int80 && one == number;
    return found;
}

static void int80(uint64_t number, uint64_t const* given)
{
    asm volatile("int $0x80"
                 : "+a"(number)
                 : "b"(given[0]), "c"(given[1]), "d"(given[2]), "S"(given[3]), "D"(given[4])
                 : "memory");
}
static void system_call(uint64_t number, uint64_t const* given)
{
    register uint64_t r10 asm("r10") = given[3];
    register uint64_t r8 asm("r8") = given[4];
    register uint64_t r9 asm("r9") = given[5];
    asm volatile("syscall"
                 : "+a"(number)
                 : "D"(given[0]), "S"(given[1]), "d"(given[2]), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
}

int main(int, char** argv)
{
    state = strtoull(argv[1], 0, 10) * 0x9e3779b97f4a7c15;
    room = (char*)mmap((void*)0x10000000, 64 * 4096, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    close(0); // nobody types
    int const console = dup2(1, 900);
    for (int i = 0; i < 3000; ++i) {
        bool const by_int80 = draw() % 4 == 0;
        unsigned const number = draw() % 8 == 0 ? draw() % 460 : draw() % 30;
        if (by_int80 ? ends_32(number) : ends(number))
            continue;
        uint64_t given[] = {argument(), argument(), argument(), argument(), argument(), argument()};
        if (moves_memory(number, by_int80) && draw() % 1024 != 0) {
            // Mostly only the room is rebuilt, or the first munmap would take our code away.
            given[0] = (uint64_t)room + draw() % 48 * 4096;
            given[1] = draw() % 16 * 4096;
        }
        if (by_int80)
            int80(number, given);
        else
            system_call(number, given);
    }
    // What is left, for the test to compare with the page tables.
    static char text[65536];
    int const maps = open("/proc/self/maps", O_RDONLY);
    long size = 0;
    for (long part; (part = read(maps, text + size, sizeof text - size)) > 0;)
        size += part;
    write(console, "\nMAPS\n", 6);
    write(console, text, size);
    write(console, "READY 1\n", 8);
    _exit(0);
}
