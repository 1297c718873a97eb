// The guest's terminal, as much of it as the panel shows. Filled by console.cpp.
#pragma once

#include "gui/terminal/screen.hpp"

#include <string>
#include <vector>

namespace ringside::gui {

struct ConsoleView
{
    std::vector<TerminalLine> lines; // from the top of the panel; blanks at their ends are left out
    int cursor_line = -1;            // index in `lines`, or just below the last one; -1: not to be seen
    int cursor_column = 0;
    bool reversed = false; // the whole screen
    bool has_keyboard = false;
    std::size_t lines_above = 0; // that the wheel would bring down
    std::size_t lines_below = 0;
    std::string size; // of the terminal, "80 x 25"
    std::string note; // shown while there are no lines
};

// The letters alone, a string a line.
std::vector<std::string> text_of(ConsoleView const& console);

} // namespace ringside::gui
