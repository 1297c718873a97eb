// Paths: opening, links, access, directories.
#include "say.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace {

char const* const names[] = {"text",    "./text",    "dir/../text", "link",    "link/",     "text/", "text/.",
                             "none",    "none/text", "text/more",   "loop",    "dangling",  "dir",   "dir/",
                             "dirlink", "dirlink/a", "dirlink/.",   "",        ".",         "..",    "dir//a",
                             "dir/./a", "up",        "deep/link",   "dir/a/b", "dangling/", "loop/x"};

void try_all(char const* how, int flags)
{
    printf("-- %s\n", how);
    for (char const* name : names) {
        int const fd = open(name, flags, 0);
        say(name, fd < 0 ? fd : 0);
        if (fd >= 0) {
            close(fd);
        }
    }
}

void make_what_is_there()
{
    char const* const there[] = {"text", "link", "loop", "dangling", "dir", "dirlink", ".", "dir/a", "up"};
    for (char const* name : there) {
        say(name, open(name, O_RDONLY | O_CREAT | O_EXCL, 0644));
    }
}

void show_status(char const* what, int result, struct stat const& status)
{
    say(what, result);
    if (result == 0) {
        show("mode", status.st_mode);
        show("size", S_ISDIR(status.st_mode) ? 0 : static_cast<unsigned long>(status.st_size));
        show("links", S_ISDIR(status.st_mode) ? 0 : status.st_nlink);
    }
}

void status_of_all()
{
    for (char const* name : names) {
        struct stat status = {};
        show_status(name, stat(name, &status), status);
        status = {};
        show_status(name, lstat(name, &status), status);
    }
    struct stat status = {};
    int const dir = open("dir", O_RDONLY | O_DIRECTORY);
    show_status("fstatat a", fstatat(dir, "a", &status, 0), status);
    show_status("fstatat empty", fstatat(dir, "", &status, AT_EMPTY_PATH), status);
    show_status("fstatat empty refused", fstatat(dir, "", &status, 0), status);
    show_status("fstatat bad flag", fstatat(dir, "a", &status, 0x8000), status);
    show_status("fstatat bad fd", fstatat(99, "a", &status, 0), status);
    show_status("fstat bad fd", fstat(99, &status), status);
    int const file = open("text", O_RDONLY);
    show_status("fstatat below a file", fstatat(file, "a", &status, 0), status);
    show_status("fstatat beside a bad fd", fstatat(99, "/", &status, 0), status);
    close(file);
    close(dir);
}

void access_of_all()
{
    for (char const* name : names) {
        say(name, access(name, F_OK));
        say(name, access(name, R_OK));
        say(name, access(name, X_OK));
    }
    say("bad mode", access("text", 8));
    say("script", access("script", X_OK));
}

void links()
{
    char text[64];
    for (char const* name : names) {
        memset(text, 0, sizeof text);
        say(name, readlink(name, text, sizeof text));
        show_text("text", text);
    }
    memset(text, 0, sizeof text);
    say("cut", readlink("link", text, 2));
    show_text("text", text);
    say("no room", syscall(SYS_readlink, "link", text, 0));
    int const handle = open("link", O_PATH | O_NOFOLLOW);
    memset(text, 0, sizeof text);
    say("by descriptor", readlinkat(handle, "", text, sizeof text));
    show_text("text", text);
    close(handle);
    int const file = open("text", O_RDONLY);
    say("a file by descriptor", readlinkat(file, "", text, sizeof text));
    close(file);
}

void long_names()
{
    char name[5000];
    memset(name, 'n', sizeof name);
    name[255] = '\0';
    say("255 characters", open(name, O_RDONLY));
    name[255] = 'n';
    name[256] = '\0';
    say("256 characters", open(name, O_RDONLY));
    for (int i = 0; i < 4999; ++i) {
        name[i] = i % 2 == 0 ? '.' : '/';
    }
    name[4094] = '.';
    name[4095] = '\0';
    say("4095 characters", access(name, F_OK));
    name[4095] = '/';
    name[4096] = '\0';
    say("4096 characters", access(name, F_OK));
}

void working_directory()
{
    char here[4096];
    say("chdir dir", chdir("dir"));
    getcwd(here, sizeof here);
    show_text("last of getcwd", strrchr(here, '/'));
    say("chdir ..", chdir(".."));
    say("chdir text", chdir("text"));
    say("chdir none", chdir("none"));
    int const dir = open("dirlink", O_RDONLY);
    say("fchdir", fchdir(dir));
    say("a is here", access("a", F_OK));
    say("fchdir bad", fchdir(99));
    say("getcwd in one byte", syscall(SYS_getcwd, here, 1));
    close(dir);
    say("chdir ..", chdir(".."));
}

void descriptors_of_paths()
{
    char byte;
    int const handle = open("text", O_PATH);
    struct stat status = {};
    say("read from O_PATH", read(handle, &byte, 1));
    say("ioctl of O_PATH", lseek(handle, 0, SEEK_SET));
    show_status("fstat of O_PATH", fstat(handle, &status), status);
    show("flags of O_PATH", static_cast<unsigned long>(fcntl(handle, F_GETFL) & ~O_LARGEFILE));
    say("openat a file", openat(handle, "x", O_RDONLY));
    close(handle);
}

} // namespace

int main(int count, char** arguments)
{
    if (!enter(count, arguments)) {
        return 2;
    }
    try_all("read", O_RDONLY);
    try_all("directory", O_RDONLY | O_DIRECTORY);
    try_all("no links", O_RDONLY | O_NOFOLLOW);
    try_all("directory to be made", O_RDONLY | O_CREAT | O_DIRECTORY);
    make_what_is_there();
    try_all("path", O_PATH);
    try_all("path without links", O_PATH | O_NOFOLLOW);
    say("write a directory", open("dir", O_WRONLY));
    say("make a directory that is there", mkdir("dir", 0755));
    say("make a file that is there", open("text", O_CREAT | O_EXCL | O_RDONLY, 0644));
    say("create a directory's name", open("dir", O_CREAT | O_RDONLY, 0644));
    say("create below nothing", open("none/file", O_CREAT | O_RDONLY, 0644));
    say("create below a file", open("text/file", O_CREAT | O_RDONLY, 0644));
    say("remove nothing", unlink("none"));
    say("remove below a file", unlink("text/none"));
    say("rmdir a file", rmdir("text"));
    say("link from nothing", link("none", "new"));
    say("symlink to a name that is there", symlink("target", "text"));
    say("symlink of nothing", symlink("", "new"));
    say("rename nothing", rename("none", "new"));
    say("truncate a directory", truncate("dir", 0));
    say("truncate below 0", truncate("text", -1));
    say("chmod nothing", chmod("none", 0));
    status_of_all();
    access_of_all();
    links();
    long_names();
    working_directory();
    descriptors_of_paths();
    return 0;
}
