// Timeline: the run as a strip, coloured by ring, with a mark where something happened, and under it the lane
// of system calls. A click or a drag goes there. Read next: ../view/timeline.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"
#include "gui/widgets/block.hpp"

namespace ringside::gui {

class TimelinePanel
{
public:
    TimelinePanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    void draw_title(Block& block, View const& view) const;
    void draw_strip(Block& block, View const& view, int row, Actions& actions) const;
    void draw_lane(Block& block, View const& view, int row, Actions& actions) const;

    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
