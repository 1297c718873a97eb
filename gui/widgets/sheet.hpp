// Draws one sheet of the tables view: title, column headings, the rows that are in sight, the selected cell
// or the field being edited. Read next: sheet.cpp, ../tables_tiles.hpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/tables_tiles.hpp"
#include "gui/view.hpp"

#include <string>

namespace ringside::gui {

// How a cell looks by what it means; `selected` is the one that keys act on.
Style style_of(TableCell const& cell, bool selected);
// Its text; behind it a sign if a what-if has changed it.
std::string shown_text(TableCell const& cell);
// A sign for who uses it: ▶ now, ✓ before, · later, ! and its check failed.
char const* sign_of(TableMark mark);

void draw_sheet(Canvas& canvas, Tile const& tile, View const& view, Actions& actions);

} // namespace ringside::gui
