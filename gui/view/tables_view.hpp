// The tables panel of the single view. Filled by tables.cpp.
#pragma once

#include <string>

namespace ringside::gui {

struct TablesView
{
    std::string note; // shown while there is nothing else
};

} // namespace ringside::gui
