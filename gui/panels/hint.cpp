// The hints: the keys that have no button above.
#include "gui/panels/hint.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void HintPanel::draw(View const& view, Actions&)
{
    auto const& tr = view.tr;
    Block block(canvas_, area_);
    block.fill_row(0, {Tone::faint, Tone::panel_title});
    auto const entry = [&view](Command command, char const* label) {
        return view.keys.key_of(command) + " " + label;
    };
    std::string const text = entry(Command::next_ring_change, tr("next ring change")) + "   " +
                             entry(Command::pause, tr("pause")) + "   " +
                             entry(Command::back_instruction, tr("back an instruction")) + "   " +
                             entry(Command::larger, tr("larger")) + "   " +
                             entry(Command::smaller, tr("smaller"));
    block.write_within(1, 0, text, {Tone::faint, Tone::panel_title}, block.columns());
}

} // namespace ringside::gui
