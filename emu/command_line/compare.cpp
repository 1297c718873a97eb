// `ringside compare`: one request by several paths, phase by phase, as a table or as JSON.
#include "emu/boot/program.hpp"
#include "emu/command_line/compare_extras.hpp"
#include "emu/command_line/terminal.hpp"
#include "emu/command_line/words.hpp"
#include "emu/compare/report.hpp"
#include "emu/place.hpp"
#include "programs/bundled.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace ringside::emu {

namespace {

constexpr std::string_view known_paths[] = {"int80", "int80-32", "syscall"};
constexpr std::string_view known_requests[] = {"getpid", "time", "write"};

std::vector<std::string> split_at_commas(std::string const& text)
{
    std::vector<std::string> list;
    std::istringstream stream(text);
    for (std::string item; std::getline(stream, item, ',');)
        if (!item.empty())
            list.push_back(item);
    return list;
}

template <std::size_t N>
bool is_one_of(std::string_view word, std::string_view const (&list)[N])
{
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

unsigned terminal_columns()
{
    constexpr unsigned plain = 80;
    if (auto const* columns = std::getenv("COLUMNS")) {
        uint64_t number = 0;
        if (parse_number(columns, number) && number >= 40 && number < 10'000)
            return static_cast<unsigned>(number);
    }
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return plain;
}

Outcome<Measured> measure_session(Outcome<std::unique_ptr<Session>> session, std::string const& path)
{
    if (!session.ok())
        return session.refusal();
    auto measured = measure(*session.value());
    if (measured.ok())
        measured.value().path = path;
    return measured;
}

// The path that a program of the user's own takes: by the instruction that its request executes.
std::string path_of(Program const& program, Measured const& measured)
{
    auto const& steps = measured[Phase::hardware_entry].steps;
    if (std::find(steps.begin(), steps.end(), cpu::Step::save_rcx) != steps.end())
        return program.is_64 ? "syscall" : "syscall32";
    if (std::find(steps.begin(), steps.end(), cpu::Step::check_sysenter_cs) != steps.end())
        return "sysenter";
    if (std::find(steps.begin(), steps.end(), cpu::Step::read_gate) != steps.end())
        return program.is_64 ? "int80" : "int80-32";
    return "call";
}

} // namespace

int compare_command(Arguments const& arguments)
{
    Words words("compare",
                "Makes one request by several trap paths and shows what each phase takes.\n"
                "Usage: ringside compare [OPTIONS] [PROGRAM [ARGUMENTS]...]\n"
                "A PROGRAM of your own is measured between its symbols path_begin and path_end; without "
                "them, round the innermost function call of a system call.");
    std::string paths = "int80,syscall";
    std::string request = "getpid";
    bool json = false;
    words.add_machine_options();
    words.app.add_option("--paths", paths, "int80, int80-32, syscall, with commas (int80,syscall)")
        ->type_name("LIST");
    words.app.add_option("--request", request, "getpid, time or write (getpid)")->type_name("NAME");
    words.app.add_flag("--json", json, "The figures as one JSON object (docs/formats)");
    CompareExtras extras;
    extras.add_options(words.app);
    if (auto const status = words.parse(arguments))
        return *status;
    if (auto const ready = extras.prepare(); !ready.ok())
        return say(ready.sentence()), bad_usage;
    if (!is_one_of(request, known_requests))
        return say(fmt::format("there is no request \"{}\"; write --request getpid, time or write", request)),
               bad_usage;
    auto const wanted = split_at_commas(paths);
    for (auto const& path : wanted)
        if (!is_one_of(path, known_paths))
            return say(fmt::format(
                       "there is no path \"{}\" here; write --paths with int80, int80-32, syscall", path)),
                   bad_usage;
    if (wanted.empty())
        return say("no path was named; write --paths int80,syscall"), bad_usage;

    words.options.history = History::none;
    words.options.follow_calls = false;
    signal(SIGPIPE, SIG_IGN);
    std::vector<Measured> measured;
    auto const add = [&](Outcome<Measured> one) {
        if (!one.ok())
            return say(one.sentence()), false;
        measured.push_back(std::move(one.value()));
        return true;
    };
    if (!words.program.empty()) {
        auto const program = read_program(words.program);
        if (!program.ok())
            return say(program.sentence()), bad_usage;
        if (!add(measure_session(Session::open(words.program, words.options), "")))
            return bad_usage;
        measured.back().path = path_of(program.value(), measured.back());
        request = words.program;
    }
    for (std::size_t i = 0; words.program.empty() && i < wanted.size(); ++i) {
        auto const sample = find_request_program(wanted[i], request);
        if (sample.file.empty())
            return say(fmt::format("there is no sample for {} by {}", request, wanted[i])), bad_usage;
        if (!add(measure_session(Session::open(std::string(sample.name), sample.file, words.options),
                                 wanted[i])))
            return bad_usage;
    }
    if (!extras.finish(printable(request), measured))
        return bad_usage;
    auto const text = json ? comparison_json(printable(request), measured)
                           : comparison_table(printable(request), measured, terminal_columns());
    if (write_all(STDOUT_FILENO, extras.added_to(text, measured, json)) != Delivery::all)
        return say("standard output was closed"), 1;
    return 0;
}

} // namespace ringside::emu
