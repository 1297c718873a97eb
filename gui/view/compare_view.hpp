// Two machines side by side, phase by phase. Filled by compare.cpp.
#pragma once

#include <string>

namespace ringside::gui {

struct CompareView
{
    std::string note; // shown while there is nothing else
};

} // namespace ringside::gui
