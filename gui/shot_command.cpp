// `ringside shot`: frames of the window as PNG files, drawn without a display. Next: platform/picture.hpp,
// driver.hpp.
#include "emu/command_line/commands.hpp"
#include "gui/first_view.hpp"
#include "gui/pictures.hpp"
#include "gui/platform/picture.hpp"
#include "gui/tables_tiles.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// As a panel: the whole window with the tables.
constexpr std::string_view tables_view_name = "tables-view";

std::string unknown_panel(std::string const& name)
{
    std::string sentence = "there is no panel " + name + ": --panel takes";
    for (std::string const& known : panel_names())
        sentence += " " + known;
    return sentence + " " + std::string(tables_view_name);
}

// A section of the tables is seen where the tables are.
void show_tables(std::string const& panel, Driver& driver)
{
    if (panel == tables_view_name)
        driver.perform(Command::view_tables);
    for (std::size_t section = 0; section < section_count; ++section)
        if (panel == section_name(static_cast<Section>(section)))
            driver.perform({Command::tables_section, section});
}

// What is wrong with the words, before anything is started.
std::string problem_of(CommandWords const& words)
{
    auto const names = panel_names();
    if (words.program.empty() && words.paths.empty())
        return "shot needs a program to draw: see \"ringside shot --help\"";
    if (words.output.empty())
        return "shot needs -o FILE.png: where the picture goes (see \"ringside shot --help\")";
    bool const known = std::find(names.begin(), names.end(), words.panel) != names.end();
    if (!known && words.panel != tables_view_name)
        return unknown_panel(words.panel);
    if (words.steps > most_pictures)
        return "--steps takes at most " + std::to_string(most_pictures);
    return {};
}

emu::Outcome<void> fit(CommandWords const& words, Picture& picture, Driver& driver)
{
    show_tables(words.panel, driver);
    Detail detail = Detail::all;
    if (words.projector) {
        auto const projected = picture.project(driver.choices().mode);
        if (!projected.ok())
            return projected.refusal();
        detail = projected.value();
    }
    driver.resize(picture.columns(), picture.rows(), detail);
    if (!words.projector && !layout_for(picture.columns(), picture.rows()).fits)
        return emu::Refusal{"a window of this size cannot hold the panels: write --size 1280x800 or larger"};
    bool const whole = words.panel == "window" || words.panel == tables_view_name;
    if (!whole && !panel_area(driver.view(), picture.columns(), picture.rows(), words.panel))
        return emu::Refusal{"this view has no panel " + words.panel};
    return {};
}

emu::Outcome<void> draw(CommandWords const& words, Picture& picture, Driver& driver, std::string const& file)
{
    Pixels const whole = picture.drawn(driver.frame(), driver.view().theme);
    if (words.panel == "window" || words.panel == tables_view_name)
        return write_png(whole, file);
    auto const area = panel_area(driver.view(), picture.columns(), picture.rows(), words.panel);
    if (!area)
        return emu::Refusal{"this view has no panel " + words.panel};
    return write_png(picture.part(whole, *area), file);
}

// One picture, or one for the place and each step after it.
emu::Outcome<void> draw_all(CommandWords const& words, Picture& picture, Driver& driver)
{
    if (words.steps == 0)
        return draw(words, picture, driver, words.output);
    for (unsigned step = 0; step <= words.steps; ++step) {
        auto const drawn = draw(words, picture, driver, numbered(words.output, step, words.steps));
        if (!drawn.ok() || driver.view().control.ended)
            return drawn;
        driver.perform(Command::next_unit);
        driver.run_to_stop();
    }
    return {};
}

} // namespace

int shot_command(emu::Arguments const& arguments)
{
    CommandWords words;
    if (auto const status = parse_words(arguments, CommandKind::shot, words))
        return *status;
    if (auto const problem = problem_of(words); !problem.empty())
        return refuse(problem, bad_usage);
    auto const pair = pair_of(words);
    if (!pair.ok())
        return refuse(pair.sentence(), bad_usage);
    if (auto const place = emu::parse_place(words.at.empty() || pair.value() ? "start" : words.at);
        !place.ok())
        return refuse(place.sentence(), bad_usage);
    auto const choices = choices_of(words, {});
    if (!choices.ok())
        return refuse(choices.sentence(), bad_usage);
    auto picture = Picture::make(words.size.width, words.size.height);
    if (!picture.ok())
        return refuse(picture.sentence(), bad_usage);

    auto session = open_session(words);
    if (!session.ok())
        return refuse(session.sentence(), bad_usage);
    Driver driver(std::move(session.value()), Beginning::first_instruction,
                  catalogue_for(language_of(words)));
    if (auto const shown = show_first(driver, words, choices.value(), pair.value()); !shown.ok())
        return refuse(shown.sentence(), bad_usage);
    driver.run_to_stop();
    if (auto const fitted = fit(words, *picture.value(), driver); !fitted.ok())
        return refuse(fitted.sentence(), bad_usage);
    auto const written = draw_all(words, *picture.value(), driver);
    return written.ok() ? 0 : refuse(written.sentence(), not_written);
}

} // namespace ringside::gui
