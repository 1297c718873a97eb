// A line opens when the call is entered and closes with its result. Next: view/strace.cpp.
#include "gui/panels/strace.hpp"

namespace ringside::gui {

void StracePanel::draw(View const& view, Actions& actions)
{
    StraceView const& strace = view.strace;
    Block block(canvas_, area_);
    std::string note;
    if (strace.lines_above > 0)
        note = "▲ " + std::to_string(strace.lines_above);
    block.begin(view.tr("System calls"), note);
    if (strace.lines.empty())
        block.write_within(2, 1, strace.note, {Tone::faint}, block.columns());
    int row = 1;
    for (StraceLine const& line : strace.lines) {
        if (row >= block.rows())
            return;
        draw_line(block, row, line);
        actions.offer({area_.column, area_.row + row, area_.columns, 1}, {Command::go_to_time, line.entered},
                      "strace." + std::to_string(line.trap));
        ++row;
    }
    bool const between = !strace.ended && !strace.lines.empty() && !strace.lines.back().open;
    if (between && row < block.rows())
        block.write(0, row, "▷", {Tone::faint});
}

// The result is what one looks for: where a line is too long, it is the arguments that are cut.
void StracePanel::draw_line(Block& block, int row, StraceLine const& line)
{
    Style style{line.trap > 0 ? Tone::text : Tone::faint};
    if (line.open) {
        style = {Tone::text, Tone::cursor, Weight::bold};
        block.fill_row(row, style);
        block.write(0, row, "▶", {Tone::kernel_word, Tone::cursor});
    }
    int const room = block.columns() - 2;
    std::string const result = shortened(line.result, room * 2 / 3);
    int const end = block.write_within(1, row, line.text, style, 1 + room - width_of(result));
    block.write(end, row, result, style);
}

} // namespace ringside::gui
