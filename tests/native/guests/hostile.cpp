// A program that asks for anything: system calls by number at random, by SYSCALL and by INT 0x80, with
// addresses that are null, in the kernel, read-only or at the end of a page, with descriptors, sizes and
// flags that nobody expects. The kernel may refuse as it likes, but it must neither stop nor harm the
// program. Its arguments are a seed and the number of calls; it ends with status 0 and "done".
//
// Calls that would end it, wait for ever, or take away what it stands on are left out; those are asked for
// elsewhere.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace {

uint64_t state;

// xorshift64: Marsaglia, "Xorshift RNGs".
uint64_t draw()
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

uint64_t draw_below(uint64_t limit)
{
    return draw() % limit;
}

constexpr uint64_t playground = 0x30000000; // where it may map and unmap
char* good;                                 // a page for reading and writing, below 4 GiB
char* constant;                             // a page for reading
char* last;                                 // a page with nothing behind it

char const* const paths[] = {"/",
                             "/proc/self/maps",
                             "/proc/self/fd",
                             "/proc/self/fd/3",
                             "/proc",
                             "/dev",
                             "/dev/null",
                             "/dev/full",
                             "/dev/zero",
                             "/dev/urandom",
                             "/proc/1/exe",
                             "/proc/self/root/proc/self/cwd",
                             "/proc/self/cmdline",
                             ".",
                             "/here/dir",
                             "/here/loop",
                             "here/up",
                             "/here/deep/link"};

uint64_t bad_address()
{
    switch (draw_below(7)) {
    case 0:
        return 0;
    case 1:
        return ~uint64_t{0};
    case 2:
        return 0xffffffff81000000 + draw_below(65536);
    case 3:
        return 0x7ffffffff000 - draw_below(32);
    case 4:
        return 0x0000800000000000 + draw_below(4096);
    case 5:
        return reinterpret_cast<uint64_t>(constant) + draw_below(4096);
    default:
        return reinterpret_cast<uint64_t>(last) + 4096 - draw_below(64);
    }
}

uint64_t argument()
{
    switch (draw_below(8)) {
    case 0:
        return bad_address();
    case 1:
        return reinterpret_cast<uint64_t>(good) + draw_below(4096);
    case 2:
        return reinterpret_cast<uint64_t>(paths[draw_below(sizeof paths / sizeof paths[0])]);
    case 3:
        return draw_below(16);
    case 4:
        return uint64_t{1} << draw_below(64);
    case 5:
        return (uint64_t{1} << draw_below(64)) - 1;
    case 6:
        return static_cast<uint64_t>(AT_FDCWD);
    default:
        return draw();
    }
}

struct Call
{
    bool by_int80;
    unsigned number;
    uint64_t arguments[6];
};

bool is_one_of(unsigned number, unsigned const* list, size_t count)
{
    for (size_t i = 0; i < count; ++i) {
        if (list[i] == number) {
            return true;
        }
    }
    return false;
}

// exit, exit_group, rt_sigreturn; what waits: nanosleep, clock_nanosleep, poll, ppoll, pause, select; signals
// to itself; what takes away its ground: munmap and mprotect anywhere (they get the playground), arch_prctl,
// chroot, setuid ...
constexpr unsigned left_out_64[] = {60,  231, 15,  35,  230, 7,   271, 34, 23, 62,
                                    200, 234, 158, 161, 105, 106, 12,  13, 14, 131};
constexpr unsigned left_out_32[] = {1,  252, 119, 173, 162, 267, 407, 168, 309, 414, 29,
                                    82, 142, 37,  238, 270, 243, 61,  213, 214, 23,  46,
                                    45, 174, 175, 186, 90,  192, 91,  125, 219};
// Calls whose first argument is a descriptor that must not be 0, 1 or 2: read, write, close, dup2 ...
constexpr unsigned on_descriptors_64[] = {0, 1, 3, 16, 17, 18, 19, 20, 32, 33, 40, 72, 292};
constexpr unsigned on_descriptors_32[] = {3, 4, 6, 41, 54, 55, 63, 145, 146, 180, 181, 187, 221, 239, 330};

bool is_console(uint64_t fd)
{
    struct stat status = {};
    return fstat(static_cast<int>(fd), &status) == 0 &&
           (S_ISFIFO(status.st_mode) || status.st_rdev == makedev(5, 1));
}

// Makes the call harmless for the program itself; false: better not.
bool tame(Call& call)
{
    if (call.by_int80 ? is_one_of(call.number, left_out_32, sizeof left_out_32 / sizeof left_out_32[0])
                      : is_one_of(call.number, left_out_64, sizeof left_out_64 / sizeof left_out_64[0])) {
        return false;
    }
    bool const on_descriptor = call.by_int80
                                   ? is_one_of(call.number, on_descriptors_32,
                                               sizeof on_descriptors_32 / sizeof on_descriptors_32[0])
                                   : is_one_of(call.number, on_descriptors_64,
                                               sizeof on_descriptors_64 / sizeof on_descriptors_64[0]);
    if (on_descriptor && (is_console(call.arguments[0]) || is_console(call.arguments[1]))) {
        return false;
    }
    bool const on_mappings = call.number == 9 || call.number == 10 || call.number == 11 || call.number == 28;
    if (!call.by_int80 && on_mappings) {
        call.arguments[0] = playground + draw_below(64) * 4096;
        call.arguments[1] &= 0xfffff;
    }
    return true;
}

uint64_t trap(Call const& call)
{
    uint64_t result = call.number;
    uint64_t const* const a = call.arguments;
    if (call.by_int80) {
        asm volatile("push %%rbp\n\t"
                     "mov %[sixth], %%rbp\n\t"
                     "int $0x80\n\t"
                     "pop %%rbp"
                     : "+a"(result)
                     : "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4]), [sixth] "r"(a[5])
                     : "memory", "cc");
        return result;
    }
    register uint64_t r10 asm("r10") = a[3];
    register uint64_t r8 asm("r8") = a[4];
    register uint64_t r9 asm("r9") = a[5];
    asm volatile("syscall"
                 : "+a"(result)
                 : "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory", "cc");
    return result;
}

void* page_at(uint64_t place, size_t size, int protection)
{
    int const fixed = place != 0 ? MAP_FIXED : 0;
    return mmap(reinterpret_cast<void*>(place), size, protection, MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
}

} // namespace

int main(int count, char** arguments)
{
    if (count != 3) {
        return 2;
    }
    state = strtoull(arguments[1], nullptr, 0) * 0x9E3779B97F4A7C15 + 1;
    good = static_cast<char*>(page_at(0x20000000, 32768, PROT_READ | PROT_WRITE));
    constant = static_cast<char*>(page_at(0, 4096, PROT_READ));
    last = static_cast<char*>(page_at(0, 8192, PROT_READ | PROT_WRITE));
    munmap(last + 4096, 4096);
    for (int round = atoi(arguments[2]); round > 0; --round) {
        for (int i = 0; i < 32; ++i) {
            uint64_t const word = argument();
            memcpy(good + draw_below(4096), &word, sizeof word); // structures, vectors, lists of any kind
        }
        Call call = {
            draw_below(4) == 0, static_cast<unsigned>(draw_below(draw_below(8) == 0 ? 600 : 440)), {}};
        for (uint64_t& one : call.arguments) {
            one = argument();
        }
        if (tame(call)) {
            trap(call);
        }
        chdir("/");
    }
    puts("done");
    return 0;
}
