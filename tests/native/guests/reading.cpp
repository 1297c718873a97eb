// Reading and positions: read, pread, readv, lseek, sendfile, the memory devices.
#include "say.hpp"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>

namespace {

char buffer[256];

void say_read(char const* what, long result)
{
    say(what, result);
    if (result > 0) {
        printf("  \"%.*s\"\n", static_cast<int>(result), buffer);
    }
}

void positions(int fd)
{
    say_read("read 4", read(fd, buffer, 4));
    say("where", lseek(fd, 0, SEEK_CUR));
    say("back 2", lseek(fd, -2, SEEK_CUR));
    say_read("read 100", read(fd, buffer, 100));
    say_read("read at the end", read(fd, buffer, 100));
    say("before the beginning", lseek(fd, -1, SEEK_SET));
    say("before the beginning", lseek(fd, -1000, SEEK_CUR));
    say("beyond the end", lseek(fd, 1000, SEEK_END));
    say_read("read beyond the end", read(fd, buffer, 100));
    say("far", lseek(fd, 0x7fffffff, SEEK_SET));
    say("bad whence", lseek(fd, 0, 5));
    say("data", lseek(fd, 3, SEEK_DATA));
    say("data at the end", lseek(fd, 10, SEEK_DATA));
    say("hole", lseek(fd, 3, SEEK_HOLE));
    say("hole beyond", lseek(fd, 11, SEEK_HOLE));
    say_read("pread", pread(fd, buffer, 3, 7));
    say_read("pread at the end", pread(fd, buffer, 3, 9));
    say_read("pread beyond", pread(fd, buffer, 3, 99));
    say("pread before", pread(fd, buffer, 3, -1));
    say("pread does not move", lseek(fd, 0, SEEK_CUR));
    say("read nothing", read(fd, nullptr, 0));
    say("read to nowhere", read(fd, nullptr, 5));
}

void vectors(int fd)
{
    char one[3];
    char two[4];
    iovec pieces[3] = {{one, 3}, {nullptr, 0}, {two, 4}};
    lseek(fd, 0, SEEK_SET);
    say("readv", readv(fd, pieces, 3));
    printf("  \"%.3s\" \"%.4s\"\n", one, two);
    say("readv the rest", readv(fd, pieces, 3));
    lseek(fd, 0, SEEK_SET);
    pieces[1] = {nullptr, 5};
    say("readv into a bad piece", readv(fd, pieces, 3));
    say("where", lseek(fd, 0, SEEK_CUR));
    say("readv of no pieces", readv(fd, pieces, 0));
    say("readv of too many", syscall(SYS_readv, fd, pieces, 1025));
    say("readv of less than none", syscall(SYS_readv, fd, pieces, -1));
    pieces[1] = {one, static_cast<size_t>(-1)};
    say("readv of a negative piece", readv(fd, pieces, 3));
    say("readv from nowhere", readv(fd, nullptr, 2));
}

void between_files(int fd, int null)
{
    off_t at = 2;
    say("sendfile", sendfile(null, fd, &at, 5));
    show("at", static_cast<unsigned long>(at));
    lseek(fd, 4, SEEK_SET);
    say("sendfile from the position", sendfile(null, fd, nullptr, 100));
    say("where", lseek(fd, 0, SEEK_CUR));
    say("sendfile at the end", sendfile(null, fd, nullptr, 100));
    at = -1;
    say("sendfile before the beginning", sendfile(null, fd, &at, 5));
    say("sendfile to a file open for reading", sendfile(fd, fd, nullptr, 5));
    say("sendfile from a bad descriptor", sendfile(null, 99, nullptr, 5));
}

void devices(int null)
{
    int const zero = open("/dev/zero", O_RDWR);
    int const full = open("/dev/full", O_RDWR);
    buffer[0] = 'x';
    say("read zero", read(zero, buffer, 16));
    show("byte", static_cast<unsigned long>(buffer[0]));
    say("write zero", write(zero, buffer, 16));
    say("seek zero", lseek(zero, 100, SEEK_SET));
    say("pread zero", pread(zero, buffer, 3, 1000));
    say("read full", read(full, buffer, 16));
    say("write full", write(full, buffer, 16));
    say("read null", read(null, buffer, 16));
    say("write null", write(null, buffer, 16));
    say("write null from nowhere", write(null, nullptr, 16));
    say("pwrite null", pwrite(null, buffer, 5, 7));
    iovec const pieces[2] = {{buffer, 10}, {buffer, 20}};
    say("writev null", writev(null, pieces, 2));
    int const random = open("/dev/urandom", O_RDONLY);
    say("read random", read(random, buffer, 100));
    close(random);
    close(zero);
    close(full);
}

void directories()
{
    int const dir = open("dir", O_RDONLY);
    say("read a directory", read(dir, buffer, 10));
    say("pread a directory", pread(dir, buffer, 10, 0));
    say("write a directory", write(dir, buffer, 10));
    close(dir);
}

void wrong_descriptors(int fd)
{
    say("write to a file open for reading", write(fd, "x", 1));
    say("writev to it", syscall(SYS_writev, fd, nullptr, 0));
    say("pwrite to it", pwrite(fd, "x", 1, 0));
    say("read from a bad descriptor", read(99, buffer, 1));
    say("read from less than none", read(-1, buffer, 1));
    int const null = open("/dev/null", O_WRONLY);
    say("read from a file open for writing", read(null, buffer, 1));
    close(null);
    int const neither = open("/dev/null", 3);
    say("read with mode 3", read(neither, buffer, 1));
    say("write with mode 3", write(neither, buffer, 1));
    close(neither);
    int waiting = 0;
    lseek(fd, 4, SEEK_SET);
    say("FIONREAD", ioctl(fd, FIONREAD, &waiting));
    show("waiting", static_cast<unsigned long>(waiting));
}

} // namespace

int main(int count, char** arguments)
{
    if (!enter(count, arguments)) {
        return 2;
    }
    int const fd = open("text", O_RDONLY);
    int const null = open("/dev/null", O_RDWR);
    positions(fd);
    vectors(fd);
    between_files(fd, null);
    devices(null);
    directories();
    wrong_descriptors(fd);
    return 0;
}
