// The i386 table, asked by INT 0x80 from 64-bit and from 32-bit code: its numbers, the widths of its
// arguments and the shapes of its structures. syscall(2); kernel source
// arch/x86/entry/syscalls/syscall_32.tbl.
#include "say.hpp"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

namespace {

// The arguments go into ebx ecx edx esi edi ebp.
__attribute__((naked)) long int80_with(long number, long const* six)
{
    if constexpr (sizeof(long) == 8) {
        asm(R"(
            pushq %rbx
            pushq %rbp
            movq %rdi, %rax
            movq 0(%rsi), %rbx
            movq 8(%rsi), %rcx
            movq 16(%rsi), %rdx
            movq 32(%rsi), %rdi
            movq 40(%rsi), %rbp
            movq 24(%rsi), %rsi
            int $0x80
            popq %rbp
            popq %rbx
            ret
        )");
    } else {
        asm(R"(
            pushl %ebx
            pushl %esi
            pushl %edi
            pushl %ebp
            movl 20(%esp), %eax
            movl 24(%esp), %esi
            movl 0(%esi), %ebx
            movl 4(%esi), %ecx
            movl 8(%esi), %edx
            movl 16(%esi), %edi
            movl 20(%esi), %ebp
            movl 12(%esi), %esi
            int $0x80
            popl %ebp
            popl %edi
            popl %esi
            popl %ebx
            ret
        )");
    }
}

// Bit 32 of an argument, which has no meaning to the i386 table.
constexpr long above = sizeof(long) == 8 ? 1l << (sizeof(long) * 4) : 0;

unsigned char* space; // a page below 4 GiB

long int80(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0)
{
    long const six[] = {a, b, c, d, e, f};
    return int80_with(number, six);
}

template <class T>
T at(size_t offset)
{
    T value;
    memcpy(&value, space + offset, sizeof value);
    return value;
}

template <class T>
void put(size_t offset, T value)
{
    memcpy(space + offset, &value, sizeof value);
}

long address(size_t offset)
{
    return reinterpret_cast<long>(space) + static_cast<long>(offset);
}

void fill()
{
    memset(space, 0xaa, 4096);
}

/// How far the kernel has written, by what it left as it was.
void show_length(char const* what)
{
    size_t length = 4096;
    while (length > 0 && space[length - 1] == 0xaa)
        --length;
    show(what, length);
}

void results_have_their_sign(int fd)
{
    printf("bad descriptor: %ld\n", int80(6, 999));
    printf("no such call: %ld\n", int80(9999));
    printf("a pointer to nowhere: %ld\n", int80(3, fd, 1, 4));
    printf("descriptor with more above: %ld\n", int80(3, fd | above, address(0), 4 | above));
    printf("read \"%.4s\"\n", reinterpret_cast<char*>(space));
}

void positions(int fd)
{
    fill();
    printf("_llseek: %ld\n", int80(140, fd, 1, 5, address(0), SEEK_SET));
    show("position, high", at<uint32_t>(4));
    show("position, low", at<uint32_t>(0));
    printf("lseek to that: %ld\n", int80(19, fd, 0, SEEK_CUR));
    printf("_llseek back: %ld\n", int80(140, fd, 0, 0, address(0), SEEK_SET));
    printf("lseek from the end: %ld\n", int80(19, fd, -3, SEEK_END));
    printf("pread64: %ld \"%.2s\"\n", int80(180, fd, address(0), 2, 7, 0), reinterpret_cast<char*>(space));
    printf("pread64 beyond 4 GiB: %ld\n", int80(180, fd, address(0), 2, 7, 1));
}

void vectors(int fd)
{
    fill();
    put<uint32_t>(0, static_cast<uint32_t>(address(64)));
    put<uint32_t>(4, 3);
    put<uint32_t>(8, static_cast<uint32_t>(address(96)));
    put<uint32_t>(12, 4);
    int80(19, fd, 0, SEEK_SET);
    printf("readv: %ld \"%.3s\" \"%.4s\"\n", int80(145, fd, address(0), 2),
           reinterpret_cast<char*>(space + 64), reinterpret_cast<char*>(space + 96));
}

void states_of_files(int fd)
{
    strcpy(reinterpret_cast<char*>(space + 2048), "text");
    memset(space, 0xaa, 2048);
    printf("fstat: %ld\n", int80(108, fd, address(0)));
    show("mode", at<uint16_t>(8));
    show("links", at<uint16_t>(10));
    show("size", at<uint32_t>(20));
    memset(space, 0xaa, 2048);
    printf("stat64: %ld\n", int80(195, address(2048), address(0)));
    show("mode", at<uint32_t>(16));
    show("size", static_cast<unsigned long>(at<uint64_t>(44)));
    show("both numbers agree", at<uint32_t>(12) == static_cast<uint32_t>(at<uint64_t>(88)));
    show("nothing behind it", at<uint32_t>(96) == 0xaaaaaaaa);
    memset(space, 0xaa, 2048);
    printf("fstat64: %ld\n", int80(197, fd, address(0)));
    show("size", static_cast<unsigned long>(at<uint64_t>(44)));
}

void mappings(int fd)
{
    long const page = int80(192, 0, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    printf("mmap2: \"%.10s\"\n", reinterpret_cast<char*>(page));
    show("below 4 GiB", static_cast<unsigned long>(page) <= 0xfffff000ul);
    long const far = int80(192, 0, 4096, PROT_READ, MAP_PRIVATE, fd, 0x100000); // pages: 4 GiB
    show("mmap2 counts its offset in pages", static_cast<unsigned long>(far) <= 0xfffff000ul);
    fill();
    uint32_t const block[] = {0, 4096, PROT_READ, MAP_PRIVATE, static_cast<uint32_t>(fd), 0};
    memcpy(space, block, sizeof block);
    long const old = int80(90, address(0));
    printf("mmap: \"%.10s\"\n", reinterpret_cast<char*>(old));
    put<uint32_t>(20, 1); // mmap counts its offset in bytes
    printf("mmap at byte 1: %ld\n", int80(90, address(0)));
    printf("munmap: %ld\n", int80(91, page, 4096));
}

void clocks()
{
    constexpr uint32_t billion = 1'000'000'000;
    fill();
    printf("clock_gettime: %ld\n", int80(265, 0, address(0)));
    show_length("its timespec");
    auto const seconds = at<uint32_t>(0);
    show("nanoseconds are", at<uint32_t>(4) < billion);
    fill();
    printf("clock_gettime64: %ld\n", int80(403, 0, address(0)));
    show_length("its timespec");
    show("the same second", at<uint64_t>(0) - seconds < 2);
    show("nanoseconds are", at<uint64_t>(8) < billion);
    fill();
    printf("gettimeofday: %ld\n", int80(78, address(0)));
    show_length("its timeval");
    fill();
    // time(2) reads a clock that lags by up to a tick.
    show("time", static_cast<uint32_t>(int80(13, address(0))) - seconds + 1 < 3);
    show_length("what it stores");
    fill();
    printf("clock_getres: %ld\n", int80(266, 0, address(0)));
    show_length("its timespec");
}

} // namespace

int main(int count, char** arguments)
{
    if (!enter(count, arguments))
        return 2;
    space = static_cast<unsigned char*>(
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0));
    strcpy(reinterpret_cast<char*>(space), "text");
    long const fd = int80(5, address(0), O_RDONLY);
    show("open gives a descriptor", fd > 2); // which one depends on what this process has inherited
    results_have_their_sign(static_cast<int>(fd));
    positions(static_cast<int>(fd));
    vectors(static_cast<int>(fd));
    states_of_files(static_cast<int>(fd));
    mappings(static_cast<int>(fd));
    clocks();
    printf("close: %ld\n", int80(6, fd));
    return 0;
}
