// Where things lie in the compare view, in cells: two sides and the seam between them in the proportion
// 56 | 20 | 56; on each side title, phase, code, trap stage, both stacks and a row of registers. Read next:
// layout.cpp, ../compare_frame.cpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/view/compare_view.hpp"

#include <array>

namespace ringside::gui {

// An area of no rows is not drawn.
struct SideLayout
{
    Area whole{};
    Area title{};
    Area phase{};
    Area code{};
    Area stage{};
    Area user_stack{};
    Area kernel_stack{};
    Area slot{}; // one row under both stacks
    Area registers{};
};

struct CompareLayout
{
    Area control{};
    Area left{};
    Area seam{};
    Area right{};
    std::array<SideLayout, 2> sides{}; // within left and right
    Area costs{};                      // over everything, where the costs are enlarged
    Area hint{};
    bool fits = false; // false: the window is too small
};

CompareLayout compare_layout_for(int columns, int rows, CompareZoom zoom = CompareZoom::none);

} // namespace ringside::gui
