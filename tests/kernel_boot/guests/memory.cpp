// mmap(2), munmap(2), mprotect(2), brk(2): what their pages say, corner by corner. Every check asks either
// the errno or the memory itself; /proc/self/maps is read at the end.
#include "tests/kernel_boot/guests/check.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

constexpr int rw = PROT_READ | PROT_WRITE;
constexpr int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
constexpr long page = 4096;

static char* map(void* where, size_t size, int rights, int flags, int file = -1)
{
    return static_cast<char*>(mmap(where, size, rights, flags, file, 0));
}

/// The permissions of the region that holds an address, "" if none does. Reads without malloc, which would
/// map memory itself.
static char const* permissions(void const* where)
{
    static char text[8192], found[5];
    int const maps = open("/proc/self/maps", O_RDONLY);
    long size = 0;
    for (long part; (part = read(maps, text + size, sizeof text - 1 - size)) > 0;)
        size += part;
    close(maps);
    text[size] = 0;
    found[0] = 0;
    for (char* line = text; *line; line = strchr(line, '\n') + 1) {
        char* at = line;
        unsigned long long const start = strtoull(at, &at, 16);
        unsigned long long const end = strtoull(at + 1, &at, 16);
        if ((uintptr_t)where >= start && (uintptr_t)where < end)
            memcpy(found, at + 1, 4);
    }
    return found;
}

static int readable(void const* where)
{
    return !(access(static_cast<char const*>(where), F_OK) == -1 &&
             errno == EFAULT); // a call that copies a string
}

static void anonymous_memory()
{
    char* p = map(0, 5 * page, rw, anonymous);
    check(p != MAP_FAILED);
    check((uintptr_t)p % page == 0);
    check(p[0] == 0 && p[5 * page - 1] == 0);
    memset(p, 'x', 5 * page);
    check(strcmp(permissions(p), "rw-p") == 0);

    check(mprotect(p + page, page, PROT_READ) == 0);
    check(strcmp(permissions(p), "rw-p") == 0);
    check(strcmp(permissions(p + page), "r--p") == 0);
    check(strcmp(permissions(p + 2 * page), "rw-p") == 0);
    check(p[page] == 'x');
    check(read(open("/etc/text", O_RDONLY), p + page, 1) == -1 &&
          errno == EFAULT); // ring 0 obeys read-only too

    check(mprotect(p + page, page, PROT_NONE) == 0);
    check(strcmp(permissions(p + page), "---p") == 0);
    check(!readable(p + page));
    check(mprotect(p + page, page, rw) == 0);
    check(p[page] == 'x'); // hidden pages keep what they hold

    check(munmap(p + 3 * page, page) == 0);
    check(strcmp(permissions(p + 3 * page), "") == 0);
    check(!readable(p + 3 * page));
    check(p[2 * page] == 'x' && p[4 * page] == 'x');
    check(munmap(p, 5 * page) == 0); // a hole inside is no error
    check(!readable(p) && !readable(p + 4 * page));
    check(munmap(p, 5 * page) == 0);
}

static void places()
{
    char* p = map(0, 3 * page, rw, anonymous);
    p[page] = 1;
    check(map(p + page, page, rw, anonymous | MAP_FIXED) == p + page);
    check(p[page] == 0); // replaced
    check(map(p + page, page, rw, anonymous | MAP_FIXED_NOREPLACE) == MAP_FAILED && errno == EEXIST);
    char* other = map(p + page, page, rw, anonymous); // a hint that cannot be met
    check(other != MAP_FAILED && (other < p || other >= p + 3 * page));
    munmap(other, page);
    check(munmap(p + page, page) == 0);
    check(map(p + page, page, rw, anonymous) == p + page); // a hint that can
    munmap(p, 3 * page);
}

static void errors()
{
    check(map(0, 0, rw, anonymous) == MAP_FAILED && errno == EINVAL);
    check(map((void*)1, page, rw, anonymous | MAP_FIXED) == MAP_FAILED && errno == EINVAL);
    check(map(0, page, rw, MAP_ANONYMOUS) == MAP_FAILED && errno == EINVAL);
    check(map(0, page, PROT_READ, MAP_PRIVATE, 77) == MAP_FAILED && errno == EBADF);
    check(map(0, ~(size_t)0 & ~(size_t)0xfff, rw, anonymous) == MAP_FAILED && errno == ENOMEM);
    check(munmap((void*)1, page) == -1 && errno == EINVAL);
    check(munmap((void*)page, 0) == -1 && errno == EINVAL);
    check(syscall(SYS_mprotect, 1, page, rw) == -1 && errno == EINVAL);
    char* p = map(0, 2 * page, rw, anonymous);
    munmap(p + page, page);
    check(mprotect(p, 2 * page, PROT_READ) == -1 && errno == ENOMEM);
    check(strcmp(permissions(p), "r--p") == 0); // what lies before the hole has been changed
    munmap(p, page);
}

static void files()
{
    int const file = open("/etc/text", O_RDONLY);
    char* p = map(0, 2 * page, rw, MAP_PRIVATE, file);
    check(memcmp(p, "0123456789", 10) == 0);
    check(p[10] == 0 && p[page - 1] == 0); // behind the end of the file, in its last page
    p[0] = 'X';                            // private: the file keeps its byte
    char byte = 0;
    check(pread(file, &byte, 1, 0) == 1 && byte == '0');
    check(!readable(p + page)); // a whole page behind the end
    check(strcmp(permissions(p), "rw-p") == 0);
    munmap(p, 2 * page);
    close(file);
}

static void heap()
{
    char* const old = (char*)syscall(SYS_brk, 0);
    check((char*)syscall(SYS_brk, old + 3 * page) == old + 3 * page);
    check(old[2 * page] == 0);
    memset(old, 'h', 3 * page);
    check(strcmp(permissions(old), "rw-p") == 0 || (uintptr_t)old % page == 0);
    check((char*)syscall(SYS_brk, old) == old);
    check((char*)syscall(SYS_brk, old + page) == old + page);
    char const* const fresh = (char const*)(((uintptr_t)old + page - 1) & ~(uintptr_t)(page - 1));
    check(fresh[0] == 0); // given back and fetched again: zeros
    check((char*)syscall(SYS_brk, 1) == old + page);
    check((char*)syscall(SYS_brk, (char*)~(uintptr_t)0xfff) == old + page);
}

int main()
{
    anonymous_memory();
    places();
    errors();
    files();
    heap();
    return done();
}
