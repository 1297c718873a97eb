// The program `ringside`: chooses the command. Without one it opens the window.
#include "emu/command_line/commands.hpp"
#include "emu/command_line/output_stream.hpp"

#include <string_view>

namespace {

using ringside::emu::Arguments;

constexpr char help[] = R"(Usage: ringside [PROGRAM [ARGUMENTS]...]
       ringside COMMAND [OPTIONS] ...

Makes system calls visible: runs a Linux program on an emulated x86-64 machine with its own kernel.
Without a command it opens the window, on a bundled sample when no PROGRAM is given.

  run PROGRAM ...       runs it on this terminal (--strace, --stats, --max-insns ...)
  step PROGRAM ...      steps through it with gdb's words, forwards and backwards
  compare [PROGRAM]     INT 0x80 and SYSCALL side by side, phase by phase
  test FILE|FOLDER...   scripted instruction tests
  shot ... PROGRAM      a picture of the window without a display

Each command has --help.
)";

struct Command
{
    std::string_view name;
    int (*run)(Arguments const&);
};

constexpr Command commands[] = {
    {"run", ringside::emu::run_command},         {"step", ringside::emu::step_command},
    {"compare", ringside::emu::compare_command}, {"test", ringside::emu::test_command},
    {"shot", ringside::gui::shot_command},
};

} // namespace

int main(int count, char** words)
{
    Arguments arguments(words + 1, words + count);
    if (!arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h"))
        return ringside::emu::print(help);
    for (auto const& command : commands)
        if (!arguments.empty() && arguments.front() == command.name)
            return command.run({arguments.begin() + 1, arguments.end()});
    return ringside::gui::window_command(arguments);
}
