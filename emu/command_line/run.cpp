// `ringside run`: the program on this terminal. Its output is ours, its exit status is ours; everything that
// we say goes to stderr or to --log.
#include "emu/command_line/terminal.hpp"
#include "emu/command_line/words.hpp"
#include "emu/place.hpp"
#include "emu/session.hpp"
#include "emu/trace/strace_ends.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

namespace ringside::emu {

namespace {

constexpr uint64_t slice = 4'000'000; // ticks between two looks at the terminal
constexpr int closed_stdout_status = 128 + SIGPIPE;

// Ctrl-C must reach the session from a signal handler, which has no arguments.
std::atomic<Session*> running{nullptr};
std::atomic<bool> interrupted{false};

void on_interrupt(int)
{
    interrupted = true;
    if (auto* session = running.load())
        session->interrupt();
}

// Only what goes to the terminal itself needs its carriage returns.
std::string_view end_of_line(std::FILE* stream)
{
    return stream == stderr && is_terminal(STDERR_FILENO) ? line_end() : "\n";
}

struct RunWords
{
    bool strace = false;
    std::string output;
    bool stats = false;
    std::string most = "0";
    std::string log;
};

struct CloseFile
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

class Runner
{
public:
    Runner(Session& session, std::FILE* strace, std::FILE* log, uint64_t most)
        : session_(session), strace_(strace), log_(log), most_(most),
          terminal_(session.options().console == Console::terminal), idle_at_start_(session.idle_time())
    {}

    int run();
    uint64_t work_done();

private:
    std::optional<int> after(Stopped const& stopped);
    void wait_for_input();
    void take(HostInput const& input);
    bool flush();
    void flush_strace(bool all);
    void flush_log();
    int finish();

    Session& session_;
    std::FILE* strace_; // nullptr: not wanted
    std::FILE* log_;    // nullptr: not wanted
    uint64_t most_;
    bool terminal_;
    uint64_t idle_at_start_;
    bool input_ended_ = false;
    bool control_c_typed_ = false;
    std::size_t strace_lines_ = 0;
    std::size_t log_lines_ = 0;
};

// What --max-insns counts: instructions, iterations of REP and deliveries, but not idle time.
uint64_t Runner::work_done()
{
    return session_.position().time - session_.start().time - (session_.idle_time() - idle_at_start_);
}

int Runner::run()
{
    if (strace_ != nullptr && !session_.exit_state().ended)
        fmt::print(strace_, "{}{}", execve_line(session_), end_of_line(strace_));
    while (true) {
        auto budget = slice;
        if (most_ != 0) {
            auto const done = work_done();
            if (done >= most_) {
                flush();
                say(fmt::format("stopped after {} instructions (--max-insns)", done));
                return instructions_used_up;
            }
            budget = std::min(budget, most_ - done);
        }
        auto const stopped = session_.continue_until({.budget = budget, .wait_for_input = !input_ended_});
        if (!flush())
            return closed_stdout_status;
        if (auto const status = after(stopped))
            return *status;
    }
}

std::optional<int> Runner::after(Stopped const& stopped)
{
    if (session_.exit_state().ended)
        return finish();
    if (interrupted.exchange(false))
        return say("interrupted"), interrupted_status;
    if (stopped.reason == Reason::input)
        wait_for_input();
    else if (terminal_ && !input_ended_)
        take(read_input(0)); // Ctrl-C must reach a program that never reads
    if (control_c_typed_ && interrupted.exchange(false))
        return interrupted_status;
    return {};
}

void Runner::wait_for_input()
{
    using Clock = std::chrono::steady_clock;
    auto const now = session_.position().time;
    auto const next = session_.idle_until();
    auto const forever = next == ~uint64_t{0};
    auto const began = Clock::now();
    auto const input = read_input(forever ? next : next - now);
    if (input.bytes.empty() && !input.ended) {
        if (!interrupted.load())
            session_.idle(next);
        return;
    }
    // As much virtual time has gone by as the host's clock says, up to the guest's next event.
    auto const waited = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - began).count();
    session_.idle(std::min(next, now + static_cast<uint64_t>(waited)));
    take(input);
}

void Runner::take(HostInput const& input)
{
    if (input.ended) {
        input_ended_ = true;
        session_.end_input();
    }
    if (input.bytes.empty())
        return;
    // The first Ctrl-C is the program's to die of; a second one is for us.
    if (terminal_ && input.bytes.find('\x03') != std::string::npos) {
        if (control_c_typed_)
            interrupted = true;
        control_c_typed_ = true;
    }
    session_.type(input.bytes);
}

bool Runner::flush()
{
    auto const text = session_.take_console();
    switch (write_all(STDOUT_FILENO, text)) {
    case Delivery::closed:
        say("standard output was closed, so the run was stopped");
        return false;
    case Delivery::failed:
        say(fmt::format("standard output cannot be written: {}; the run was stopped", std::strerror(errno)));
        return false;
    case Delivery::all:
        break;
    }
    flush_strace(false);
    flush_log();
    return true;
}

// A line is written when its call has returned, so that the file reads as strace's does.
void Runner::flush_strace(bool all)
{
    if (strace_ == nullptr)
        return;
    auto const& lines = session_.calls();
    for (; strace_lines_ < lines.size() && (all || lines[strace_lines_].returned != 0); ++strace_lines_)
        fmt::print(strace_, "{}{}", lines[strace_lines_].text, end_of_line(strace_));
    std::fflush(strace_);
}

void Runner::flush_log()
{
    if (log_ == nullptr)
        return;
    auto const& lines = session_.log();
    for (; log_lines_ < lines.size(); ++log_lines_)
        fmt::print(log_, "{}\n", lines[log_lines_]);
    std::fflush(log_);
}

int Runner::finish()
{
    auto const& end = session_.exit_state();
    flush_strace(true);
    if (strace_ != nullptr) {
        for (auto const& line : end_lines(session_))
            fmt::print(strace_, "{}{}", line, end_of_line(strace_));
        std::fflush(strace_);
    }
    if (end.machine) {
        say(fmt::format("the machine stopped: {}", end.sentence));
        say(fmt::format("at {}", session_.describe(session_.state().rip)));
    } else if (end.sentence.starts_with("killed")) {
        say(fmt::format("the program was {}", end.sentence));
    }
    return end.status;
}

void print_stats(Session& session, uint64_t work, std::chrono::duration<double> host)
{
    auto const position = session.position();
    fmt::print(stderr,
               "ringside: {} instructions of program and kernel, {} ticks of virtual time ({} idle), {} "
               "system calls\n"
               "ringside: {:.3f} s on the host, {:.1f} million ticks a second\n",
               position.instruction, position.time - session.start().time, session.idle_time(), position.trap,
               host.count(), static_cast<double>(work) / host.count() / 1e6);
}

File open_for(std::string const& path, std::FILE*& stream)
{
    if (path.empty())
        return {};
    File file(std::fopen(path.c_str(), "we"));
    stream = file.get();
    return file;
}

} // namespace

int run_command(Arguments const& arguments)
{
    Words words("run", "Runs a static ELF program for x86-64 or i386 Linux on this terminal.\n"
                       "Usage: ringside run [OPTIONS] PROGRAM [ARGUMENTS]...");
    RunWords own;
    words.add_machine_options();
    words.app.add_flag("--strace", own.strace, "System calls in strace's format on stderr");
    words.app.add_option("-o", own.output, "Write --strace there")->type_name("FILE");
    words.app.add_flag("--stats", own.stats, "At the end, what the run took");
    words.app.add_option("--max-insns", own.most, "Stop after so many instructions, with status 124")
        ->type_name("N");
    words.app.add_option("--log", own.log, "The kernel's log and our remarks")->type_name("FILE");
    if (auto const status = words.parse(arguments))
        return *status;
    uint64_t most = 0;
    if (!parse_number(own.most, most))
        return say(fmt::format("\"{}\" is no number of instructions; write --max-insns N", own.most)),
               bad_usage;
    if (words.program.empty())
        return say("no program was given; write ringside run PROGRAM"), bad_usage;

    auto* strace = own.strace ? stderr : nullptr;
    std::FILE* log = nullptr;
    auto const strace_file = open_for(own.output, strace);
    auto const log_file = open_for(own.log, log);
    for (auto const& [path, file] : {std::pair(own.output, strace), std::pair(own.log, log)})
        if (!path.empty() && file == nullptr)
            return say(fmt::format("{}: {}; choose another file", path, std::strerror(errno))), bad_usage;

    // A boot takes about a hundred thousand ticks; a kernel that hangs in it must not outlive the limit by
    // much.
    constexpr uint64_t generous_boot = 5'000'000;
    if (most != 0)
        words.options.boot_limit = std::max(most, generous_boot);
    words.options.history = History::none;
    words.options.follow_calls = strace != nullptr || own.stats;
    words.options.console =
        is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO) ? Console::terminal : Console::pipe;
    signal(SIGPIPE, SIG_IGN);
    auto session = Session::open(words.program, words.options);
    if (!session.ok())
        return say(session.sentence()), bad_usage;
    running = session.value().get();
    struct sigaction action
    {};
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, nullptr);

    auto const began = std::chrono::steady_clock::now();
    int status = 0;
    uint64_t work = 0;
    {
        RawTerminal const raw(words.options.console == Console::terminal);
        Runner runner(*session.value(), strace, log, most);
        status = runner.run();
        work = runner.work_done();
    }
    running = nullptr;
    if (own.stats)
        print_stats(*session.value(), work, std::chrono::steady_clock::now() - began);
    return status;
}

} // namespace ringside::emu
