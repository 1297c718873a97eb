// The tables view: all tables of the machine.
#include "gui/frames.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void draw_tables(View const& view, TablesLayout const& layout, Actions&, Canvas& canvas)
{
    Block block(canvas, layout.body);
    block.begin(view.tr("All tables"));
    block.write_within(1, 1, view.tr("The machine's tables appear here."), {Tone::faint}, block.columns());
}

} // namespace ringside::gui
