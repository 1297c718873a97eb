// Help over the view: the keys, or what a thing is. What is explained stays in sight, in a frame.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class HelpPanel
{
public:
    // `area` is the whole of what may be covered.
    HelpPanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    // Draws last: it frames what the other panels have drawn.
    void draw(View const& view, Actions& actions);

private:
    void draw_keys(View const& view, Actions& actions);
    void draw_text(View const& view, Actions& actions);
    Area place_for(int rows, Area const* beside) const;

    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
