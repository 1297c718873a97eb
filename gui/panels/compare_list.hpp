// The list of machines, over the compare view: requests above, paths below. Next: compare_list.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class CompareListPanel
{
public:
    CompareListPanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

    // In the middle of this area.
    static Area area_within(Area area, MachineList const& list);

private:
    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
