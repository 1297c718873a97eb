// open(2), ftruncate(2), close(2).
#include "emu/command_line/output_stream.hpp"

#include "emu/boot/program.hpp"
#include "emu/command_line/words.hpp"
#include "emu/output_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ringside::emu {

namespace {

std::error_code last_error()
{
    return {errno, std::generic_category()};
}

} // namespace

OutputStream::OutputStream(OutputStream&& other) noexcept
{
    *this = std::move(other);
}

OutputStream& OutputStream::operator=(OutputStream&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    std::swap(is_ours_, other.is_ours_);
    std::swap(name_, other.name_);
    std::swap(error_, other.error_);
    return *this;
}

OutputStream::~OutputStream()
{
    close();
}

Outcome<OutputStream> OutputStream::open(std::string const& path)
{
    constexpr mode_t rights = 0666; // less those of umask(2)
    int const descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, rights);
    if (descriptor < 0)
        return Refusal{fmt::format("{}: {}; choose another file", path, last_error().message())};
    OutputStream stream(descriptor, printable(path));
    stream.is_ours_ = true;
    return stream;
}

void OutputStream::begin()
{
    struct stat status
    {};
    if (is_ours_ && fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode) &&
        ftruncate(descriptor_, 0) != 0 && !error_)
        error_ = last_error();
}

void OutputStream::write(std::string_view text)
{
    if (wanted() && !error_)
        error_ = write_all(descriptor_, text);
}

void OutputStream::close()
{
    if (is_ours_ && ::close(descriptor_) != 0 && !error_)
        error_ = last_error();
    is_ours_ = false;
    descriptor_ = -1;
}

std::string OutputStream::failure() const
{
    bool const closed = error_ == std::errc::broken_pipe || error_ == std::errc::bad_file_descriptor;
    return closed ? fmt::format("{} was closed", name_)
                  : fmt::format("{} cannot be written: {}", name_, error_.message());
}

int print(std::string_view text)
{
    OutputStream stream(STDOUT_FILENO, "standard output");
    stream.write(text);
    if (!stream.failed())
        return 0;
    say(stream.failure());
    return 1;
}

} // namespace ringside::emu
