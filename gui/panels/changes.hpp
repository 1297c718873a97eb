// The registers that changed since the last stop, in a few rows: all that a projector's large letters leave
// room for. Read next: changes.cpp, registers.hpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class ChangesPanel
{
public:
    ChangesPanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
