// Timeline: a title, and a sentence while there is nothing to show.
#include "gui/panels/timeline.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void TimelinePanel::draw(View const& view, Actions&)
{
    Block block(canvas_, area_);
    block.begin(view.tr("Timeline"));
    int line = 1;
    for (std::string const& text : wrapped(view.timeline.note, block.columns() - 2))
        if (line < block.rows())
            block.write_within(1, line++, text, {Tone::faint}, block.columns());
}

} // namespace ringside::gui
