// `ringside [PROG [ARGS]]`: the window. Options, settings and program first, so that nothing is opened where
// one of them is wrong. Next: window_loop.hpp.
#include "emu/command_line/commands.hpp"
#include "gui/first_view.hpp"
#include "gui/settings.hpp"
#include "gui/text/told.hpp"
#include "gui/window_loop.hpp"

#include <csignal>

namespace ringside::gui {

namespace {

constexpr int interrupted = 130;

std::atomic<bool> stop_asked{false}; // set by the signal handler, which can reach nothing else

void on_signal(int)
{
    stop_asked.store(true);
}

// The settings of before, with what was chosen since.
Settings settings_now(Settings settings, Driver const& driver, WindowLoop const& loop)
{
    settings.splits = driver.choices().splits;
    settings.theme = driver.choices().theme;
    settings.recent = driver.choices().recent;
    settings.tour_seen = driver.choices().tour_seen;
    settings.letters = loop.letters();
    return settings;
}

Choices choices_from(Settings const& settings)
{
    Choices choices;
    choices.splits = settings.splits;
    choices.theme = settings.theme;
    choices.recent = settings.recent;
    choices.tour_seen = settings.tour_seen;
    return choices;
}

// The settings' file where there is a place for one; else one that is never written.
SettingsFile settings_file()
{
    auto const place = SettingsFile::usual_place();
    return place ? SettingsFile(*place) : SettingsFile();
}

// The language that was asked for, if this host can show it.
Catalogue readable_catalogue(Window& window, std::string const& language)
{
    Catalogue const asked = catalogue_for(language);
    if (window.prepare(asked.letters() + Lessons(asked.language()).letters()))
        return asked;
    static_cast<void>(
        refuse("there is no font for this language: install fonts-wqy-microhei. The window speaks "
               "English meanwhile",
               0));
    return catalogue_for("en");
}

} // namespace

int window_command(emu::Arguments const& arguments)
{
    CommandWords words;
    if (auto const status = parse_words(arguments, CommandKind::window, words))
        return *status;
    SettingsFile file = settings_file();
    Settings const& settings = file.settings();
    auto const choices = choices_of(words, choices_from(settings));
    if (!choices.ok())
        return refuse(choices.sentence(), bad_usage);
    auto const pair = pair_of(words);
    if (!pair.ok())
        return refuse(pair.sentence(), bad_usage);
    if (words.language.empty())
        words.language = settings.language;
    auto session = open_session(words);
    if (!session.ok())
        return refuse(session.sentence(), bad_usage);
    auto const beginning =
        words.program.empty() ? Beginning::first_system_call : Beginning::first_instruction;
    std::string const title = "Ringside: " + session.value()->program_name();
    auto window = Window::open(title, words.size.width, words.size.height);
    if (!window.ok())
        return refuse(window.sentence(), bad_usage);
    auto const catalogue = readable_catalogue(*window.value(), language_of(words));
    Driver driver(std::move(session.value()), beginning, catalogue, keys_with(settings));
    if (!settings.tour_seen)
        driver.offer_tour();
    if (auto const shown = show_first(driver, words, choices.value(), pair.value()); !shown.ok())
        return refuse(shown.sentence(), bad_usage);
    if (!words.program.empty())
        driver.keep_file(ProgramFile(words.program, words.options));
    if (!file.problem().empty()) {
        static_cast<void>(refuse(file.problem(), 0));
        driver.say(told(catalogue, file.problem()), true);
    }
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    WindowLoop loop(*window.value(), driver, stop_asked, settings.letters, words.report);
    auto const ended = loop.run();
    if (auto const saved = file.save(settings_now(settings, driver, loop)); !saved.ok())
        static_cast<void>(refuse(saved.sentence(), 0));
    if (stop_asked.load())
        return interrupted;
    return ended.ok() ? 0 : refuse(ended.sentence(), not_written);
}

} // namespace ringside::gui
