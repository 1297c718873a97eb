// Where the sections of the tables view lie: a row of their names, the sheets of the page, and a row about
// the selected field. Wide windows show a page's sheets side by side. Read next: panels/tables_page.cpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/view/tables_view.hpp"

#include <vector>

namespace ringside::gui {

struct Tile
{
    TableSheet const* sheet = nullptr;
    Area area{};

    // Rows of the sheet that can be seen: below its title and its heading.
    int visible_rows() const { return area.rows > 2 ? area.rows - 2 : 0; }
};

struct TablesTiles
{
    Area names{};
    std::vector<Tile> tiles;
    Area note{};
};

// The name of a section in names of widgets: "gdt", "address_space".
std::string section_name(Section section);
// Shows the sheet of the chosen section and those of its page for which there is room.
TablesTiles tables_tiles(Area body, TablesView const& tables);
// The first row that a sheet shows: where it was scrolled to, or so that the selected cell is in sight.
int first_visible_row(Tile const& tile, TablesChoice const& choice);

} // namespace ringside::gui
