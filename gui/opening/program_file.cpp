// A file is ready when two looks in a row see the same. Next: program_file.hpp.
#include "gui/opening/program_file.hpp"

#include <utility>

namespace ringside::gui {

namespace {

constexpr auto between_looks = std::chrono::milliseconds(500);

} // namespace

ProgramFile::ProgramFile(std::string path, emu::Options options)
    : path_(std::move(path)), options_(std::move(options)), known_(stamp()), seen_(known_)
{}

emu::Outcome<std::unique_ptr<emu::Session>> ProgramFile::open() const
{
    return emu::Session::open(path_, options_);
}

bool ProgramFile::has_changed(Clock::time_point now)
{
    if (path_.empty() || now < next_look_)
        return false;
    next_look_ = now + between_looks;
    auto const last = std::exchange(seen_, stamp());
    if (!seen_ || seen_ != last || seen_ == known_)
        return false;
    known_ = seen_;
    return true;
}

std::optional<ProgramFile::Stamp> ProgramFile::stamp() const
{
    std::error_code failed;
    Stamp stamp{std::filesystem::last_write_time(path_, failed), 0};
    if (!failed)
        stamp.size = std::filesystem::file_size(path_, failed);
    return failed ? std::nullopt : std::optional(stamp);
}

} // namespace ringside::gui
