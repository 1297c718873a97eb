// Tables: a title, and a sentence while there is nothing to show.
#include "gui/panels/tables.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void TablesPanel::draw(View const& view, Actions&)
{
    Block block(canvas_, area_);
    block.begin(view.tr("Tables"));
    int line = 1;
    for (std::string const& text : wrapped(view.tables.note, block.columns() - 2))
        if (line < block.rows())
            block.write_within(1, line++, text, {Tone::faint}, block.columns());
}

} // namespace ringside::gui
