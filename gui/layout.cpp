// The grid. Extra columns go to the three columns in their proportion; extra rows to stage, stacks and
// console.
#include "gui/layout.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int seam = 1; // one empty column between panels, where the line is drawn

} // namespace

Layout layout_for(int columns, int rows)
{
    Layout layout;
    layout.fits = columns >= least_columns && rows >= least_rows;
    columns = std::max(columns, least_columns);
    rows = std::max(rows, least_rows);

    layout.title = {0, 0, columns, 2};
    layout.control = {0, 2, columns, 1};
    layout.hint = {0, rows - 1, columns, 1};
    int const console_rows = std::clamp(rows / 8, 4, 8);
    layout.console = {0, rows - 1 - console_rows, columns, console_rows};

    int const top = 3;
    int const height = layout.console.row - top;
    int const shared = columns - 2 * seam;
    int const code = shared * 30 / 132;
    int const registers = shared * 44 / 132;
    int const centre = shared - code - registers;
    layout.code = {0, top, code, height};
    layout.registers = {columns - registers, top, registers, height};

    // 20 rows hold the longest list of steps, in two columns, and the words below it.
    int const stage_rows = std::clamp(height * 3 / 5, 14, 20);
    Area const middle = {code + seam, top, centre, height};
    layout.stage = {middle.column, top, centre, stage_rows};
    int const left = (centre - seam) / 2;
    int const stack_rows = height - stage_rows - 1;
    layout.user_stack = {middle.column, top + stage_rows, left, stack_rows};
    layout.slot = {middle.column, top + height - 1, centre, 1};
    layout.kernel_stack = {middle.column + left + seam, top + stage_rows, centre - left - seam, stack_rows};
    return layout;
}

} // namespace ringside::gui
