// Where the panels lie, in cells. Single view: title and control rows, then three columns in the proportion
// 30 | 58 | 44, then timeline, console and strace text, then the row of hints. No panel hides another. The
// tables view has the same rows above and below; the compare view is laid out in compare/layout.cpp. Read
// next: frame.cpp, which draws them.
#pragma once

#include "gui/canvas.hpp"
#include "gui/choices.hpp"

namespace ringside::gui {

struct Layout
{
    Area title{};
    Area control{};
    Area code{};
    Area stage{};
    Area user_stack{};
    Area kernel_stack{};
    Area slot{}; // one row under both stacks
    Area registers{};
    Area tables{};
    Area timeline{}; // a strip and a lane of strace lines
    Area console{};
    Area strace{};
    Area hint{};
    bool fits = false; // false: the window is too small for all panels
};

// 132 x 34 cells hold every panel in full; down to this, long values are shortened and the step list scrolls.
inline constexpr int least_columns = 100;
inline constexpr int least_rows = 30;

// While the console has the keyboard it takes the rows of its whole screen, as far as the others can spare
// them.
Layout layout_for(int columns, int rows, Splits const& splits = {}, Focus focus = Focus::commands);

// Where a splitter lies, and the shares when it is dragged to a cell of the layout that is shown.
Area splitter_area(Layout const& layout, Splitter splitter);
Splits moved(Splits splits, Splitter splitter, int column, int row, int columns, int rows,
             Focus focus = Focus::commands);

// Cell heights in pixels: desk mode's, and how far one may go.
inline constexpr int desk_height = 18;
inline constexpr int least_height = 10;
inline constexpr int greatest_height = 48;

// Projector mode: always this many cells, in the largest letters that fit. Where these are lower than
// least_projected pixels, fewer cells and the essential panels alone.
struct Grid
{
    int columns;
    int rows;
};
inline constexpr Grid projector_grid = {132, 34};
inline constexpr Grid essential_grid = {84, 32};
inline constexpr int least_projected = 24;

struct EssentialLayout
{
    Area title{};
    Area control{};
    Area code{};
    Area stage{};
    Area user_stack{};
    Area kernel_stack{};
    Area slot{};
    Area changes{}; // the registers that changed
    Area hint{};
    bool fits = false;
};
EssentialLayout essential_layout_for(int columns, int rows);

// The tables view: one list of what there is, and the chosen ones beside it.
struct TablesLayout
{
    Area title{};
    Area control{};
    Area body{};
    Area timeline{};
    Area hint{};
    bool fits = false;
};
TablesLayout tables_layout_for(int columns, int rows);

} // namespace ringside::gui
