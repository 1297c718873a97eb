// Maps, touches, protects and unmaps memory, and prints after each step what /proc/self/maps says about the
// addresses 0x10000000 to 0x1fffffff. Watch the page table: a mapping is only a promise, the entry appears
// when the page is touched; mprotect splits a region in three, munmap takes the middle out. Run: mappings -
// the same lines here and on Linux (MAP_FIXED makes the addresses equal; device and inode numbers are not
// printed), status 0.
#include "programs/raw.h"

enum
{
    page = 4096,
    prot_none = 0,
    prot_read = 1,
    prot_read_write = 3,
    prot_read_execute = 5,
    map_fixed_anonymous = 0x32, // MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS
    map_fixed_file = 0x12,      // MAP_PRIVATE | MAP_FIXED
};

static char* const place = (char*)0x10000000;
static char text[16384];

// Prints "start-end perms offset" of every line whose start has eight digits and begins with 1.
static void print_maps(char const* title)
{
    print("-- ");
    print(title);
    print("\n");
    long const file = call3(call_open, (long)"/proc/self/maps", 0, 0);
    long length = 0;
    for (long got = 1; got > 0; length += got) {
        got = call3(call_read, file, (long)(text + length), (long)(sizeof text - 1 - (unsigned long)length));
    }
    call3(call_close, file, 0, 0);
    for (char* line = text; line < text + length;) {
        char* end = line;
        while (*end != '\n') {
            ++end;
        }
        if (line[0] == '1' && line[8] == '-') {
            line[31] = '\n'; // behind the offset: 8 + 1 + 8 + 1 + 4 + 1 + 8 characters
            call3(call_write, 1, (long)line, 32);
        }
        line = end + 1;
    }
}

static void say(char const* what, long value)
{
    print(what);
    print(" = ");
    print_number(value);
    print("\n");
}

static void map(char* at, long size, int protection, int flags, long file, long offset)
{
    if (raw_call(call_mmap, (long)at, size, protection, flags, file, offset) != (long)at) {
        print("mmap failed\n");
        leave(1);
    }
}

static void anonymous_memory(void)
{
    map(place, 5 * page, prot_read_write, map_fixed_anonymous, -1, 0);
    print_maps("five pages of anonymous memory");
    say("byte of an untouched page", place[2 * page]);
    place[0] = 'a';
    place[2 * page] = 'b';
    place[4 * page] = 'c';
    print_maps("three of them touched: the same region");
    call3(call_mprotect, (long)(place + page), page, prot_read);
    print_maps("the second page read-only");
    call3(call_mprotect, (long)(place + 3 * page), page, prot_none);
    print_maps("the fourth page closed");
    call3(call_munmap, (long)(place + 2 * page), page, 0);
    print_maps("the third page gone");
    say("munmap of the hole", call3(call_munmap, (long)(place + 2 * page), page, 0));
    say("mprotect across the hole", call3(call_mprotect, (long)place, 5 * page, prot_read_write));
    print_maps("mprotect stopped at the hole");
    map(place + 2 * page, page, prot_read_write, map_fixed_anonymous, -1, 0);
    say("byte of the page that came back", place[2 * page]);
    call3(call_mprotect, (long)place, 5 * page, prot_read_write);
    print_maps("five pages again");
    say("first byte is still there", place[0]);
}

static void file_memory(void)
{
    char* const file_place = place + 0x100000;
    long const file = call3(call_open, (long)"/proc/self/exe", 0, 0);
    map(file_place, 2 * page, prot_read, map_fixed_file, file, 0);
    call3(call_close, file, 0, 0);
    print_maps("this program's own file");
    say("second byte of an ELF file", file_place[1]);
    call3(call_mprotect, (long)file_place, page, prot_read_write);
    file_place[1] = 'X'; // a private copy: the file stays as it is
    print_maps("its first page writable, and written");
    say("second byte of the copy", file_place[1]);
    call3(call_munmap, (long)file_place, 2 * page, 0);
}

static void refusals(void)
{
    say("mmap of 0 bytes", raw_call(call_mmap, 0, 0, prot_read, 0x22, -1, 0));
    say("mmap at an odd place", raw_call(call_mmap, (long)place + 1, page, prot_read, 0x32, -1, 0));
    say("mmap of a bad descriptor", raw_call(call_mmap, 0, page, prot_read, 0x02, 99, 0));
    say("munmap at an odd place", call3(call_munmap, (long)place + 1, page, 0));
    say("mprotect of nothing", call3(call_mprotect, (long)place, 0, prot_read));
    say("mmap beyond the user half", raw_call(call_mmap, 0x7ffffffff000, page, prot_read, 0x32, -1, 0));
}

int main_program(void)
{
    anonymous_memory();
    file_memory();
    refusals();
    call3(call_munmap, (long)place, 5 * page, 0);
    print_maps("all unmapped");
    return 0;
}
