// open(2), write(2), fsync(2), rename(2), symlink(7).
#include "emu/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ringside::emu {

namespace {

std::error_code last_error()
{
    return {errno, std::generic_category()};
}

// Some devices and file systems tell of a failure only when they are closed.
std::error_code close_after(int file, std::error_code error)
{
    return close(file) != 0 && !error ? last_error() : error;
}

std::error_code write_in_place(std::string const& path, std::string_view bytes)
{
    int const file = open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
    return file < 0 ? last_error() : close_after(file, write_all(file, bytes));
}

// The file that a chain of links leads to, whether it exists or not.
std::string target_of(std::string const& path)
{
    constexpr int most_links = 40; // as Linux: path_resolution(7)
    std::filesystem::path target = path;
    std::error_code error;
    for (int i = 0; i < most_links && std::filesystem::is_symlink(target, error); ++i)
        target = target.parent_path() / std::filesystem::read_symlink(target, error);
    return target.string();
}

struct Beside
{
    std::string path;
    int file = -1; // -1: none could be made; errno tells
};

// The umask has its say over `mode`, as over that of every new file.
Beside open_beside(std::string const& path, mode_t mode)
{
    constexpr int attempts = 100;
    Beside beside;
    for (int i = 0; i < attempts && beside.file < 0 && (i == 0 || errno == EEXIST); ++i) {
        beside.path = path + "." + std::to_string(getpid()) + "-" + std::to_string(i);
        beside.file = open(beside.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    }
    return beside;
}

// Whether the new file is now as the one that it replaces.
bool takes_after(int file, struct stat const& before)
{
    return fchown(file, before.st_uid, before.st_gid) == 0 && fchmod(file, before.st_mode & 07777) == 0;
}

std::error_code fill(int file, std::string_view bytes)
{
    if (auto const error = write_all(file, bytes))
        return error;
    return fsync(file) != 0 ? last_error() : std::error_code();
}

std::error_code fill_and_rename(Beside const& beside, std::string const& path, std::string_view bytes)
{
    auto error = close_after(beside.file, fill(beside.file, bytes));
    if (!error && std::rename(beside.path.c_str(), path.c_str()) != 0)
        error = last_error();
    if (error)
        unlink(beside.path.c_str());
    return error;
}

std::error_code replace(std::string const& path, struct stat const& before, std::string_view bytes)
{
    // A file that may not be written is not replaced either.
    int const writable = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (writable < 0)
        return last_error();
    close(writable);
    constexpr mode_t nobody_else = 0600; // until it has the rights of the other
    auto const beside = before.st_nlink > 1 ? Beside{} : open_beside(path, nobody_else);
    if (beside.file < 0)
        return write_in_place(path, bytes);
    if (takes_after(beside.file, before))
        return fill_and_rename(beside, path, bytes);
    close(beside.file);
    unlink(beside.path.c_str());
    return write_in_place(path, bytes);
}

} // namespace

std::error_code write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const written = write(descriptor, bytes.data(), bytes.size());
        if (written > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (written == 0) {
            return std::make_error_code(std::errc::no_space_on_device);
        } else if (errno == EAGAIN) {
            pollfd waiting{descriptor, POLLOUT, 0};
            poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            return last_error();
        }
    }
    return {};
}

std::error_code write_file(std::string const& path, std::string_view bytes)
{
    struct stat status
    {};
    auto const target = target_of(path);
    if (stat(target.c_str(), &status) == 0)
        return S_ISREG(status.st_mode) ? replace(target, status, bytes) : write_in_place(target, bytes);
    auto const beside = open_beside(target, 0666);
    return beside.file < 0 ? last_error() : fill_and_rename(beside, target, bytes);
}

} // namespace ringside::emu
