// The console. Filled by console.cpp.
#pragma once

#include <string>
#include <vector>

namespace ringside::gui {

struct ConsoleView
{
    std::vector<std::string> lines; // what the guest wrote, control characters and all
    std::string note;               // shown while there are no lines
};

} // namespace ringside::gui
