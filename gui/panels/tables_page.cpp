// The tables view. Next: tables_page.hpp.
#include "gui/panels/tables_page.hpp"

#include "gui/tables_tiles.hpp"
#include "gui/widgets/block.hpp"
#include "gui/widgets/sheet.hpp"

#include <array>
#include <string>
#include <string_view>

namespace ringside::gui {

namespace {

struct Entry
{
    Section section;
    Command command;
    char const* label;
};

std::array<Entry, section_count> entries(Catalogue const& tr)
{
    return {{{Section::gdt, Command::tables_gdt, "GDT"},
             {Section::tss, Command::tables_tss, "TSS"},
             {Section::idt, Command::tables_idt, "IDT"},
             {Section::msrs, Command::tables_msrs, "MSR"},
             {Section::control, Command::tables_control, tr("control registers")},
             {Section::page_tables, Command::tables_walk, tr("page walk")},
             {Section::address_space, Command::tables_space, tr("address space")},
             {Section::memory, Command::tables_memory, tr("memory")},
             {Section::open_files, Command::tables_files, tr("open files")}}};
}

void draw_names(Canvas& canvas, Area area, View const& view, Actions& actions)
{
    Block block(canvas, area);
    // Nearly all have Alt before their letter: it is written once.
    constexpr std::string_view prefix = "Alt+";
    int column = block.write(1, 0, prefix, {Tone::faint}) + 1;
    for (Entry const& entry : entries(view.tr)) {
        bool const chosen = entry.section == view.tables.choice.section;
        std::string key = view.keys.key_of(entry.command);
        if (key.starts_with(prefix))
            key.erase(0, prefix.size());
        std::string const text = " " + key + " " + entry.label + " ";
        Style const style =
            chosen ? Style{Tone::user_text, Tone::user, Weight::bold} : Style{Tone::text, Tone::panel_title};
        int const end = block.write_within(column, 0, text, style, block.columns());
        if (end > column)
            actions.offer({area.column + column, area.row, end - column, 1},
                          {Command::tables_section, static_cast<uint64_t>(entry.section)},
                          "tables.section." + section_name(entry.section));
        column = end + 1;
    }
}

} // namespace

void TablesPagePanel::draw(View const& view, Actions& actions)
{
    TablesTiles const tiles = tables_tiles(area_, view.tables);
    draw_names(canvas_, tiles.names, view, actions);
    for (Tile const& tile : tiles.tiles) {
        draw_sheet(canvas_, tile, view, actions);
        bool const beside = tile.area.right() < area_.right();
        if (beside)
            canvas_.seam(tile.area.right(), tile.area.row, tile.area.rows);
    }
    Block note(canvas_, tiles.note);
    note.write_within(1, 0, view.tables.note, {Tone::faint}, note.columns());
}

} // namespace ringside::gui
