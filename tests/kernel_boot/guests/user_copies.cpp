// Bad pointers: -EFAULT, partial counts up to the last good byte, and never more. write(2), read(2), Linux E1
// access_ok.
#include "tests/kernel_boot/guests/check.hpp"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

constexpr long page = 4096;
static char const text[] = "constant";

static int is_efault(long result)
{
    return result == -1 && errno == EFAULT;
}

int main()
{
    // Two pages, of which the second is unmapped.
    auto* const pages =
        static_cast<char*>(mmap(0, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    munmap(pages + page, page);
    char* const end = pages + page;
    int const file = open("/etc/text", O_RDONLY);

    check(is_efault(write(1, 0, 1)));
    check(is_efault(write(1, end, 1)));
    check(is_efault(read(file, 0, 1)));
    check(is_efault(read(file, (void*)text, 1)));
    check(is_efault(read(file, end, 1)));
    auto* const kernel =
        (char*)(sizeof(void*) == 8 ? (uintptr_t)0xffffffff80100000ull : (uintptr_t)0xffffe000);
    check(is_efault(write(1, kernel, 1)));
    check(is_efault(read(file, kernel, 1)));
    check(is_efault(write(1, (void*)~(uintptr_t)0, 2))); // the range wraps
    check(is_efault(open(0, O_RDONLY)));
    check(is_efault(open(end, O_RDONLY)));
    check(is_efault(syscall(SYS_uname, 0)));
    struct iovec bad = {end, 4};
    check(is_efault(writev(1, &bad, 1)));
    check(is_efault(writev(1, (struct iovec*)end, 1)));

    // A string may end at the very last byte of a page.
    strcpy(end - 10, "/etc/text");
    check(access(end - 10, F_OK) == 0);
    // Not terminated before the page ends.
    memcpy(end - 9, "/etc/text", 9);
    check(is_efault(access(end - 9, F_OK)));

    // A read into the last four bytes delivers four and counts them, or fails whole: never something between.
    memset(end - 4, 'z', 4);
    lseek(file, 0, SEEK_SET);
    long const got = read(file, end - 4, 8);
    check(got == 4 || (got == -1 && errno == EFAULT));
    check(got != 4 || memcmp(end - 4, "0123", 4) == 0);
    return done();
}
