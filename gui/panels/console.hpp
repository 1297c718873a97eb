// The guest's terminal. A click or Ctrl+] gives it the keyboard; a frame says that it has it. Read next:
// console.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class ConsolePanel
{
public:
    ConsolePanel(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}
    void draw(View const& view, Actions& actions);

private:
    void draw_line(int row, TerminalLine const& line, bool reversed);
    void draw_cursor(ConsoleView const& console);
    int room() const { return area_.columns - 2; } // columns for the terminal's

    Canvas& canvas_;
    Area area_;
};

} // namespace ringside::gui
