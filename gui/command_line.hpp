// The window's command line: the words of `ringside step`, executed by the same debugger, and a few of the
// window's own. Read next: driver/line.cpp.
#pragma once

#include "emu/command_line/debugger.hpp"
#include "gui/line_field.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ringside::gui {

// What the debugger says, kept until it is shown. The program's own output is in the console panel already.
class KeptAnswer : public emu::DebuggerOutput
{
public:
    void answer(std::string_view text) override;
    void console(std::string_view) override {}
    std::string take() { return std::exchange(text_, {}); }

private:
    std::string text_;
};

struct CommandLine
{
    enum class Purpose
    {
        command,
        address, // the code panel goes there
    };

    explicit CommandLine(emu::Session& session) : debugger(session, kept) {}

    Purpose purpose = Purpose::command;
    LineField field{};
    KeptAnswer kept{};
    emu::Debugger debugger;
    std::string executed{}; // the line that is answered
    std::string answer{};
    bool refused = false;

    // What the thread that executes a line leaves for the window.
    struct Done
    {
        std::string answer;
        bool refused = false;
        bool quit = false;
    };
    std::optional<Done> done{};
};

} // namespace ringside::gui
