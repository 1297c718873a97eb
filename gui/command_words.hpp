// The words after `ringside` and `ringside shot`: their own options, the machine's, the program and its
// arguments. Read next: window_command.cpp, shot_command.cpp.
#pragma once

#include "emu/command_line/commands.hpp"
#include "emu/compare/measure.hpp"
#include "emu/outcome.hpp"
#include "emu/session.hpp"
#include "gui/choices.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

inline constexpr int bad_usage = 2;   // nothing was started
inline constexpr int not_written = 1; // or not shown any more

struct Size
{
    int width = 1280;
    int height = 800;
};

struct CommandWords
{
    Size size{};
    std::string at; // empty: at the beginning
    std::string panel = "window";
    std::string view = "single";
    std::string theme; // empty: as the configuration says, else dark
    std::string unit = "micro";
    unsigned steps = 0; // so many pictures more, one for each step
    bool projector = false;
    std::string output;
    std::string report;
    std::string language;
    std::string program;            // empty: none was named
    std::vector<std::string> paths; // of the compare view; empty: it finds its machines itself
    std::string request = "getpid"; // that they make
    std::string with;               // of the compare view: the program that stands beside the first
    emu::Options options{};
};

enum class CommandKind : uint8_t
{
    window,
    shot,
};

// Options come before the program; what follows the program is the guest's. An exit status if there is
// nothing left to do: after --help, or an error, which has been said.
std::optional<int> parse_words(emu::Arguments const& arguments, CommandKind kind, CommandWords& words);

// The named program, or the bundled sample where none is named.
emu::Outcome<std::unique_ptr<emu::Session>> open_session(CommandWords const& words);

// --lang, then LC_ALL, LC_MESSAGES and LANG, as gettext chooses.
std::string language_of(CommandWords const& words);

// What they choose for the window. A refusal says which words there are.
emu::Outcome<Choices> choices_of(CommandWords const& words, Choices choices);

// Two bundled machines for the compare view, and the moment at which it opens.
struct ComparedPair
{
    std::array<std::string, 2> paths;
    std::string request;
    emu::Phase phase = emu::Phase::setup;
    uint64_t steps = 0; // done of it
};
// Nothing if none were asked for. With them --at names a phase: hardware_entry, hardware_entry.15.
emu::Outcome<std::optional<ComparedPair>> pair_of(CommandWords const& words);

// Says why on stderr and hands the status on.
int refuse(std::string const& sentence, int status);

} // namespace ringside::gui
