// The code panel. Filled by code.cpp.
#pragma once

#include "gui/view/actor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

struct CodeRow
{
    enum class Kind : uint8_t
    {
        instruction,
        label,   // a symbol begins here
        source,  // a line of the source text
        comment, // of a line of assembly: what its author had to say of the instruction below
        note,    // what the instruction above does at this moment
    };
    Kind kind = Kind::instruction;
    uint64_t address = 0;
    std::string bytes; // hex
    std::string text;
    bool current = false; // executed next, or executing now; in another level: what that level waits for
    Actor owner = Actor::user;
    bool cursor = false; // put there by a person
    bool breakpoint = false;
    unsigned age = 0;   // how many instructions ago it was executed, from 1; 0: not lately
    bool jumps = false; // JMP, Jcc, LOOP
    std::optional<uint64_t> target{};
    std::string comment{}; // a comment that stands in the same row
};

struct CodeView
{
    std::string where; // "entry_SYSCALL_64+12"
    std::string file;  // of the current source line; empty if there is none
    std::vector<CodeRow> rows;
    // The row that stands at a third of the panel; scrolling moves the others past it.
    uint64_t anchor = 0;
    bool away = false; // not at RIP: scrolled, another level or another address
};

} // namespace ringside::gui
