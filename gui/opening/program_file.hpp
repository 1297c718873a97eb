// The program's file and how it is run, so that it can be opened again. Read next: same_place.hpp,
// ../driver/opening.cpp.
#pragma once

#include "emu/session.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ringside::gui {

class ProgramFile
{
public:
    using Clock = std::chrono::steady_clock;

    ProgramFile() = default; // none: a sample inside the binary never changes
    ProgramFile(std::string path, emu::Options options);

    std::string const& path() const { return path_; }
    emu::Outcome<std::unique_ptr<emu::Session>> open() const;

    // Whether the file is another one than when it was last found changed, and stays so: while a compiler
    // still writes it, it is not looked at. Looks at the disk twice a second at most.
    bool has_changed(Clock::time_point now);

private:
    struct Stamp
    {
        std::filesystem::file_time_type time{};
        std::uintmax_t size = 0;
        bool operator==(Stamp const&) const = default;
    };
    std::optional<Stamp> stamp() const; // nothing while there is no such file

    std::string path_;
    emu::Options options_{};
    std::optional<Stamp> known_;
    std::optional<Stamp> seen_; // at the last look
    Clock::time_point next_look_{};
};

} // namespace ringside::gui
