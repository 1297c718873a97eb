// Descriptors: dup, fcntl, ioctl, poll, getdents, and memory mapped from files.
#include "say.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <termios.h>

namespace {

void copies()
{
    int const fd = open("text", O_RDONLY);
    char byte = 0;
    say("dup", dup(fd) - fd);
    say("dup2", dup2(fd, 20));
    read(fd, &byte, 1);
    read(20, &byte, 1);
    show("the position is shared: byte", static_cast<unsigned long>(byte));
    say("dup2 to itself", dup2(fd, fd) - fd);
    say("dup2 of a bad one to itself", dup2(99, 99));
    say("dup2 to a bad number", dup2(fd, -1));
    say("dup2 to a large number", dup2(fd, 100000));
    say("dup3 to itself", dup3(fd, fd, 0));
    say("dup3 with a bad flag", dup3(fd, 21, 1));
    say("dup3", dup3(fd, 21, O_CLOEXEC));
    show("FD_CLOEXEC of dup3", static_cast<unsigned long>(fcntl(21, F_GETFD)));
    show("FD_CLOEXEC of dup2", static_cast<unsigned long>(fcntl(20, F_GETFD)));
    say("F_DUPFD", fcntl(fd, F_DUPFD, 20));
    say("F_DUPFD_CLOEXEC", fcntl(fd, F_DUPFD_CLOEXEC, 20));
    show("FD_CLOEXEC", static_cast<unsigned long>(fcntl(23, F_GETFD)));
    say("F_SETFD", fcntl(20, F_SETFD, 1));
    show("FD_CLOEXEC", static_cast<unsigned long>(fcntl(20, F_GETFD)));
    say("F_GETFD of a bad one", fcntl(99, F_GETFD));
    say("F_DUPFD too high", fcntl(fd, F_DUPFD, 10000000));
    say("a bad command", fcntl(fd, 9999));
    show("F_GETFL", static_cast<unsigned long>(fcntl(fd, F_GETFL)) & ~0100000UL);
    say("F_SETFL", fcntl(fd, F_SETFL, O_NONBLOCK | O_WRONLY));
    show("F_GETFL", static_cast<unsigned long>(fcntl(fd, F_GETFL)) & ~0100000UL);
    say("close", close(20));
    say("close again", close(20));
    say("lowest again", open("text", O_RDONLY | O_CLOEXEC) - fd);
}

void requests()
{
    int const fd = open("text", O_RDONLY);
    termios settings;
    int on = 1;
    say("TCGETS of a file", ioctl(fd, TCGETS, &settings));
    say("an unknown request", ioctl(fd, 0x12345678, &settings));
    say("FIOCLEX", ioctl(fd, FIOCLEX));
    show("FD_CLOEXEC", static_cast<unsigned long>(fcntl(fd, F_GETFD)));
    say("FIONCLEX", ioctl(fd, FIONCLEX));
    show("FD_CLOEXEC", static_cast<unsigned long>(fcntl(fd, F_GETFD)));
    say("FIONBIO", ioctl(fd, FIONBIO, &on));
    show("F_GETFL", static_cast<unsigned long>(fcntl(fd, F_GETFL)) & ~0100000UL);
    say("ioctl of a bad descriptor", ioctl(99, TCGETS, &settings));
    close(fd);
}

void waiting()
{
    int const fd = open("text", O_RDONLY);
    pollfd all[4] = {{fd, POLLIN | POLLOUT, -1}, {99, POLLIN, -1}, {-1, POLLIN, -1}, {fd, 0, -1}};
    say("poll", poll(all, 4, -1));
    for (pollfd const& one : all) {
        show("events", static_cast<unsigned long>(one.revents));
    }
    say("poll of nothing", poll(nullptr, 0, 0));
    say("poll of nothing for a while", poll(nullptr, 0, 5));
    say("poll from nowhere", poll(nullptr, 1, 0));
    timespec const wrong = {0, 1000000000};
    timespec const none = {0, 0};
    say("ppoll", ppoll(all, 1, &none, nullptr));
    say("ppoll with a wrong time", ppoll(all, 1, &wrong, nullptr));
    close(fd);
}

int compare_names(void const* a, void const* b)
{
    return strcmp(*static_cast<char* const*>(a), *static_cast<char* const*>(b));
}

void entries()
{
    DIR* const dir = opendir("dir");
    char* names[16];
    size_t count = 0;
    while (dirent const* const entry = readdir(dir)) {
        char line[64];
        snprintf(line, sizeof line, "%s type %d", entry->d_name, entry->d_type);
        names[count++] = strdup(line);
    }
    closedir(dir);
    qsort(names, count, sizeof names[0], compare_names);
    for (size_t i = 0; i < count; ++i) {
        printf("  %s\n", names[i]);
    }
    char space[1024];
    int const fd = open("dir", O_RDONLY);
    say("no room for an entry", syscall(SYS_getdents64, fd, space, 10));
    say("to nowhere", syscall(SYS_getdents64, fd, nullptr, 1024));
    long const all = syscall(SYS_getdents64, fd, space, sizeof space);
    show("some", all > 0);
    say("at the end", syscall(SYS_getdents64, fd, space, sizeof space));
    lseek(fd, 0, SEEK_SET);
    show("again", syscall(SYS_getdents64, fd, space, sizeof space) == all);
    lseek(fd, 0, SEEK_SET);
    long sum = 0;
    for (long got = 1; got > 0; sum += got) {
        got = syscall(SYS_getdents64, fd, space, 32); // one short entry at a time
    }
    show("in pieces", sum == all);
    close(fd);
    int const file = open("text", O_RDONLY);
    say("of a file", syscall(SYS_getdents64, file, space, sizeof space));
    close(file);
}

long map(int protection, int flags, int fd, off_t offset)
{
    void* const place = mmap(nullptr, 4096, protection, flags, fd, offset);
    if (place == MAP_FAILED) {
        return -1;
    }
    munmap(place, 4096);
    return 0;
}

void mapped_files()
{
    int const fd = open("text", O_RDONLY);
    int const dir = open("dir", O_RDONLY);
    int const zero = open("/dev/zero", O_RDWR);
    int const null = open("/dev/null", O_RDWR);
    int const out = open("/dev/zero", O_WRONLY);
    say("private", map(PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
    say("shared for reading", map(PROT_READ, MAP_SHARED, fd, 0));
    say("shared for writing", map(PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
    say("neither private nor shared", map(PROT_READ, 0, fd, 0));
    say("odd offset", map(PROT_READ, MAP_PRIVATE, fd, 1));
    say("beyond the end", map(PROT_READ, MAP_PRIVATE, fd, 1 << 20));
    say("a directory", map(PROT_READ, MAP_PRIVATE, dir, 0));
    say("/dev/zero", map(PROT_READ, MAP_PRIVATE, zero, 0));
    say("open for writing", map(PROT_READ, MAP_PRIVATE, out, 0));
    say("a bad descriptor", map(PROT_READ, MAP_PRIVATE, 99, 0));
    say("anonymous with a bad descriptor", map(PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 99, 0));
    say("shared validated", map(PROT_READ, MAP_SHARED_VALIDATE, fd, 0));
    say("shared validated with a bad flag",
        map(PROT_READ, MAP_SHARED_VALIDATE | 0x80000 /* MAP_SYNC */, fd, 0));
    auto* const text = static_cast<char*>(mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, fd, 0));
    printf("  \"%.10s\" then %d\n", text, text[10]);
    say("madvise", madvise(text, 4096, MADV_DONTNEED));
    say("bad advice", madvise(text, 4096, 77));
    say("odd advice", madvise(text + 1, 4095, MADV_DONTNEED));
    close(fd);
    printf("  \"%.10s\"\n", text);
    close(dir);
    close(zero);
    close(null);
    close(out);
}

} // namespace

int main(int count, char** arguments)
{
    if (!enter(count, arguments)) {
        return 2;
    }
    copies();
    requests();
    waiting();
    entries();
    mapped_files();
    return 0;
}
