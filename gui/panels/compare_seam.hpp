// The seam between two machines: the phases with the instructions of each side, and what the chosen phase
// cost in detail. Next: compare_seam.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class CompareSeamPanel
{
public:
    CompareSeamPanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    int draw_phases(View const& view, Actions& actions, int row);
    int draw_costs(View const& view, std::size_t phase, int row);

    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
