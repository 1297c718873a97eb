// The command line: one row over the hints, and above it what it answered. Read next: line.cpp,
// ../driver/line.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class LinePanel
{
public:
    // `area` is the whole window: the panel lies along its lower edge.
    LinePanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    void draw_row(View const& view, Actions& actions);
    void draw_answer(LineView const& line, Actions& actions);

    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
