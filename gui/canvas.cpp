// The grid of cells. Whatever does not fit is noted, so that tests find clipped text by themselves.
#include "gui/canvas.hpp"

#include <algorithm>

namespace ringside::gui {

Area Line::area() const
{
    if (corners.empty())
        return {};
    HalfCell least = corners.front();
    HalfCell most = least;
    for (HalfCell const& corner : corners) {
        least = {std::min(least.x, corner.x), std::min(least.y, corner.y)};
        most = {std::max(most.x, corner.x), std::max(most.y, corner.y)};
    }
    // Half a cell more each way holds the line's thickness and its head.
    int const column = std::max(least.x - 1, 0) / 2;
    int const row = std::max(least.y - 1, 0) / 2;
    return {column, row, most.x / 2 + 1 - column, most.y / 2 + 1 - row};
}

// What of `area` lies outside `hole`: at most four rectangles.
static void add_outside(Area const& area, Area const& hole, std::vector<Area>& parts)
{
    int const top = std::clamp(hole.row, area.row, area.bottom());
    int const bottom = std::clamp(hole.bottom(), top, area.bottom());
    int const left = std::clamp(hole.column, area.column, area.right());
    int const right = std::clamp(hole.right(), left, area.right());
    Area const around[] = {{area.column, area.row, area.columns, top - area.row},
                           {area.column, bottom, area.columns, area.bottom() - bottom},
                           {area.column, top, left - area.column, bottom - top},
                           {right, top, area.right() - right, bottom - top}};
    for (Area const& part : around)
        if (part.columns > 0 && part.rows > 0)
            parts.push_back(part);
}

Canvas::Canvas(int columns, int rows)
    : columns_(std::max(columns, 1)), rows_(std::max(rows, 1)),
      cells_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_))
{}

Cell& Canvas::at(int column, int row)
{
    return cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                  static_cast<std::size_t>(column)];
}

Cell const& Canvas::cell(int column, int row) const
{
    return cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                  static_cast<std::size_t>(column)];
}

void Canvas::fill(Area area, Style style)
{
    for (int row = std::max(area.row, 0); row < std::min(area.bottom(), rows_); ++row)
        for (int column = std::max(area.column, 0); column < std::min(area.right(), columns_); ++column)
            at(column, row) = {U' ', style, false};
}

int Canvas::write(int column, int row, std::string_view text, Style style, int limit)
{
    if (row < 0 || row >= rows_ || column < 0) {
        cuts_.push_back({column, row, std::string(text)});
        return column;
    }
    int const end = std::min(limit, columns_);
    for (char32_t letter : letters_of(text)) {
        if (letter < 0x20 || (letter >= 0x7f && letter < 0xa0))
            letter = U'·';
        int const width = width_of(letter);
        if (column + width > end) {
            cuts_.push_back({column, row, std::string(text)});
            return column;
        }
        at(column, row) = {letter, style, false};
        if (width == 2)
            at(column + 1, row) = {U' ', style, true};
        column += width;
    }
    return column;
}

void Canvas::write_large(int column, int row, std::string_view text, Style style)
{
    int const width = 2 * width_of(text);
    if (column < 0 || column + width > columns_ || row < 0 || row + 2 > rows_) {
        cuts_.push_back({column, row, std::string(text)});
        return;
    }
    fill({column, row, width, 2}, style);
    large_.push_back({column, row, std::string(text), style, covers_.size()});
}

void Canvas::cover(Area area, Style style)
{
    fill(area, style);
    covers_.push_back(area);
}

std::vector<Area> Canvas::seen(Area area, std::size_t layer) const
{
    std::vector<Area> parts = {area};
    for (std::size_t i = layer; i < covers_.size(); ++i) {
        std::vector<Area> left;
        for (Area const& part : parts)
            add_outside(part, covers_[i], left);
        parts = std::move(left);
    }
    return parts;
}

namespace {

// What a dimmed letter keeps: titles their row, and words of who acts their colour.
Style dimmed(Style style)
{
    bool const says_who = style.text == Tone::user_word || style.text == Tone::kernel_word ||
                          style.text == Tone::hardware_word || style.text == Tone::fault;
    return {says_who ? style.text : Tone::faint,
            style.fill == Tone::panel_title ? Tone::panel_title : Tone::background};
}

} // namespace

void Canvas::dim(Area area)
{
    for (int row = std::max(area.row, 0); row < std::min(area.bottom(), rows_); ++row)
        for (int column = std::max(area.column, 0); column < std::min(area.right(), columns_); ++column)
            at(column, row).style = dimmed(at(column, row).style);
    for (Frame& one : frames_)
        if (area.contains(one.area.column, one.area.row))
            one.tone = Tone::line;
    for (Line& one : lines_)
        if (area.contains(one.area().column, one.area().row))
            one.tone = Tone::line;
}

void Canvas::frame(Area area, Tone tone, int pixels)
{
    frames_.push_back({area, tone, pixels, covers_.size()});
}

std::string Canvas::row_text(int row, int from, int columns) const
{
    std::u32string letters;
    int const end = columns < 0 ? columns_ : std::min(columns_, from + columns);
    for (int column = from; column < end; ++column)
        if (!cell(column, row).continues)
            letters.push_back(cell(column, row).letter);
    while (!letters.empty() && letters.back() == U' ')
        letters.pop_back();
    return utf8_of(letters);
}

std::string Canvas::text(Area area) const
{
    std::string all;
    for (int row = area.row; row < std::min(area.bottom(), rows_); ++row)
        all += row_text(row, area.column, area.columns) + "\n";
    return all;
}

} // namespace ringside::gui
