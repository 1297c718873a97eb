// `ringside run`: the program on this terminal. Its output is ours, its exit status is ours; everything that
// we say goes to stderr or to --log.
#include "emu/command_line/output_stream.hpp"
#include "emu/command_line/terminal.hpp"
#include "emu/command_line/words.hpp"
#include "emu/place.hpp"
#include "emu/session.hpp"
#include "emu/trace/strace_ends.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>

namespace ringside::emu {

namespace {

constexpr uint64_t slice = 4'000'000;            // ticks between two looks at the terminal
constexpr int unwritable_status = 128 + SIGPIPE; // a stream of ours was closed or is full

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
std::string_view end_of_line(OutputStream const& stream)
{
    return stream.is(STDERR_FILENO) && is_terminal(STDERR_FILENO) ? line_end() : "\n";
}

struct RunWords
{
    bool strace = false;
    std::string output;
    bool stats = false;
    std::string most = "0";
    std::string log;
};

// Where the run's own words go, besides stderr.
struct Records
{
    OutputStream strace;
    OutputStream log;

    OutputStream const* first_failed() const
    {
        return strace.failed() ? &strace : log.failed() ? &log : nullptr;
    }
};

class Runner
{
public:
    Runner(Session& session, Records& records, uint64_t most)
        : session_(session), records_(records), most_(most),
          terminal_(session.options().console == Console::terminal), idle_at_start_(session.idle_time())
    {}

    int run();
    uint64_t work_done();

private:
    std::optional<int> after(Stopped const& stopped);
    void wait_for_input();
    void take(HostInput const& input);
    bool flush();
    bool flush_records();
    void flush_strace();
    void flush_log();
    int finish();

    Session& session_;
    Records& records_;
    uint64_t most_;
    bool terminal_;
    uint64_t idle_at_start_;
    bool input_ended_ = false;
    bool control_c_typed_ = false;
    OutputStream stdout_{STDOUT_FILENO, "standard output"};
    std::size_t log_lines_ = 0;
};

// What --max-insns counts: instructions, iterations of REP and deliveries, but not idle time.
uint64_t Runner::work_done()
{
    return session_.position().time - session_.start().time - (session_.idle_time() - idle_at_start_);
}

int Runner::run()
{
    auto& strace = records_.strace;
    if (strace.wanted() && !session_.exit_state().ended)
        strace.write(fmt::format("{}{}", execve_line(session_), end_of_line(strace)));
    while (true) {
        auto budget = slice;
        if (most_ != 0) {
            auto const done = work_done();
            if (done >= most_) {
                if (!flush())
                    return unwritable_status;
                say(fmt::format("stopped after {} instructions (--max-insns)", done));
                return instructions_used_up;
            }
            budget = std::min(budget, most_ - done);
        }
        auto const stopped = session_.continue_until({.budget = budget, .wait_for_input = !input_ended_});
        if (!flush())
            return unwritable_status;
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
        return say("interrupted"), interrupted_status;
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
    stdout_.write(session_.take_console());
    if (stdout_.failed()) {
        say(fmt::format("{}, so the run was stopped", stdout_.failure()));
        return false;
    }
    return flush_records();
}

bool Runner::flush_records()
{
    flush_strace();
    flush_log();
    auto const* failed = records_.first_failed();
    if (failed != nullptr)
        say(fmt::format("{}, so the run was stopped", failed->failure()));
    return failed == nullptr;
}

// A line is written when its call has returned, so that the file reads as strace's does.
void Runner::flush_strace()
{
    auto& strace = records_.strace;
    if (!strace.wanted())
        return;
    std::string text;
    for (auto const& line : session_.take_calls())
        text += fmt::format("{}{}", line.text, end_of_line(strace));
    strace.write(text);
}

void Runner::flush_log()
{
    if (!records_.log.wanted())
        return;
    auto const& lines = session_.log();
    std::string text;
    for (; log_lines_ < lines.size(); ++log_lines_)
        text += fmt::format("{}\n", lines[log_lines_]);
    records_.log.write(text);
}

int Runner::finish()
{
    auto const& end = session_.exit_state();
    auto& strace = records_.strace;
    if (strace.wanted())
        for (auto const& line : end_lines(session_))
            strace.write(fmt::format("{}{}", line, end_of_line(strace)));
    if (strace.failed())
        return say(strace.failure()), unwritable_status;
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
    say(fmt::format("{} instructions of program and kernel, {} ticks of virtual time ({} idle), {} system "
                    "calls",
                    position.instruction, position.time - session.start().time, session.idle_time(),
                    position.trap));
    say(fmt::format("{:.3f} s on the host, {:.1f} million ticks a second", host.count(),
                    static_cast<double>(work) / host.count() / 1e6));
}

// Both are there before either loses what it held.
Outcome<Records> open_records(RunWords const& words)
{
    Records records;
    if (words.strace && words.output.empty())
        records.strace = OutputStream(STDERR_FILENO, "standard error");
    for (auto const& [path, stream] :
         {std::pair(&words.output, &records.strace), std::pair(&words.log, &records.log)}) {
        if (path->empty())
            continue;
        auto opened = OutputStream::open(*path);
        if (!opened.ok())
            return opened.refusal();
        *stream = std::move(opened.value());
    }
    records.strace.begin();
    records.log.begin();
    return records;
}

// The status to end with: what only the files' end tells may change it.
int closed(Records& records, int status)
{
    if (records.first_failed() != nullptr)
        return status; // has been said, and has stopped the run
    records.strace.close();
    records.log.close();
    auto const* failed = records.first_failed();
    if (failed == nullptr)
        return status;
    say(failed->failure());
    return unwritable_status;
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

    // A boot takes about a hundred thousand ticks; a kernel that hangs in it must not outlive the limit by
    // much.
    constexpr uint64_t generous_boot = 5'000'000;
    if (most != 0)
        words.options.boot_limit = std::max(most, generous_boot);
    words.options.history = History::none;
    words.options.calls = own.strace || !own.output.empty() ? Calls::worded
                          : own.stats                       ? Calls::counted
                                                            : Calls::ignored;
    words.options.console =
        is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO) ? Console::terminal : Console::pipe;
    signal(SIGPIPE, SIG_IGN);
    end_when_interrupted(); // a kernel may never come to the program
    auto session = Session::open(words.program, words.options);
    if (!session.ok())
        return say(session.sentence()), bad_usage;
    auto records = open_records(own);
    if (!records.ok())
        return say(records.sentence()), bad_usage;
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
        Runner runner(*session.value(), records.value(), most);
        status = runner.run();
        work = runner.work_done();
    }
    running = nullptr;
    status = closed(records.value(), status);
    if (own.stats)
        print_stats(*session.value(), work, std::chrono::steady_clock::now() - began);
    return status;
}

} // namespace ringside::emu
