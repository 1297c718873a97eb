// What the guest wrote, newest line last. Control characters come out as dots.
#include "gui/panels/console.hpp"

#include "gui/widgets/block.hpp"

#include <algorithm>

namespace ringside::gui {

void ConsolePanel::draw(View const& view, Actions&)
{
    auto const& tr = view.tr;
    Block block(canvas_, area_);
    block.begin(tr("Console"));
    auto const room = static_cast<std::size_t>(std::max(block.rows() - 1, 0));
    auto const& lines = view.console.lines;
    if (lines.empty())
        block.write_within(1, 1, view.console.note, {Tone::faint}, block.columns());
    std::size_t const first = lines.size() > room ? lines.size() - room : 0;
    for (std::size_t i = first; i < lines.size(); ++i)
        block.write_within(1, 1 + static_cast<int>(i - first), lines[i], {}, block.columns());
}

} // namespace ringside::gui
