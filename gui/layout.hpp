// Where the panels lie, in cells: title and control rows, then three columns in the proportion 30 | 58 | 44,
// then the console and the row of hints. No panel hides another. Read next: frame.cpp, which draws them.
#pragma once

#include "gui/canvas.hpp"

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
    Area console{};
    Area hint{};
    bool fits = false; // false: the window is too small for all panels
};

// 132 x 34 cells hold every panel in full; down to this, long values are shortened and the step list scrolls.
inline constexpr int least_columns = 100;
inline constexpr int least_rows = 30;

Layout layout_for(int columns, int rows);

} // namespace ringside::gui
