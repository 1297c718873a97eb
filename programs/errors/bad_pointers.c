// Passes bad pointers to the kernel and prints what it answers. Watch copy_from_user and copy_to_user:
// access_ok refuses by arithmetic what does not lie in the user half; everything else is tried, and the page
// fault that follows jumps to the copy's fix-up. Nothing here ends the program: a bad pointer given to the
// kernel is an error number, not a signal. Run: bad_pointers - the same lines here and on Linux, status 0
// (status 1 if one differs from the table).
#include "programs/raw.h"

enum
{
    read_write = 3,
    read_only = 1,
    nothing = 0,
    efault = -14,
    enoent = -2,
    erange = -34
};

static long const kernel_address = (long)0xffffffff81000000;
static long const non_canonical = 0x0000900000000000;

static int surprises;

static void expect(char const* what, long result, long expected)
{
    print(what);
    print(" = ");
    print_number(result);
    if (result != expected) {
        print("   but Linux says ");
        print_number(expected);
        surprises = 1;
    }
    print("\n");
}

static void the_kernel_reads(char* unmapped, char* forbidden)
{
    expect("write(1, NULL, 5)", call3(call_write, 1, 0, 5), efault);
    expect("write(1, NULL, 0)", call3(call_write, 1, 0, 0), 0);
    expect("write(1, kernel, 5)", call3(call_write, 1, kernel_address, 5), efault);
    expect("write(1, non-canonical, 5)", call3(call_write, 1, non_canonical, 5), efault);
    expect("write(1, unmapped, 5)", call3(call_write, 1, (long)unmapped, 5), efault);
    expect("write(1, PROT_NONE page, 5)", call3(call_write, 1, (long)forbidden, 5), efault);
    expect("open(NULL)", call3(call_open, 0, 0, 0), efault);
    expect("open(kernel)", call3(call_open, kernel_address, 0, 0), efault);
    expect("nanosleep(NULL)", call3(call_nanosleep, 0, 0, 0), efault);
    expect("writev(1, NULL, 1)", call3(call_writev, 1, 0, 1), efault);
}

static void the_kernel_writes(char* unmapped, char* constant)
{
    int const zero = (int)call3(call_open, (long)"/dev/zero", 0, 0);
    expect("read(zero, NULL, 5)", call3(call_read, zero, 0, 5), efault);
    expect("read(zero, kernel, 5)", call3(call_read, zero, kernel_address, 5), efault);
    expect("read(zero, unmapped, 5)", call3(call_read, zero, (long)unmapped, 5), efault);
    expect("read(zero, read-only page, 5)", call3(call_read, zero, (long)constant, 5), efault);
    expect("read(zero, own code, 5)", call3(call_read, zero, (long)&expect, 5), efault);
    expect("uname(unmapped)", call3(call_uname, (long)unmapped, 0, 0), efault);
    expect("stat(\"/\", NULL)", call3(call_stat, (long)"/", 0, 0), efault);
    expect("clock_gettime(0, NULL)", call3(call_clock_gettime, 0, 0, 0), efault);
    expect("getcwd(buffer, 1)", call3(call_getcwd, (long)&surprises, 1, 0), erange);
    call3(call_close, zero, 0, 0);
}

// A buffer that begins on a good page and ends on one that is not there.
static void across_a_page_end(char* page)
{
    char* const last_four = page + 4096 - 4;
    int const zero = (int)call3(call_open, (long)"/dev/zero", 0, 0);
    int const null = (int)call3(call_open, (long)"/dev/null", 1, 0);
    // What fits has been moved, so the answer is that count.
    expect("read(zero, last 4 bytes of a page, 8)", call3(call_read, zero, (long)last_four, 8), 4);
    expect("getrandom(last 4 bytes of a page, 8)", call3(call_getrandom, (long)last_four, 8, 0), 4);
    // A structure is written whole or not at all.
    expect("clock_gettime(0, last 4 bytes of a page)", call3(call_clock_gettime, 0, (long)last_four, 0),
           efault);
    // A path that has no end before the page has one, and one that just has.
    last_four[0] = '/';
    last_four[1] = last_four[2] = last_four[3] = 'x';
    expect("open(path without an end)", call3(call_open, (long)last_four, 0, 0), efault);
    last_four[3] = '\0';
    expect("open(path that ends with the page)", call3(call_open, (long)last_four, 0, 0), enoent);
    // Nobody looks at bytes that go to /dev/null; only the arithmetic of access_ok is done.
    expect("write(null, NULL, 5)", call3(call_write, null, 0, 5), 5);
    expect("write(null, kernel, 5)", call3(call_write, null, kernel_address, 5), efault);
}

int main_program(void)
{
    char* const unmapped = map_pages(1, read_write);
    call3(call_munmap, (long)unmapped, 4096, 0);
    char* const forbidden = map_pages(1, nothing);
    char* const constant = map_pages(1, read_only);
    char* const page = map_pages(2, read_write);
    call3(call_munmap, (long)page + 4096, 4096, 0);

    the_kernel_reads(unmapped, forbidden);
    the_kernel_writes(unmapped, constant);
    across_a_page_end(page);
    return surprises;
}
