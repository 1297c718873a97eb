// PNG by stb_image_write, which is in a library of its own on Debian. The bytes go to a new file beside the
// goal, are checked to have reached it, and take its name at the end. rename(2).
#include "gui/platform/pixels.hpp"

#include <stb/stb_image_write.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ringside::gui {

namespace {

void append(void* context, void* data, int size)
{
    auto& bytes = *static_cast<std::string*>(context);
    bytes.append(static_cast<char const*>(data), static_cast<std::size_t>(size));
}

bool write_all(int file, std::string const& bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto const written = write(file, bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += static_cast<std::size_t>(written);
    }
    return true;
}

emu::Refusal cannot_write(std::string const& path)
{
    return {"the picture " + path + " could not be written: " + std::strerror(errno)};
}

} // namespace

emu::Outcome<void> write_png(Pixels const& pixels, std::string const& path)
{
    std::string bytes;
    if (stbi_write_png_to_func(append, &bytes, pixels.width, pixels.height, 4, pixels.bytes.data(),
                               4 * pixels.width) == 0)
        return emu::Refusal{"the picture " + path + " could not be packed"};

    // A pipe or a device is written as it is: there is nothing beside it.
    struct stat status
    {};
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
        int const device = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (device < 0)
            return cannot_write(path);
        emu::Outcome<void> const outcome =
            write_all(device, bytes) ? emu::Outcome<void>() : emu::Outcome<void>(cannot_write(path));
        close(device);
        return outcome;
    }

    std::string beside = path + ".XXXXXX";
    int const file = mkstemp(beside.data());
    if (file < 0)
        return cannot_write(path);
    // mkstemp keeps others out; a picture is an ordinary file.
    mode_t const mask = umask(0);
    umask(mask);
    bool good = fchmod(file, 0666 & ~mask) == 0 && write_all(file, bytes) && fsync(file) == 0;
    int const error = errno;
    good = close(file) == 0 && good;
    if (good && rename(beside.c_str(), path.c_str()) == 0)
        return {};
    if (!good)
        errno = error;
    emu::Refusal const refusal = cannot_write(path);
    unlink(beside.c_str());
    return refusal;
}

} // namespace ringside::gui
