// The title rows, with what the last action came to. The lamp is large, at the right: colour, hatching and a
// word say who acts.
#include "gui/panels/title.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

void TitlePanel::draw(View const& view, Actions& actions)
{
    Block block(canvas_, area_);
    canvas_.fill(area_, {});
    std::string const lamp = " " + lamp_text(view) + " ";
    int const lamp_column = block.columns() - 2 * width_of(lamp);
    int const end = lamp_column - 1;

    int column = block.write_within(1, 0, view.title.file, {Tone::text, Tone::background, Weight::bold}, end);
    bool const alarmed = view.control.failed || view.control.ended;
    block.write_within(column + 2, 0, view.control.status, {alarmed ? Tone::fault : Tone::faint}, end);
    // A changed run is told for as long as it lasts.
    int levels_end = end;
    if (!view.control.what_if.empty()) {
        std::string const mark = " ! " + shortened(view.control.what_if, end / 2) + " ";
        levels_end = end - width_of(mark) - 1;
        block.write(levels_end + 1, 1, mark, {Tone::changed_text, Tone::changed, Weight::bold});
    }
    column = 1;
    for (std::size_t i = 0; i < view.title.levels.size(); ++i) {
        if (i > 0)
            column = block.write_within(column, 1, " › ", {Tone::faint}, levels_end);
        bool const innermost = i + 1 == view.title.levels.size();
        Style const style{innermost ? word_of(view.title.lamp) : Tone::text, Tone::background,
                          innermost ? Weight::bold : Weight::plain};
        column = block.write_within(column, 1, view.title.levels[i], style, levels_end);
    }
    canvas_.write_large(area_.column + lamp_column, area_.row, lamp, fill_of(view.title.lamp));
    actions.name({area_.column + lamp_column, area_.row, 2 * width_of(lamp), 2}, "title.lamp");
}

} // namespace ringside::gui
