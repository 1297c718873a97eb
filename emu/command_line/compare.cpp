// `ringside compare`: one request by several paths, phase by phase, as a table or as JSON.
#include "emu/boot/program.hpp"
#include "emu/command_line/compare_extras.hpp"
#include "emu/command_line/output_stream.hpp"
#include "emu/command_line/terminal.hpp"
#include "emu/command_line/words.hpp"
#include "emu/compare/paths.hpp"
#include "emu/compare/report.hpp"
#include "emu/place.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>

namespace ringside::emu {

namespace {

std::vector<std::string> split_at_commas(std::string const& text)
{
    std::vector<std::string> list;
    std::istringstream stream(text);
    for (std::string item; std::getline(stream, item, ',');)
        if (!item.empty())
            list.push_back(item);
    return list;
}

bool is_one_of(std::string_view word, std::span<std::string_view const> list)
{
    return std::find(list.begin(), list.end(), word) != list.end();
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

Outcome<Measured> measure_session(Outcome<std::unique_ptr<Session>> session)
{
    if (!session.ok())
        return session.refusal();
    return measure(*session.value());
}

constexpr std::string_view name_of(cpu::Vendor vendor)
{
    return vendor == cpu::Vendor::amd ? "amd" : "intel";
}

// One bundled sample, on the processor that has its path unless a vendor was asked for.
Outcome<Measured> measure_sample(std::string const& path, std::string const& request, Options options,
                                 bool vendor_given)
{
    auto const program = request_program(path, request);
    if (!program.ok())
        return program.refusal();
    auto const& sample = program.value();
    if (auto const vendor = only_vendor(path)) {
        if (vendor_given && options.model.vendor != *vendor)
            return Refusal{fmt::format("--vendor {} has no {}; it is there with --vendor {}",
                                       name_of(options.model.vendor), path, name_of(*vendor))};
        options.model.vendor = *vendor;
    }
    auto measured = measure_session(Session::open(std::string(sample.name), sample.file, options));
    if (measured.ok() && measured.value().path != path)
        return Refusal{fmt::format("the request of {} went by {} here, not by {}", sample.name,
                                   measured.value().path, path)};
    if (measured.ok()) {
        measured.value().is_sample = true;
        measured.value().has_request = carries_request(path);
    }
    return measured;
}

Colour colour_here()
{
    return is_terminal(STDOUT_FILENO) && std::getenv("NO_COLOR") == nullptr ? Colour::terminal : Colour::none;
}

} // namespace

int compare_command(Arguments const& arguments)
{
    Words words("compare",
                "Makes one request by several paths and shows what each phase takes, and what each path does "
                "not do.\n"
                "Usage: ringside compare [OPTIONS] [PROGRAM [ARGUMENTS]...]\n"
                "A PROGRAM of your own is measured between its symbols path_begin and path_end; without "
                "them, round the innermost function call of a system call. --with FILE puts another one "
                "beside it.");
    std::vector<std::string> others;
    std::string paths = "int80,syscall";
    std::string request = "getpid";
    bool json = false;
    words.add_machine_options();
    words.app
        .add_option(
            "--paths", paths,
            "With commas: call vdso vsyscall syscall syscall32 sysenter int80 int80-32 pf ud timer ring "
            "(int80,syscall). With a PROGRAM: the paths that it may take")
        ->type_name("LIST");
    words.app.add_option("--with", others, "Another program to compare PROGRAM with; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false);
    words.app.add_option("--request", request, "getpid, time or write (getpid)")->type_name("NAME");
    words.app.add_flag("--json", json, "The figures as one JSON object (docs/formats)");
    CompareExtras extras;
    extras.add_options(words.app);
    if (auto const status = words.parse(arguments))
        return *status;
    if (auto const ready = extras.prepare(); !ready.ok())
        return say(ready.sentence()), bad_usage;
    if (!is_one_of(request, known_requests()))
        return say(fmt::format("there is no request \"{}\"; write --request getpid, time or write", request)),
               bad_usage;
    auto const wanted = split_at_commas(paths);
    for (auto const& path : wanted)
        if (!is_one_of(path, known_paths()))
            return say(fmt::format("there is no path \"{}\"; write --paths with {}", path,
                                   fmt::join(known_paths(), ", "))),
                   bad_usage;
    if (wanted.empty())
        return say("no path was named; write --paths int80,syscall"), bad_usage;

    words.options.history = History::none;
    words.options.calls = Calls::ignored;
    signal(SIGPIPE, SIG_IGN);
    end_when_interrupted();
    std::vector<Measured> measured;
    std::vector<Unavailable> unavailable;
    auto const add = [&](std::string const& path, Outcome<Measured> one) {
        if (one.ok())
            return measured.push_back(std::move(one.value()));
        say(one.sentence());
        unavailable.push_back({path, one.sentence()});
    };
    if (words.program.empty() && !others.empty())
        return say("--with needs a PROGRAM to compare with"), bad_usage;
    if (!words.program.empty()) {
        others.insert(others.begin(), words.program);
        request = words.program;
    }
    for (auto const& program : others) {
        add(program, measure_session(Session::open(program, words.options)));
        if (!unavailable.empty())
            return bad_usage;
        auto const& path = measured.back().path;
        if (words.app.count("--paths") != 0 && std::find(wanted.begin(), wanted.end(), path) == wanted.end())
            return say(fmt::format("{} makes its request by {}, not by {}", program, path, paths)), bad_usage;
    }
    // What there is is shown also where something else is not there.
    for (std::size_t i = 0; others.empty() && i < wanted.size(); ++i)
        add(wanted[i], measure_sample(wanted[i], request, words.options, words.app.count("--vendor") != 0));
    if (measured.empty())
        return bad_usage;
    if (!extras.finish(printable(request), measured, unavailable))
        return bad_usage;
    auto const text = json
                          ? comparison_json(printable(request), measured, unavailable)
                          : comparison_table(printable(request), measured, terminal_columns(), colour_here());
    return print(extras.added_to(text, measured, json));
}

} // namespace ringside::emu
