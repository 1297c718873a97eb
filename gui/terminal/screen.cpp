// Drawing on the grid. Scrolling whole rows, which is what floods do, moves no cell. Next: screen.hpp.
#include "gui/terminal/screen.hpp"

#include "gui/canvas.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

bool is_blank(TerminalCell const& cell)
{
    return cell.letter == U' ' && cell.pen.fill == Hue::standard && !cell.pen.reversed &&
           !cell.pen.underlined && cell.columns == 1;
}

} // namespace

ScreenArea clamped(ScreenArea area)
{
    area.row = std::clamp(area.row, 0, TerminalScreen::rows);
    area.row_end = std::clamp(area.row_end, area.row, TerminalScreen::rows);
    area.column = std::clamp(area.column, 0, TerminalScreen::columns);
    area.column_end = std::clamp(area.column_end, area.column, TerminalScreen::columns);
    return area;
}

TerminalScreen::Grid::Grid() : cells(static_cast<std::size_t>(rows) * columns)
{
    for (std::size_t row = 0; row < order.size(); ++row)
        order[row] = static_cast<uint8_t>(row);
}

void TerminalScreen::put(int row, int column, char32_t letter, int letter_columns)
{
    if (row < 0 || row >= rows || column < 0 || letter_columns < 1 || column + letter_columns > columns)
        return;
    at(row, column) = {letter, pen, static_cast<uint8_t>(std::min(letter_columns, 2))};
    for (int i = 1; i < letter_columns; ++i)
        at(row, column + i) = {U' ', pen, 0};
}

void TerminalScreen::erase(ScreenArea area)
{
    area = clamped(area);
    TerminalCell blank;
    blank.pen.fill = pen.fill; // as TERM=linux promises: terminfo(5), "bce"
    for (int row = area.row; row < area.row_end; ++row)
        std::fill_n(&at(row, 0) + area.column, area.column_end - area.column, blank);
}

void TerminalScreen::move(ScreenArea to, ScreenArea from)
{
    to = clamped(to);
    from = clamped(from);
    int const height = std::min(to.row_end - to.row, from.row_end - from.row);
    int const width = std::min(to.column_end - to.column, from.column_end - from.column);
    TerminalLine line(static_cast<std::size_t>(width));
    for (int i = 0; i < height; ++i) {
        int const row = to.row > from.row ? height - 1 - i : i; // from where nothing is overwritten unread
        std::copy_n(&at(from.row + row, 0) + from.column, width, line.begin());
        std::copy_n(line.begin(), width, &at(to.row + row, 0) + to.column);
    }
}

void TerminalScreen::scroll(ScreenArea area, int up, int left)
{
    area = clamped(area);
    int const height = area.row_end - area.row;
    int const width = area.column_end - area.column;
    up = std::clamp(up, -height, height);
    left = std::clamp(left, -width, width);
    if (left == 0 && width == columns)
        return scroll_rows(area, up);
    ScreenArea from = area;
    ScreenArea to = area;
    (up > 0 ? from.row : to.row) += std::abs(up);
    (up > 0 ? to.row_end : from.row_end) -= std::abs(up);
    (left > 0 ? from.column : to.column) += std::abs(left);
    (left > 0 ? to.column_end : from.column_end) -= std::abs(left);
    move(to, from);
    ScreenArea rows_in = area;
    (up > 0 ? rows_in.row : rows_in.row_end) = up > 0 ? area.row_end - up : area.row - up;
    if (up != 0)
        erase(rows_in);
    ScreenArea columns_in = area;
    (left > 0 ? columns_in.column : columns_in.column_end) =
        left > 0 ? area.column_end - left : area.column - left;
    if (left != 0)
        erase(columns_in);
}

void TerminalScreen::scroll_rows(ScreenArea area, int up)
{
    if (area.row == 0 && !on_alternate_)
        for (int row = 0; row < up; ++row)
            keep_above(row);
    auto const begin = current().order.begin() + area.row;
    auto const end = current().order.begin() + area.row_end;
    std::rotate(begin, up > 0 ? begin + up : end + up, end);
    ScreenArea in = area;
    (up > 0 ? in.row : in.row_end) = up > 0 ? area.row_end - up : area.row - up;
    erase(in);
}

void TerminalScreen::keep_above(int row)
{
    auto kept = line(row);
    above_.push_back(kept.empty() ? nullptr : std::make_shared<TerminalLine const>(std::move(kept)));
    if (above_.size() > most_lines_above)
        above_.pop_front();
}

void TerminalScreen::choose(bool alternate)
{
    on_alternate_ = alternate;
}

TerminalLine TerminalScreen::line(int row) const
{
    auto const* begin = &cell(row, 0);
    auto const* end = begin + columns;
    while (end != begin && is_blank(end[-1]))
        --end;
    return {begin, end};
}

std::string text_of(TerminalLine const& line)
{
    std::u32string letters;
    for (auto const& cell : line)
        if (cell.columns > 0)
            letters.push_back(cell.letter);
    while (!letters.empty() && letters.back() == U' ')
        letters.pop_back();
    return utf8_of(letters);
}

} // namespace ringside::gui
