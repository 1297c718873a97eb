// `ringside shot`: a frame of the window as a PNG, drawn without a display. Next: platform/picture.hpp,
// driver.hpp.
#include "emu/command_line/commands.hpp"
#include "gui/command_words.hpp"
#include "gui/driver.hpp"
#include "gui/platform/picture.hpp"
#include "gui/tables_tiles.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// What --panel may name: panels of the single view, "tables-view" for the whole window with the tables, and
// their sections.
constexpr std::string_view tables_view_name = "tables-view";

std::vector<std::string> names_for_panel()
{
    std::vector<std::string> names;
    for (std::string_view const name : panel_names())
        names.emplace_back(name);
    names.emplace_back(tables_view_name);
    for (std::size_t section = 0; section < section_count; ++section)
        names.push_back(section_name(static_cast<Section>(section)));
    return names;
}

std::string unknown_panel(std::string const& name)
{
    std::string sentence = "there is no panel " + name + ": --panel takes";
    for (std::string const& known : names_for_panel())
        sentence += " " + known;
    return sentence;
}

// Shows the tables if --panel names them.
void show_tables(std::string const& panel, Driver& driver)
{
    if (panel == tables_view_name)
        driver.perform(Command::view_tables);
    for (std::size_t section = 0; section < section_count; ++section)
        if (panel == section_name(static_cast<Section>(section)))
            driver.perform({Command::tables_section, section});
}

std::optional<Area> area_of(std::string const& panel, Driver const& driver, int columns, int rows)
{
    View const& view = driver.view();
    if (view.mode != Mode::tables)
        return panel_area(layout_for(columns, rows), panel);
    for (Tile const& tile : tables_tiles(tables_layout_for(columns, rows).body, view.tables).tiles)
        if (panel == section_name(tile.sheet->section))
            return tile.area;
    return std::nullopt;
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
    show_tables(words.panel, driver);
    Pixels whole = picture.value()->drawn(driver.frame(), dark_theme());
    auto const area = area_of(words.panel, driver, columns, rows);
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
    auto const names = names_for_panel();
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
