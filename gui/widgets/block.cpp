// Title rows, rows and styles. Next: the panels, which are made of these.
#include "gui/widgets/block.hpp"

#include <algorithm>

namespace ringside::gui {

void Block::begin(std::string_view title, std::string_view note)
{
    canvas_.fill(area_, {});
    Style const style{Tone::text, Tone::panel_title, Weight::bold};
    fill_row(0, style);
    int const end = write_within(1, 0, title, style, columns());
    int const room = columns() - 1 - (end + 2);
    if (!note.empty() && room >= 4)
        write_right(columns() - 1, 0, shortened(note, room), {Tone::faint, Tone::panel_title});
}

void Block::fill_row(int row, Style style)
{
    canvas_.fill({area_.column, area_.row + row, area_.columns, 1}, style);
}

int Block::write(int column, int row, std::string_view text, Style style)
{
    return canvas_.write(area_.column + column, area_.row + row, text, style, area_.right()) - area_.column;
}

int Block::write_within(int column, int row, std::string_view text, Style style, int limit)
{
    int const room = std::min(limit, columns()) - column;
    if (room <= 0)
        return column;
    return write(column, row, shortened(text, room), style);
}

int Block::write_line(int row, std::string_view text, Style style)
{
    if (row < rows())
        write(1, row, text, style);
    else
        canvas_.write(area_.column, -1, text, style, area_.right());
    return row + 1;
}

void Block::write_right(int end, int row, std::string_view text, Style style)
{
    write(end - width_of(text), row, text, style);
}

Tone faint_on(Tone fill)
{
    return fill == Tone::cursor ? Tone::text : Tone::faint;
}

Style fill_of(Actor actor)
{
    switch (actor) {
    case Actor::user:
        return {Tone::user_text, Tone::user, Weight::bold};
    case Actor::kernel:
        return {Tone::kernel_text, Tone::kernel, Weight::bold};
    case Actor::hardware:
        return {Tone::hardware_text, Tone::hardware, Weight::bold, true};
    case Actor::nobody:
        break;
    }
    return {Tone::text, Tone::panel_title, Weight::bold};
}

Tone word_of(Actor actor)
{
    switch (actor) {
    case Actor::user:
        return Tone::user_word;
    case Actor::kernel:
        return Tone::kernel_word;
    case Actor::hardware:
        return Tone::hardware_word;
    case Actor::nobody:
        break;
    }
    return Tone::text;
}

std::string lamp_text(View const& view)
{
    auto const& tr = view.tr;
    if (view.title.lamp == Actor::hardware)
        return tr("HARDWARE");
    if (view.title.lamp == Actor::nobody)
        return tr("STOPPED");
    switch (view.title.ring) {
    case 0:
        return tr("RING 0");
    case 1:
        return tr("RING 1");
    case 2:
        return tr("RING 2");
    default:
        return tr("RING 3");
    }
}

} // namespace ringside::gui
