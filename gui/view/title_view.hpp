// The title rows: program, levels, lamp. Filled by title.cpp.
#pragma once

#include "gui/view/actor.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

// One level of the breadcrumb: a function, or the transition that joins two of them.
struct TitleLevel
{
    std::string text; // "main", "write", "SYSCALL"
    Actor owner = Actor::user;
    std::optional<unsigned> frame{}; // of Session::frames(); none for a transition
    bool chosen = false;             // the code panel shows it
};

struct TitleView
{
    std::string file;               // the program's name
    std::vector<TitleLevel> levels; // from the outermost in
    Actor lamp = Actor::nobody;
    unsigned ring = 3;
};

} // namespace ringside::gui
