// The compare view's grid. Code, stage and stacks have 8, 9 and 11 rows of a projector's 34 and keep this
// proportion in larger windows. Next: ../panels/compare_side.cpp.
#include "gui/compare/layout.hpp"

#include "gui/layout.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int gap = 1; // the column in which the line is drawn
constexpr int title_rows = 2;
constexpr int fixed_rows = title_rows + 2; // with the rows of the phase and of the registers
constexpr int code_share = 8;
constexpr int stage_share = 9;
constexpr int stacks_share = 11;
constexpr int all_shares = code_share + stage_share + stacks_share;

// From `area`'s upper edge, so many rows; the rest stays.
Area take_top(Area& area, int rows)
{
    Area const top{area.column, area.row, area.columns, rows};
    area.row += rows;
    area.rows -= rows;
    return top;
}

void lay_stacks(SideLayout& side, Area area)
{
    Area strips = take_top(area, area.rows - 1);
    side.slot = area;
    int const left = (strips.columns - gap) / 2;
    side.user_stack = {strips.column, strips.row, left, strips.rows};
    side.kernel_stack = {strips.column + left + gap, strips.row, strips.columns - left - gap, strips.rows};
}

SideLayout lay_side(Area area, CompareZoom zoom)
{
    SideLayout side;
    side.whole = area;
    side.title = take_top(area, title_rows);
    side.phase = take_top(area, 1);
    Area body = take_top(area, area.rows - 1);
    side.registers = area;
    bool const all = zoom == CompareZoom::none;
    int const rows = body.rows;
    if (all || zoom == CompareZoom::code)
        side.code = take_top(body, all ? rows * code_share / all_shares : rows);
    if (all || zoom == CompareZoom::stage)
        side.stage = take_top(body, all ? rows * stage_share / all_shares : rows);
    if (all || zoom == CompareZoom::stacks)
        lay_stacks(side, body);
    return side;
}

} // namespace

CompareLayout compare_layout_for(int columns, int rows, CompareZoom zoom)
{
    CompareLayout layout;
    layout.fits = columns >= least_columns && rows >= least_rows;
    columns = std::max(columns, least_columns);
    rows = std::max(rows, least_rows);
    layout.control = {0, 0, columns, 1};
    layout.hint = {0, rows - 1, columns, 1};
    int const height = rows - 2;
    int const middle = (columns - 2 * gap) * 20 / 132;
    int const side = (columns - middle - 2 * gap) / 2;
    layout.left = {0, 1, side, height};
    layout.right = {columns - side, 1, side, height};
    layout.sides = {lay_side(layout.left, zoom), lay_side(layout.right, zoom)};
    layout.seam = {side + gap, 1, columns - 2 * side - 2 * gap, height};
    if (zoom == CompareZoom::cost)
        layout.costs = {0, 1 + fixed_rows - 1, columns, height - fixed_rows};
    return layout;
}

} // namespace ringside::gui
