// The command line. A line is executed aside, because nobody knows how long it runs; a key stops it.
#include "emu/command_line/expression.hpp"
#include "gui/driver.hpp"
#include "gui/pictures.hpp"
#include "gui/settings.hpp"
#include "gui/text/told.hpp"

#include <array>

namespace ringside::gui {

namespace {

constexpr std::size_t longest_answer = 256 * 1024;

// Words of the window alone; everything else is the debugger's.
constexpr std::array<std::string_view, 7> window_words = {"open", "picture", "series", "theme",
                                                          "tour", "unit",    "with"};

std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> lines;
    std::size_t begin = 0;
    while (begin < text.size()) {
        auto const end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::vector<std::string> completions(std::string const& line)
{
    auto list = emu::Debugger::completions(line);
    for (std::string_view const word : window_words)
        if (word.starts_with(line))
            list.emplace_back(word);
    return list;
}

} // namespace

void KeptAnswer::answer(std::string_view text)
{
    if (text_.size() < longest_answer)
        text_ += text;
}

bool Driver::perform_line(Request const& request)
{
    switch (request.command) {
    case Command::command_line:
        open_line(CommandLine::Purpose::command);
        break;
    case Command::go_to_address:
        open_line(CommandLine::Purpose::address);
        break;
    case Command::dismiss:
        if (choices_.focus != Focus::line)
            return false;
        choices_.focus = Focus::commands;
        line_.answer.clear();
        break;
    default:
        return false;
    }
    refresh();
    return true;
}

void Driver::open_line(CommandLine::Purpose purpose)
{
    choices_.focus = Focus::line;
    line_.purpose = purpose;
    line_.field.clear();
    line_.answer.clear();
}

bool Driver::press_in_line(KeyPress press)
{
    if (choices_.focus != Focus::line)
        return false;
    if (press == KeyPress{Key::enter}) {
        execute_line();
    } else if (press == KeyPress{Key::tab}) {
        if (line_.purpose == CommandLine::Purpose::command)
            line_.field.complete(completions(line_.field.before_cursor()));
    } else if (!line_.field.press(press)) {
        return false;
    }
    refresh();
    return true;
}

bool Driver::type_in_line(std::string_view text)
{
    if (choices_.focus != Focus::line)
        return false;
    line_.field.insert(text);
    refresh();
    return true;
}

void Driver::execute_line()
{
    stop_run();
    if (choices_.mode == Mode::compare) {
        auto const active = comparison_.active();
        if (active == nullptr)
            return comparison_.say(tr_("No machine was chosen for this side."), true);
        if (active->session() != session_)
            take_session(active->session());
    }
    choices_.code.return_to_rip(); // it may move the machine
    std::string const text = line_.field.take();
    if (line_.purpose == CommandLine::Purpose::address)
        return go_to_address(text);
    line_.executed = text;
    line_.answer.clear();
    line_.refused = false;
    if (execute_window_word(text))
        return;
    run_aside([this, text] {
        auto const done = line_.debugger.execute(text);
        line_.done =
            CommandLine::Done{line_.kept.take() + done.sentence(), !done.ok(), line_.debugger.quit()};
        return emu::Stopped{};
    });
}

void Driver::show_answer()
{
    auto const done = std::exchange(line_.done, std::nullopt);
    line_.answer = done->answer;
    line_.refused = done->refused;
    if (done->quit)
        for_window_.push_back(Command::quit);
}

void Driver::go_to_address(std::string const& text)
{
    auto const address = emu::evaluate(*session_, text);
    line_.executed = text;
    line_.refused = !address.ok();
    line_.answer = address.ok() ? "" : told(tr_, address.sentence());
    if (!address.ok())
        return;
    choices_.focus = Focus::commands;
    perform({Command::show_code, address.value()});
}

// "open [FILE]"; "with FILE"; "tour"; "picture [PANEL] [FILE]", "series N [FILE]": the window makes them.
// "theme NAME", "unit NAME".
bool Driver::execute_window_word(std::string const& text)
{
    auto const [word, rest] = emu::split_word(text);
    auto const refuse = [this](std::string sentence) {
        line_.refused = true;
        line_.answer = std::move(sentence);
    };
    if (word == "open") {
        choices_.focus = Focus::commands;
        perform({Command::open_file, 0, std::string(rest)});
    } else if (word == "with") {
        if (rest.empty())
            return refuse(tr_("Write \"with FILE\": the program that stands beside this one.")), true;
        choices_.focus = Focus::commands;
        compare_with(std::string(rest));
    } else if (word == "tour") {
        choices_.focus = Focus::commands;
        perform(Command::tour);
    } else if (word == "picture") {
        for_window_.push_back({Command::save_picture, 0, std::string(rest)});
    } else if (word == "series") {
        auto const [count, file] = emu::split_word(rest);
        uint64_t number = 0;
        if (emu::parse_number(count, number) && number > 0 && number <= most_pictures)
            for_window_.push_back({Command::save_series, number, std::string(file)});
        else
            refuse(tr_(
                "Write \"series N FILE.png\": N steps of the chosen unit, at most 10000, one picture each."));
    } else if (word == "theme") {
        if (auto const theme = parse_theme(rest))
            choices_.theme = *theme;
        else
            refuse(tr_("The themes are: dark, light, greyscale."));
    } else if (word == "unit") {
        auto const found = std::find_if(unit_words.begin(), unit_words.end(),
                                        [word = rest](auto const& one) { return one.first == word; });
        if (found != unit_words.end())
            choices_.unit = found->second;
        else
            refuse(tr_("The units are: micro, instruction, line, call, syscall."));
    } else {
        return false;
    }
    return true;
}

void Driver::show_line()
{
    view_.line.open = choices_.focus == Focus::line;
    bool const address = line_.purpose == CommandLine::Purpose::address;
    view_.line.prompt = address ? tr_("Go to the address or symbol:") : ":";
    view_.line.text = line_.field.text();
    view_.line.before_cursor = line_.field.before_cursor();
    view_.line.title = line_.executed;
    view_.line.answer = lines_of(line_.answer);
    view_.line.refused = line_.refused;
}

} // namespace ringside::gui
