// The costs enlarged: every phase and every kind of cost at once. Next: compare_costs.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class CompareCostsPanel
{
public:
    CompareCostsPanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
