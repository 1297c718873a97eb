// The strip of the whole run and the lane of its system calls. Filled by timeline.cpp.
#pragma once

#include <string>

namespace ringside::gui {

struct TimelineView
{
    std::string note; // shown while there is nothing else
};

} // namespace ringside::gui
