// The title rows: program, levels, lamp. Filled by title.cpp.
#pragma once

#include "gui/view/actor.hpp"

#include <string>
#include <vector>

namespace ringside::gui {

struct TitleView
{
    std::string file;                // the program's name
    std::vector<std::string> levels; // "main", "write", "SYSCALL"
    Actor lamp = Actor::nobody;
    unsigned ring = 3;
};

} // namespace ringside::gui
