// mkstemp(3), fsync(2), rename(2).
#include "emu/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ringside::emu {

namespace {

std::error_code last_error()
{
    return {errno, std::generic_category()};
}

std::error_code write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const written = write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written == 0 ? std::make_error_code(std::errc::no_space_on_device) : last_error();
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

std::error_code write_device(std::string const& path, std::string_view bytes)
{
    int const device = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (device < 0)
        return last_error();
    auto const error = write_all(device, bytes);
    close(device);
    return error;
}

std::error_code fill(int file, std::string_view bytes)
{
    // mkostemp keeps others out; ours is an ordinary file.
    mode_t const mask = umask(0);
    umask(mask);
    if (fchmod(file, 0666 & ~mask) != 0)
        return last_error();
    if (auto const error = write_all(file, bytes))
        return error;
    return fsync(file) != 0 ? last_error() : std::error_code();
}

} // namespace

std::error_code write_file(std::string const& path, std::string_view bytes)
{
    struct stat status
    {};
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
        return write_device(path, bytes);

    std::string beside = path + ".XXXXXX"; // mkstemp(3) fills in the letters
    int const file = mkostemp(beside.data(), O_CLOEXEC);
    if (file < 0)
        return last_error();
    auto error = fill(file, bytes);
    if (close(file) != 0 && !error)
        error = last_error();
    if (!error && std::rename(beside.c_str(), path.c_str()) != 0)
        error = last_error();
    if (error)
        unlink(beside.c_str());
    return error;
}

} // namespace ringside::emu
