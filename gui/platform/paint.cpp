// Fills first, then hatching, frames, letters and lines, so that a letter may reach beyond its cell and no
// frame hides its underscore. Next:
// renderer.cpp.
#include "gui/platform/paint.hpp"

#include <imgui/imgui.h>

#include <algorithm>
#include <cmath>

namespace ringside::gui {

namespace {

ImU32 packed(Colour colour, int alpha = 255)
{
    return IM_COL32(colour.red, colour.green, colour.blue, alpha);
}

class Painter
{
public:
    Painter(Canvas const& canvas, Fonts const& fonts, Theme const& theme, Place const& place,
            ImDrawList& list)
        : canvas_(canvas), fonts_(fonts), theme_(theme), place_(place), list_(list)
    {}

    // What lies round the cells.
    void margins()
    {
        list_.AddRectFilled({0, 0}, {static_cast<float>(place_.width), static_cast<float>(place_.height)},
                            packed(theme_[Tone::background]));
    }

    // Draws what lies within an area, and what reaches into it from beside.
    void area(Area const& area)
    {
        ImVec2 const to = corner(area.right(), area.bottom());
        list_.PushClipRect(corner(area.column, area.row), to, true);
        list_.AddRectFilled(corner(area.column, area.row), to, packed(theme_[Tone::background]));
        fills(area);
        for_each_layer(area, [this](std::size_t layer) { frames(layer); });
        letters(area);
        for_each_layer(area, [this](std::size_t layer) { marks(layer); });
        list_.PopClipRect();
    }

private:
    // Calls draw(layer) with what is seen of that layer as the clip rectangle.
    template <typename Draw>
    void for_each_layer(Area const& area, Draw draw) const
    {
        for (std::size_t layer = 0; layer <= canvas_.covers().size(); ++layer)
            for (Area const& part : canvas_.seen(area, layer)) {
                list_.PushClipRect(corner(part.column, part.row), corner(part.right(), part.bottom()), true);
                draw(layer);
                list_.PopClipRect();
            }
    }

    void fills(Area const& area)
    {
        for_each_run(area, [&](int column, int row, int length, Style const& style) {
            if (style.fill != Tone::background)
                list_.AddRectFilled(corner(column, row), corner(column + length, row + 1),
                                    packed(theme_[style.fill]));
            if (style.hatched)
                hatch(column, row, length);
            if (style.underlined)
                underline(column, row, length);
        });
    }

    void letters(Area const& area)
    {
        for (int row = std::max(area.row - 1, 0); row < std::min(area.bottom() + 1, canvas_.rows()); ++row)
            for (int column = std::max(area.column - 1, 0);
                 column < std::min(area.right() + 1, canvas_.columns()); ++column)
                letter(column, row);
    }

    void frames(std::size_t layer)
    {
        for (Frame const& frame : canvas_.frames())
            if (frame.layer == layer)
                outline(frame);
    }

    // What is drawn over the letters, of one layer.
    void marks(std::size_t layer)
    {
        for (LargeText const& large : canvas_.large_texts())
            if (large.layer == layer)
                large_text(large);
        for (Seam const& seam : canvas_.seams()) {
            if (seam.layer != layer)
                continue;
            ImVec2 const from = corner(seam.column, seam.row);
            float const x = from.x + std::floor(static_cast<float>(fonts_.cell_width) / 2);
            list_.AddRectFilled({x, from.y}, {x + 1, corner(0, seam.row + seam.rows).y},
                                packed(theme_[Tone::line]));
        }
        for (Line const& line : canvas_.lines())
            if (line.layer == layer)
                stretches(line);
    }

    ImVec2 corner(int column, int row) const
    {
        return {static_cast<float>(place_.left + column * fonts_.cell_width),
                static_cast<float>(place_.top + row * fonts_.cell_height)};
    }

    // Calls use(column, row, length, style) for every stretch of one fill within an area.
    template <typename Use>
    void for_each_run(Area const& area, Use use) const
    {
        int const last = std::min(area.right(), canvas_.columns());
        for (int row = area.row; row < std::min(area.bottom(), canvas_.rows()); ++row) {
            int begin = area.column;
            for (int column = begin + 1; column <= last; ++column) {
                Style const& style = canvas_.cell(begin, row).style;
                bool const ends = column == last || canvas_.cell(column, row).style.fill != style.fill ||
                                  canvas_.cell(column, row).style.hatched != style.hatched ||
                                  canvas_.cell(column, row).style.underlined != style.underlined ||
                                  (style.underlined && canvas_.cell(column, row).style.text != style.text);
                if (ends) {
                    use(begin, row, column - begin, style);
                    begin = column;
                }
            }
        }
    }

    // Slanted lines, faint enough for letters upon them. They run on from row to row.
    void hatch(int column, int row, int length)
    {
        ImVec2 const from = corner(column, row);
        ImVec2 const to = corner(column + length, row + 1);
        float const height = to.y - from.y;
        float const distance = 8;
        list_.PushClipRect(from, to, true);
        float const slip = std::fmod(from.x + from.y, distance);
        for (float x = from.x - slip; x < to.x + height; x += distance)
            list_.AddLine({x, from.y}, {x - height, to.y}, IM_COL32(0, 0, 0, 56), 2.0f);
        list_.PopClipRect();
    }

    void underline(int column, int row, int length)
    {
        ImVec2 const to = corner(column + length, row + 1);
        list_.AddRectFilled({corner(column, row).x, to.y - 2}, {to.x, to.y - 1},
                            packed(theme_[canvas_.cell(column, row).style.text]));
    }

    void letter(int column, int row)
    {
        Cell const& cell = canvas_.cell(column, row);
        if (cell.letter == U' ' || cell.continues)
            return;
        if (cell.letter == U'▶' || cell.letter == U'▷') {
            pointer(column, row, packed(theme_[cell.style.text]), cell.letter == U'▶');
            return;
        }
        ImFont const* font = cell.style.weight == Weight::bold ? fonts_.bold : fonts_.plain;
        // ImGui has 16 bits for a letter.
        auto const code = cell.letter < 0x10000 ? static_cast<ImWchar>(cell.letter) : ImWchar{0xfffd};
        ImVec2 at = corner(column, row);
        if (width_of(cell.letter) == 2)
            at.x += spare(*font, code, 2);
        font->RenderChar(&list_, font->FontSize, at, packed(theme_[cell.style.text]), code);
    }

    // How far a letter that is narrower than its cells is moved to stand in their middle.
    float spare(ImFont const& font, ImWchar code, int cells) const
    {
        auto const width = static_cast<float>(cells * fonts_.cell_width);
        return std::floor((width - font.GetCharAdvance(code)) / 2);
    }

    // The marker of stacks and code fills its cell; the font's would reach into the next one.
    void pointer(int column, int row, ImU32 colour, bool filled)
    {
        ImVec2 const from = corner(column, row);
        ImVec2 const to = corner(column + 1, row + 1);
        float const middle = std::floor((from.y + to.y) / 2);
        float const half = std::floor((to.y - from.y) / 3);
        ImVec2 const top = {from.x + 1, middle - half};
        ImVec2 const bottom = {from.x + 1, middle + half};
        ImVec2 const tip = {to.x, middle};
        if (filled)
            list_.AddTriangleFilled(top, tip, bottom, colour);
        else
            list_.AddTriangle(top, {tip.x - 1, tip.y}, bottom, colour, 1.5f);
    }

    void large_text(LargeText const& large)
    {
        int column = large.column;
        for (char32_t const code : letters_of(large.text)) {
            // Twice the height is not always twice the width to the pixel: each letter stands in the middle.
            int const cells = 2 * width_of(code);
            auto const letter = code < 0x10000 ? static_cast<ImWchar>(code) : ImWchar{0xfffd};
            ImVec2 at = corner(column, large.row);
            at.x += spare(*fonts_.large, letter, cells);
            if (code != U' ')
                fonts_.large->RenderChar(&list_, fonts_.large->FontSize, at, packed(theme_[large.style.text]),
                                         letter);
            column += cells;
        }
    }

    ImVec2 point(HalfCell corner) const
    {
        return {static_cast<float>(place_.left) +
                    std::floor(static_cast<float>(corner.x * fonts_.cell_width) / 2),
                static_cast<float>(place_.top) +
                    std::floor(static_cast<float>(corner.y * fonts_.cell_height) / 2)};
    }

    // Each stretch is a filled bar, for the same reason as the bars of a frame.
    void stretches(Line const& line)
    {
        ImU32 const colour = packed(theme_[line.tone]);
        auto const thick = static_cast<float>(line.pixels);
        float const before = std::floor(thick / 2);
        for (std::size_t i = 1; i < line.corners.size(); ++i) {
            ImVec2 const one = point(line.corners[i - 1]);
            ImVec2 const other = point(line.corners[i]);
            ImVec2 const from = {std::min(one.x, other.x) - before, std::min(one.y, other.y) - before};
            ImVec2 const to = {std::max(one.x, other.x) - before + thick,
                               std::max(one.y, other.y) - before + thick};
            list_.AddRectFilled(from, to, colour);
        }
        if (line.head && line.corners.size() >= 2)
            arrow_head(line.corners[line.corners.size() - 2], line.corners.back(), line.pixels, colour);
    }

    // A triangle with its tip at `to`.
    void arrow_head(HalfCell from, HalfCell to, int pixels, ImU32 colour)
    {
        ImVec2 const tip = point(to);
        float const length = static_cast<float>(fonts_.cell_width) * (pixels > 1 ? 0.9f : 0.6f);
        float const half = std::floor(length * 0.7f);
        auto const sign = [](int difference) {
            return static_cast<float>((difference > 0) - (difference < 0));
        };
        float const x = sign(to.x - from.x);
        float const y = sign(to.y - from.y);
        ImVec2 const base = {tip.x - std::floor(length) * x, tip.y - std::floor(length) * y};
        list_.AddTriangleFilled({base.x + half * y, base.y - half * x}, tip,
                                {base.x - half * y, base.y + half * x}, colour);
    }

    // Four filled bars: lines would come out differently in the software renderer and on a graphics card.
    void outline(Frame const& frame)
    {
        ImVec2 const from = corner(frame.area.column, frame.area.row);
        ImVec2 const to = corner(frame.area.right(), frame.area.bottom());
        auto const thick = static_cast<float>(frame.pixels);
        ImU32 const colour = packed(theme_[frame.tone]);
        list_.AddRectFilled(from, {to.x, from.y + thick}, colour);
        list_.AddRectFilled({from.x, to.y - thick}, to, colour);
        list_.AddRectFilled(from, {from.x + thick, to.y}, colour);
        list_.AddRectFilled({to.x - thick, from.y}, to, colour);
    }

    Canvas const& canvas_;
    Fonts const& fonts_;
    Theme const& theme_;
    Place const& place_;
    ImDrawList& list_;
};

} // namespace

void paint(Canvas const& canvas, Canvas const* before, Fonts const& fonts, Theme const& theme,
           Place const& place, ImDrawList& list)
{
    Painter painter(canvas, fonts, theme, place, list);
    if (before == nullptr) {
        painter.margins();
        return painter.area(canvas.whole());
    }
    for (Area const& area : changed_areas(*before, canvas))
        painter.area(area);
}

} // namespace ringside::gui
