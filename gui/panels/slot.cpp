// One slot in full, or the warning that the class came for: ring 0 runs, and RSP is still the user's.
#include "gui/panels/slot.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void SlotPanel::draw(View const& view, Actions&)
{
    Block block(canvas_, area_);
    Style const style = view.slot.alarmed ? fill_of(Actor::kernel) : Style{Tone::text, Tone::panel_title};
    block.fill_row(0, style);
    std::string const mark = view.slot.alarmed ? "▲ " : "";
    block.write_within(1, 0, mark + view.slot.text, style, block.columns());
}

} // namespace ringside::gui
