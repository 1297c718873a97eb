// The options of the machine are the ones that every command shares. Next: emu/command_line/words.hpp.
#include "gui/command_words.hpp"

#include "emu/command_line/words.hpp"
#include "emu/compare/paths.hpp"
#include "gui/frame.hpp"
#include "gui/settings.hpp"
#include "programs/bundled.hpp"

#include <array>
#include <cstdlib>
#include <utility>

namespace ringside::gui {

namespace {

constexpr std::string_view default_sample = "hello_syscall";
constexpr int least_pixels = 64;
constexpr int greatest_pixels = 8192;

std::optional<Size> parse_size(std::string const& text)
{
    auto const cross = text.find('x');
    uint64_t width = 0;
    uint64_t height = 0;
    if (cross == std::string::npos || !emu::parse_number(text.substr(0, cross), width) ||
        !emu::parse_number(text.substr(cross + 1), height))
        return std::nullopt;
    if (width < least_pixels || width > greatest_pixels || height < least_pixels || height > greatest_pixels)
        return std::nullopt;
    return Size{static_cast<int>(width), static_cast<int>(height)};
}

// A picture's size may also be the very last thing on the line, behind the program's arguments.
void take_size_at_end(std::vector<std::string>& arguments, std::string& size)
{
    if (arguments.size() < 2 || arguments[arguments.size() - 2] != "--size")
        return;
    size = arguments.back();
    arguments.resize(arguments.size() - 2);
}

void add_options(CLI::App& app, CommandKind kind, CommandWords& words, std::string& size)
{
    app.add_option("--size", size, "Of the window in pixels (1280x800)")->type_name("WxH");
    app.add_option("--lang", words.language, "Language of the window (LANG)")->type_name("NAME");
    app.add_option("--theme", words.theme, "dark, light or greyscale")->type_name("NAME");
    app.add_option("--view", words.view, "single, compare or tables")->type_name("NAME");
    app.add_flag("--projector", words.projector, "Letters for the last row: always 132 x 34 cells");
    app.add_option("--at", words.at,
                   "Where in the run: start, trap:N, trap:N.M, insn:N; with --paths a phase and its step: "
                   "hardware_entry.15")
        ->type_name("PLACE");
    app.add_option("--paths", words.paths, "Two paths side by side: int80,syscall")
        ->type_name("A,B")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--with", words.with, "Another program beside PROGRAM, in the compare view")
        ->type_name("FILE");
    app.add_option("--request", words.request, "What they ask for: getpid, time or write (getpid)")
        ->type_name("NAME");
    if (kind == CommandKind::window) {
        app.add_option("--report", words.report, "Write what the window shows here after each key")
            ->type_name("FILE");
        return;
    }
    std::string panels = "What to draw:";
    for (std::string const& name : panel_names())
        panels += " " + name;
    app.add_option("--panel", words.panel, panels)->type_name("NAME");
    app.add_option("--steps", words.steps, "So many pictures more, numbered, each a step further")
        ->type_name("N");
    app.add_option("--unit", words.unit, "Of --steps: micro, instruction, line, call or syscall")
        ->type_name("NAME");
    app.add_option("-o,--output", words.output, "The picture")->type_name("FILE.png");
}

// The value that a word stands for.
template <typename Value, std::size_t count>
emu::Outcome<Value> meant(std::string const& option, std::string const& word,
                          std::array<std::pair<std::string_view, Value>, count> const& known)
{
    std::string sentence = option + " takes";
    for (auto const& [name, value] : known) {
        if (name == word)
            return value;
        sentence += " " + std::string(name);
    }
    return emu::Refusal{sentence + ", not " + word};
}

} // namespace

std::optional<int> parse_words(emu::Arguments const& arguments, CommandKind kind, CommandWords& words)
{
    bool const shot = kind == CommandKind::shot;
    emu::Words parser(shot ? "shot" : "", shot ? "Draws the window at a place in the run, without a display."
                                               : "Opens the window on a program, or on a bundled sample.");
    if (!shot)
        parser.app.name("ringside");
    parser.add_machine_options();
    std::string size;
    add_options(parser.app, kind, words, size);
    if (auto const status = parser.parse(arguments))
        return status;
    words.program = parser.program;
    words.options = parser.options;
    words.options.console = emu::Console::terminal; // the console panel is one
    if (shot)
        take_size_at_end(words.options.arguments, size);
    if (!size.empty()) {
        auto const given = parse_size(size);
        if (!given)
            return refuse("--size takes WIDTHxHEIGHT in pixels, from 64 to 8192, not " + size, bad_usage);
        words.size = *given;
    }
    return std::nullopt;
}

emu::Outcome<std::unique_ptr<emu::Session>> open_session(CommandWords const& words)
{
    if (!words.program.empty())
        return emu::Session::open(words.program, words.options);
    BundledProgram const sample = find_bundled(default_sample);
    return emu::Session::open(std::string(sample.name), sample.file, words.options);
}

emu::Outcome<Choices> choices_of(CommandWords const& words, Choices choices)
{
    using namespace std::string_view_literals;
    auto const view =
        meant("--view", words.view,
              std::array{std::pair{"single"sv, Mode::single}, std::pair{"compare"sv, Mode::compare},
                         std::pair{"tables"sv, Mode::tables}});
    auto const unit = meant("--unit", words.unit, unit_words);
    auto const theme = parse_theme(words.theme);
    for (std::string const& sentence : {view.sentence(), unit.sentence()})
        if (!sentence.empty())
            return emu::Refusal{sentence};
    if (!theme && !words.theme.empty())
        return emu::Refusal{"--theme takes dark light greyscale, not " + words.theme};
    choices.mode = view.value();
    choices.unit = unit.value();
    choices.theme = theme.value_or(choices.theme);
    choices.projector = words.projector;
    return choices;
}

emu::Outcome<std::optional<ComparedPair>> pair_of(CommandWords const& words)
{
    if (!words.with.empty() && (words.program.empty() || !words.paths.empty()))
        return emu::Refusal{"--with needs a PROGRAM to compare with, and no --paths"};
    if (words.paths.empty())
        return std::optional<ComparedPair>();
    if (words.paths.size() != 2)
        return emu::Refusal{"--paths takes two paths with a comma between: int80,syscall"};
    if (!words.program.empty())
        return emu::Refusal{"--paths compares bundled programs: leave out " + words.program};
    ComparedPair pair;
    pair.request = words.request;
    for (std::size_t i = 0; i < pair.paths.size(); ++i) {
        pair.paths[i] = words.paths[i];
        if (auto const program = emu::request_program(words.paths[i], words.request); !program.ok())
            return program.refusal();
    }
    if (words.at.empty())
        return std::optional(pair);
    auto const dot = words.at.find('.');
    auto const phase = emu::parse_phase(words.at.substr(0, dot));
    bool const has_steps = dot != std::string::npos;
    if (!phase || (has_steps && !emu::parse_number(words.at.substr(dot + 1), pair.steps))) {
        std::string sentence = "--at takes with --paths one of";
        for (std::size_t i = 0; i < emu::phase_count; ++i)
            sentence += " " + std::string(emu::name(static_cast<emu::Phase>(i)));
        return emu::Refusal{sentence + ", with its step behind a full stop, not " + words.at};
    }
    pair.phase = *phase;
    return std::optional(pair);
}

std::string language_of(CommandWords const& words)
{
    if (!words.language.empty())
        return words.language;
    for (char const* const name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (char const* const value = std::getenv(name); value != nullptr && *value != '\0')
            return value;
    return "en";
}

int refuse(std::string const& sentence, int status)
{
    emu::say(sentence);
    return status;
}

} // namespace ringside::gui
