// The words after a command: its own options, then the program with its arguments. What is common to run,
// step and compare is read here. Read next: run.cpp.
#pragma once

#include "emu/command_line/commands.hpp"
#include "emu/options.hpp"
#include "emu/outcome.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace ringside::emu {

inline constexpr int bad_usage = 2;
inline constexpr int instructions_used_up = 124;
inline constexpr int interrupted_status = 130;

// Says a sentence on stderr, with our prefix and without control characters. Where stderr is closed or full
// nobody is there to be told: the exit status still tells.
void say(std::string_view sentence);

// A CLI11 parser that stops at the program, so that the program's arguments stay its own.
class Words
{
public:
    Words(std::string const& command, std::string const& description);

    CLI::App app;
    Options options;
    std::string program; // "" if none was given

    // The options that decide a run: --memory, --env, --append ...
    void add_machine_options();
    // An exit status if there is nothing left to do: after --help, or an error, which has been said.
    std::optional<int> parse(Arguments const& arguments);

private:
    std::string memory_ = "256";
    std::string vendor_ = "intel";
    std::string syntax_ = "intel";
    std::string seed_ = "1";
    std::vector<std::string> files_;
    std::string root_;
    bool no_rings_ = false;
    bool has_machine_options_ = false;

    Outcome<void> understand();
    Outcome<void> take_program(std::vector<std::string> rest);
};

} // namespace ringside::emu
