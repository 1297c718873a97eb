// The tables view: the names of all sections, the sheets of the chosen one's page, and a row about the
// selected field. Read next: tables_page.cpp, ../widgets/sheet.hpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class TablesPagePanel
{
public:
    TablesPagePanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
