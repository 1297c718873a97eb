// System calls. Read next: strace.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"
#include "gui/widgets/block.hpp"

namespace ringside::gui {

class StracePanel
{
public:
    StracePanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    void draw_line(Block& block, int row, StraceLine const& line);
    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
