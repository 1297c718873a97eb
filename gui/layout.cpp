// The grid. Extra columns go to the three columns in their proportion; extra rows to stage, stacks and
// console.
#include "gui/layout.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int seam = 1; // one empty column between panels, where the line is drawn
constexpr int top_rows = 3;
// Narrower than that, a panel says nothing.
constexpr int least_code = 22;
constexpr int least_centre = 44;
constexpr int least_right = 32;
constexpr int least_console = 30;
constexpr int least_stage = 12;
constexpr int least_stacks = 8; // and the slot's row
constexpr int least_tables = 6;
constexpr int least_registers = 17;
constexpr int least_body = least_registers + least_tables;
constexpr int whole_console = 26; // the terminal's 25 rows and a title

// What all views share: their frame of rows. Returns the area that is left for the panels.
template <typename AnyLayout>
Area frame_rows(AnyLayout& layout, int& columns, int& rows)
{
    layout.fits = columns >= least_columns && rows >= least_rows;
    columns = std::max(columns, least_columns);
    rows = std::max(rows, least_rows);
    layout.title = {0, 0, columns, 2};
    layout.control = {0, 2, columns, 1};
    layout.hint = {0, rows - 1, columns, 1};
    return {0, top_rows, columns, rows - top_rows - 1};
}

// From `area`'s lower edge, so many rows; the rest stays.
Area take_bottom(Area& area, int rows)
{
    area.rows -= rows;
    return {area.column, area.bottom(), area.columns, rows};
}

int timeline_rows(int rows)
{
    return rows < 38 ? 2 : 3;
}

// A share of a whole, at least this much, and so that this much is left.
int share(int whole, int thousandths, int least, int left)
{
    return std::clamp(whole * thousandths / 1000, least, std::max(least, whole - left));
}

void lay_centre(Layout& layout, Area centre, Splits const& splits)
{
    // 20 rows hold the longest list of steps, in two columns, and the words below it.
    int const stage_rows = share(centre.rows, splits.stage, least_stage, least_stacks + 1);
    int const stack_rows = centre.rows - stage_rows - 1;
    int const left = (centre.columns - seam) / 2;
    layout.stage = {centre.column, centre.row, centre.columns, stage_rows};
    layout.user_stack = {centre.column, centre.row + stage_rows, left, stack_rows};
    layout.kernel_stack = {centre.column + left + seam, centre.row + stage_rows, centre.columns - left - seam,
                           stack_rows};
    layout.slot = {centre.column, centre.bottom() - 1, centre.columns, 1};
}

} // namespace

Layout layout_for(int columns, int rows, Splits const& splits, Focus focus)
{
    Layout layout;
    Area body = frame_rows(layout, columns, rows);
    int const bottom_rows = std::clamp(rows / 8, 4, 8);
    int const spare = body.rows - timeline_rows(rows) - least_body;
    Area bottom = take_bottom(body, focus == Focus::console ? std::clamp(spare, bottom_rows, whole_console)
                                                            : bottom_rows);
    layout.timeline = take_bottom(body, timeline_rows(rows));
    int const console = share(columns, splits.console, least_console, least_console);
    layout.console = {0, bottom.row, console, bottom.rows};
    layout.strace = {console + seam, bottom.row, columns - console - seam, bottom.rows};

    int const shared = columns - 2 * seam;
    int const code = share(shared, splits.code, least_code, least_centre + least_right);
    int const right = share(shared, splits.registers, least_right, code + least_centre);
    int const centre = shared - code - right;
    layout.code = {0, body.row, code, body.rows};
    lay_centre(layout, {code + seam, body.row, centre, body.rows}, splits);
    int const tables = share(body.rows, splits.tables, least_tables, least_registers);
    int const right_column = code + centre + 2 * seam;
    layout.registers = {right_column, body.row, columns - right_column, body.rows - tables};
    layout.tables = {right_column, layout.registers.bottom(), columns - right_column, tables};
    return layout;
}

Area splitter_area(Layout const& layout, Splitter splitter)
{
    switch (splitter) {
    case Splitter::code:
        return {layout.code.right(), layout.code.row, seam, layout.code.rows};
    case Splitter::registers:
        return {layout.stage.right(), layout.code.row, seam, layout.code.rows};
    case Splitter::stage:
        return {layout.stage.column, layout.user_stack.row, layout.stage.columns, 1};
    case Splitter::tables:
        return {layout.tables.column, layout.tables.row, layout.tables.columns, 1};
    case Splitter::console:
        return {layout.console.right(), layout.console.row, seam, layout.console.rows};
    }
    return {};
}

Splits moved(Splits splits, Splitter splitter, int column, int row, int columns, int rows, Focus focus)
{
    Layout const layout = layout_for(columns, rows, splits, focus);
    // The least share that gives so many cells.
    auto const share_of = [](int cells, int whole) {
        return std::clamp((cells * 1000 + whole - 1) / std::max(whole, 1), 0, 1000);
    };
    int const shared = columns - 2 * seam;
    switch (splitter) {
    case Splitter::code:
        splits.code = share_of(column, shared);
        break;
    case Splitter::registers:
        splits.registers = share_of(columns - column - seam, shared);
        break;
    case Splitter::stage:
        splits.stage = share_of(row - layout.code.row, layout.code.rows);
        break;
    case Splitter::tables:
        splits.tables = share_of(layout.code.bottom() - row, layout.code.rows);
        break;
    case Splitter::console:
        splits.console = share_of(column, columns);
        break;
    }
    return splits;
}

EssentialLayout essential_layout_for(int columns, int rows)
{
    constexpr int change_rows = 4;
    EssentialLayout layout;
    layout.fits = columns >= essential_grid.columns && rows >= essential_grid.rows;
    layout.title = {0, 0, columns, 2};
    layout.control = {0, 2, columns, 1};
    layout.hint = {0, rows - 1, columns, 1};
    layout.changes = {0, rows - 1 - change_rows, columns, change_rows};
    Layout centre;
    int const code = columns * 30 / 100;
    lay_centre(centre, {code + seam, top_rows, columns - code - seam, layout.changes.row - top_rows}, {});
    layout.code = {0, top_rows, code, layout.changes.row - top_rows};
    layout.stage = centre.stage;
    layout.user_stack = centre.user_stack;
    layout.kernel_stack = centre.kernel_stack;
    layout.slot = centre.slot;
    return layout;
}

TablesLayout tables_layout_for(int columns, int rows)
{
    TablesLayout layout;
    Area body = frame_rows(layout, columns, rows);
    layout.timeline = take_bottom(body, timeline_rows(rows));
    layout.body = body;
    return layout;
}

} // namespace ringside::gui
