// The lowest row: the three views, and the keys that have no button above.
#include "gui/panels/hint.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/buttons.hpp"

namespace ringside::gui {

void HintPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    Block block(canvas_, area_);
    block.fill_row(0, {Tone::text, Tone::background});
    ButtonRow row(block, actions, view.keys, block.columns() - 1);
    row.add({Command::view_single, tr("single"), "hint.single"}, view.mode == Mode::single);
    row.add({Command::view_compare, tr("compare"), "hint.compare"}, view.mode == Mode::compare);
    row.add({Command::view_tables, tr("tables"), "hint.tables"}, view.mode == Mode::tables);
    row.add({Command::help, tr("help"), "hint.help"});
    if (view.projector) // the way back is always in sight
        row.add({Command::projector, tr("projector"), "hint.projector"}, true);
    row.add({Command::next_ring_change, tr("ring change"), "hint.ring_change"});
    row.add({Command::restart, tr("restart"), "hint.restart"});
    row.add({Command::command_line, tr("command"), "hint.command_line"});
    row.add({Command::console_focus, tr("console"), "hint.console"}, view.focus == Focus::console);
    if (!view.projector)
        row.add({Command::projector, tr("projector"), "hint.projector"});
    row.add({Command::open_file, tr("open"), "hint.open"});
    row.add({Command::next_theme, tr("theme"), "hint.theme"});
    row.add({Command::save_picture, tr("picture"), "hint.picture"});
}

} // namespace ringside::gui
