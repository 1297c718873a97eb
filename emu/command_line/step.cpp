// `ringside step`: the terminal debugger, by hand or by script. Scripts need no terminal and print the same
// every time; the first line that is refused ends them with status 2.
#include "emu/command_line/debugger.hpp"
#include "emu/command_line/line_editor.hpp"
#include "emu/command_line/output_stream.hpp"
#include "emu/command_line/terminal.hpp"
#include "emu/command_line/words.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

namespace ringside::emu {

namespace {

std::atomic<Session*> stepping{nullptr};

void on_interrupt(int)
{
    if (auto* session = stepping.load())
        session->interrupt();
}

// Answers and the program's output in the order in which they come.
class TerminalOutput : public DebuggerOutput
{
public:
    void answer(std::string_view text) override
    {
        constexpr std::size_t much = 1u << 16;
        held_ += text;
        if (held_.size() >= much)
            flush();
    }
    void console(std::string_view bytes) override
    {
        answer(bytes);
        flush(); // a program may go on for long
    }
    void flush()
    {
        stream_.write(held_);
        held_.clear();
    }
    // Whether all went out. The first failure is said once.
    bool is_whole()
    {
        if (stream_.failed() && !said_)
            say(stream_.failure());
        said_ = stream_.failed();
        return !said_;
    }

private:
    OutputStream stream_{STDOUT_FILENO, "standard output"};
    std::string held_; // one write(2) for a command
    bool said_ = false;
};

constexpr int not_written = 1;

// gdb's -ex is not of the kind that CLI11 knows: it becomes --ex where it stands before the program.
Arguments with_long_names(Words& words, Arguments arguments)
{
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto& word = arguments[i];
        if (word == "-ex")
            word = "--ex";
        if (word.empty() || word.front() != '-' || word == "--")
            break;
        for (auto const* option : words.app.get_options())
            if (option->check_name(word) && option->get_expected_max() > 0 && option->get_type_size() > 0)
                ++i;
    }
    return arguments;
}

Outcome<std::vector<std::string>> script_lines(std::vector<std::string> const& commands,
                                               std::vector<std::string> const& files)
{
    std::vector<std::string> lines;
    for (auto const& path : files) {
        std::ifstream file(path);
        if (!file)
            return Refusal{fmt::format("{}: the script cannot be read; check its name", path)};
        for (std::string line; std::getline(file, line);)
            if (line.find_first_not_of(" \t\r") != std::string::npos)
                lines.push_back(line);
    }
    lines.insert(lines.end(), commands.begin(), commands.end());
    return lines;
}

// One line and its answer; nothing: it went well.
std::optional<int> execute(Debugger& debugger, TerminalOutput& output, std::string const& line)
{
    auto const done = debugger.execute(line);
    output.flush();
    if (!done.ok())
        say(done.sentence());
    if (!output.is_whole())
        return not_written;
    return done.ok() ? std::nullopt : std::optional(bad_usage);
}

int converse(Debugger& debugger, TerminalOutput& output)
{
    LineEditor editor;
    while (!debugger.quit()) {
        auto const line = editor.next();
        if (!line)
            break;
        auto const status = execute(debugger, output, *line);
        if (status && (*status == not_written || !is_terminal(STDIN_FILENO)))
            return *status;
    }
    return 0;
}

} // namespace

int step_command(Arguments const& arguments)
{
    Words words("step",
                "Steps through a program with gdb's words, forwards and backwards, down to the micro-step.\n"
                "Usage: ringside step [OPTIONS] PROGRAM [ARGUMENTS]...");
    std::vector<std::string> commands;
    std::vector<std::string> files;
    bool batch = false;
    words.add_machine_options();
    words.app.add_option("--ex", commands, "Execute a command (also -ex); may be repeated")
        ->type_name("COMMAND")
        ->allow_extra_args(false);
    words.app.add_option("-x,--command", files, "Execute the commands of a file")
        ->type_name("FILE")
        ->allow_extra_args(false);
    words.app.add_flag("--batch", batch, "Leave after the scripts");
    if (auto const status = words.parse(with_long_names(words, arguments)))
        return *status;
    if (words.program.empty())
        return say("no program was given; write ringside step PROGRAM"), bad_usage;
    auto const lines = script_lines(commands, files);
    if (!lines.ok())
        return say(lines.sentence()), bad_usage;
    signal(SIGPIPE, SIG_IGN);
    end_when_interrupted();
    auto opened = Session::open(words.program, words.options);
    if (!opened.ok())
        return say(opened.sentence()), bad_usage;
    auto& session = *opened.value();
    stepping = &session;
    struct sigaction action
    {};
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, nullptr);

    TerminalOutput output;
    Debugger debugger(session, output);
    auto status = 0;
    if (lines.value().empty())
        debugger.show_position();
    output.flush();
    for (auto const& line : lines.value()) {
        status = execute(debugger, output, line).value_or(0);
        if (status != 0 || debugger.quit())
            break;
    }
    auto const by_script = !lines.value().empty();
    if (status == 0 && !debugger.quit() && !batch && !(by_script && !is_terminal(STDIN_FILENO)))
        status = converse(debugger, output);
    stepping = nullptr;
    output.flush();
    if (!output.is_whole())
        status = not_written;
    return status != 0 || !session.exit_state().ended ? status : session.exit_state().status;
}

} // namespace ringside::emu
