// The command line at the window's lower edge, and what it answered. Filled by driver/line.cpp.
#pragma once

#include <string>
#include <vector>

namespace ringside::gui {

struct LineView
{
    bool open = false;
    std::string prompt;              // ":"
    std::string text;                // what was typed
    std::string before_cursor;       // of it
    std::string title;               // of the answer: the line that was executed
    std::vector<std::string> answer; // by lines
    bool refused = false;            // the answer says why nothing was done
};

} // namespace ringside::gui
