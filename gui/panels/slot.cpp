// One slot in full, or the warning that the class came for: ring 0 runs, and RSP is still the user's.
#include "gui/panels/slot.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void SlotPanel::draw(View const& view, Actions& actions)
{
    Block block(canvas_, area_);
    Style const style = view.slot.alarmed ? fill_of(Actor::kernel) : Style{Tone::text, Tone::panel_title};
    block.fill_row(0, style);
    std::string const mark = view.slot.alarmed ? "▲ " : "";
    int limit = block.columns();
    if (view.slot.moment) {
        std::string const go =
            std::string(" ◀ ") + view.tr("time") + " " + std::to_string(*view.slot.moment) + " ";
        limit -= width_of(go) + 1;
        block.write(block.columns() - width_of(go), 0, go, {Tone::text, Tone::cursor, Weight::bold});
        actions.offer(area_, {Command::go_to_time, *view.slot.moment}, "slot.moment");
    }
    block.write_within(1, 0, mark + view.slot.text, style, limit);
}

} // namespace ringside::gui
