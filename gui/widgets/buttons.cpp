// Key, word, a blank on each side; a lit button has the colours of what changed.
#include "gui/widgets/buttons.hpp"

namespace ringside::gui {

void ButtonRow::add(ButtonText const& button, bool lit)
{
    std::string const key = keys_.key_of(button.keyed);
    std::string const text = " " + key + (key.empty() ? "" : " ") + button.label + " ";
    if (column_ + width_of(text) > limit_)
        return;
    Style const style =
        lit ? Style{Tone::changed_text, Tone::changed, Weight::bold} : Style{Tone::text, Tone::panel_title};
    int const end = block_.write(column_, 0, text, style);
    Command const asked = button.asks == Command::none ? button.keyed : button.asks;
    Area const area = block_.area();
    actions_.offer({area.column + column_, area.row, end - column_, 1}, asked, button.name);
    column_ = end + 1;
}

} // namespace ringside::gui
