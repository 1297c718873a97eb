// The code panel. Filled by code.cpp.
#pragma once

#include "gui/view/actor.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ringside::gui {

struct CodeRow
{
    enum class Kind : uint8_t
    {
        instruction,
        label,  // a symbol begins here
        source, // a line of the source text
    };
    Kind kind = Kind::instruction;
    uint64_t address = 0;
    std::string bytes; // hex
    std::string text;
    bool current = false; // executed next, or executing now
    Actor owner = Actor::user;
};

struct CodeView
{
    std::string where; // "entry_SYSCALL_64+12"
    std::vector<CodeRow> rows;
};

} // namespace ringside::gui
