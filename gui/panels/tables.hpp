// The tables panel of the single view: groups of fields, those that the trap uses first. Read next:
// tables.cpp, ../view/tables_view.hpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class TablesPanel
{
public:
    TablesPanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
