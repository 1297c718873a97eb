// What must be drawn again when one canvas follows another: most keys change a few rows, and drawing them
// costs a fraction of drawing all. Next: platform/paint.cpp.
#include "gui/canvas.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int gap = 6; // closer stretches are drawn as one

// Also below a cell that differs: an underscore reaches one pixel into the next row.
bool differ(Canvas const& before, Canvas const& now, int column, int row)
{
    return !(before.cell(column, row) == now.cell(column, row)) ||
           (row > 0 && !(before.cell(column, row - 1) == now.cell(column, row - 1)));
}

void add_row(Canvas const& before, Canvas const& now, int row, std::vector<Area>& areas)
{
    int begin = -1;
    int end = -1;
    auto const close = [&] {
        if (begin >= 0)
            areas.push_back(
                {std::max(begin - 1, 0), row, std::min(end + 1, now.columns()) - std::max(begin - 1, 0), 1});
        begin = -1;
    };
    for (int column = 0; column < now.columns(); ++column) {
        if (!differ(before, now, column, row))
            continue;
        if (begin >= 0 && column - end > gap)
            close();
        if (begin < 0)
            begin = column;
        end = column + 1;
    }
    close();
}

// The areas of all marks that only one of two lists has.
template <typename Mark, typename AreaOf>
void add_marks(std::vector<Mark> const& one, std::vector<Mark> const& other, AreaOf area_of,
               std::vector<Area>& areas)
{
    for (Mark const& mark : one)
        if (std::find(other.begin(), other.end(), mark) == other.end())
            areas.push_back(area_of(mark));
}

} // namespace

std::vector<Area> changed_areas(Canvas const& before, Canvas const& now)
{
    std::vector<Area> areas;
    for (int row = 0; row < now.rows(); ++row)
        add_row(before, now, row, areas);
    auto const of_frame = [](Frame const& frame) { return frame.area; };
    auto const of_text = [](LargeText const& large) {
        return Area{large.column, large.row, 2 * width_of(large.text), 2};
    };
    auto const of_seam = [](Seam const& seam) { return Area{seam.column, seam.row, 1, seam.rows}; };
    auto const itself = [](Area const& area) { return area; };
    add_marks(before.covers(), now.covers(), itself, areas);
    add_marks(now.covers(), before.covers(), itself, areas);
    add_marks(before.seams(), now.seams(), of_seam, areas);
    add_marks(now.seams(), before.seams(), of_seam, areas);
    auto const of_line = [](Line const& line) { return line.area(); };
    add_marks(before.lines(), now.lines(), of_line, areas);
    add_marks(now.lines(), before.lines(), of_line, areas);
    add_marks(before.frames(), now.frames(), of_frame, areas);
    add_marks(now.frames(), before.frames(), of_frame, areas);
    add_marks(before.large_texts(), now.large_texts(), of_text, areas);
    add_marks(now.large_texts(), before.large_texts(), of_text, areas);
    return areas;
}

} // namespace ringside::gui
