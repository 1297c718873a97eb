// `ringside shot`: a frame of the window as a PNG, drawn without a display. Next: platform/picture.hpp,
// driver.hpp.
#include "emu/command_line/commands.hpp"
#include "gui/command_words.hpp"
#include "gui/driver.hpp"
#include "gui/platform/picture.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

std::string unknown_panel(std::string const& name)
{
    std::string sentence = "there is no panel " + name + ": --panel takes";
    for (std::string_view const known : panel_names())
        sentence += " " + std::string(known);
    return sentence;
}

emu::Outcome<Pixels> picture_of(CommandWords const& words, Driver& driver)
{
    auto picture = Picture::make(words.size.width, words.size.height);
    if (!picture.ok())
        return picture.refusal();
    int const columns = picture.value()->columns();
    int const rows = picture.value()->rows();
    driver.resize(columns, rows);
    Layout const layout = layout_for(columns, rows);
    if (!layout.fits)
        return emu::Refusal{"a window of this size cannot hold the panels: write --size 1280x800 or larger"};
    Pixels whole = picture.value()->drawn(driver.frame(), dark_theme());
    auto const area = panel_area(layout, words.panel);
    return area ? picture.value()->part(whole, *area) : std::move(whole);
}

} // namespace

int shot_command(emu::Arguments const& arguments)
{
    CommandWords words;
    if (auto const status = parse_words(arguments, CommandKind::shot, words))
        return *status;
    if (words.program.empty())
        return refuse("shot needs a program to draw: see \"ringside shot --help\"", bad_usage);
    if (words.output.empty())
        return refuse("shot needs -o FILE.png: where the picture goes (see \"ringside shot --help\")",
                      bad_usage);
    auto const names = panel_names();
    if (std::find(names.begin(), names.end(), words.panel) == names.end())
        return refuse(unknown_panel(words.panel), bad_usage);
    auto const place = emu::parse_place(words.at);
    if (!place.ok())
        return refuse(place.sentence(), bad_usage);

    auto session = open_session(words);
    if (!session.ok())
        return refuse(session.sentence(), bad_usage);
    Driver driver(std::move(session.value()), Beginning::first_instruction,
                  catalogue_for(language_of(words)));
    if (auto const reached = driver.go_to(place.value()); !reached.ok())
        return refuse(reached.sentence(), bad_usage);
    auto const pixels = picture_of(words, driver);
    if (!pixels.ok())
        return refuse(pixels.sentence(), bad_usage);
    auto const written = write_png(pixels.value(), words.output);
    return written.ok() ? 0 : refuse(written.sentence(), not_written);
}

} // namespace ringside::gui
