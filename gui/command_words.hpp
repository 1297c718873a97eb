// The words after `ringside` and `ringside shot`: their own options, the program and its arguments.
// Read next: window_command.cpp, shot_command.cpp.
#pragma once

#include "emu/outcome.hpp"
#include "emu/session.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

struct Size
{
    int width = 1280;
    int height = 800;
};

struct CommandWords
{
    Size size{};
    std::string at = "start";
    std::string panel = "window";
    std::string output;
    std::string report;
    std::string language;
    bool help = false;
    std::string program; // empty: none was named
    emu::Options options{};
};

// Options come before the program; what follows the program is the guest's.
emu::Outcome<CommandWords> parse_words(std::vector<std::string> const& words, bool for_picture);

// The named program, or the bundled sample where none is named.
emu::Outcome<std::unique_ptr<emu::Session>> open_session(CommandWords const& words);

// --lang, then LC_ALL, LC_MESSAGES and LANG, as gettext chooses.
std::string language_of(CommandWords const& words);

} // namespace ringside::gui
