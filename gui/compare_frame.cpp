// The compare view: two machines by different paths.
#include "gui/frames.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void draw_compare(View const& view, CompareLayout const& layout, Actions&, Canvas& canvas)
{
    Area const whole{0, layout.left.row, layout.right.right(), layout.left.rows};
    Block block(canvas, whole);
    block.begin(view.tr("Two paths side by side"));
    block.write_within(1, 1, view.tr("The comparison appears here."), {Tone::faint}, block.columns());
}

} // namespace ringside::gui
