// System calls: a title, and a sentence while there is nothing to show.
#include "gui/panels/strace.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void StracePanel::draw(View const& view, Actions&)
{
    Block block(canvas_, area_);
    block.begin(view.tr("System calls"));
    int line = 1;
    for (std::string const& text : wrapped(view.strace.note, block.columns() - 2))
        if (line < block.rows())
            block.write_within(1, line++, text, {Tone::faint}, block.columns());
}

} // namespace ringside::gui
