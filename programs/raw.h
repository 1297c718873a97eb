// System calls without a C library, so that what the kernel answers is seen as it is: -14, not -1 and errno.
// Programs that use this have their own _start and no library at all. syscall(2), "Architecture calling
// conventions".
#pragma once

enum
{
    call_read = 0,
    call_write = 1,
    call_open = 2,
    call_close = 3,
    call_stat = 4,
    call_mmap = 9,
    call_mprotect = 10,
    call_munmap = 11,
    call_brk = 12,
    call_writev = 20,
    call_nanosleep = 35,
    call_uname = 63,
    call_getcwd = 79,
    call_clock_gettime = 228,
    call_exit_group = 231,
    call_getrandom = 318,
};

static inline long raw_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

static inline long call3(long number, long a, long b, long c)
{
    return raw_call(number, a, b, c, 0, 0, 0);
}

static inline void leave(int status)
{
    call3(call_exit_group, status, 0, 0);
    __builtin_unreachable();
}

static inline unsigned long length_of(char const* text)
{
    unsigned long length = 0;
    while (text[length] != '\0') {
        ++length;
    }
    return length;
}

static inline int same(char const* a, char const* b)
{
    while (*a != '\0' && *a == *b) {
        ++a;
        ++b;
    }
    return *a == *b;
}

static inline void print(char const* text)
{
    call3(call_write, 1, (long)text, (long)length_of(text));
}

static inline void print_number(long value)
{
    char digits[24];
    char* at = digits + sizeof digits;
    unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;
    *--at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) {
        *--at = '-';
    }
    print(at);
}

// One page of memory, or what `count` pages together make, at a place of the kernel's choice.
static inline char* map_pages(long count, int protection)
{
    return (char*)raw_call(call_mmap, 0, count * 4096, protection, 0x22 /* MAP_PRIVATE | MAP_ANONYMOUS */, -1,
                           0);
}
