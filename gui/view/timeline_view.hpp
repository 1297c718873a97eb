// The strip of the run and the lane of its system calls. Filled by timeline.cpp for the width of the window.
#pragma once

#include "gui/view/actor.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ringside::gui {

// The panel's first columns name its rows.
inline constexpr int timeline_label_columns = 11;

// What happened in a cell of the strip. Of several the first in this order is shown.
enum class TimelineMark : uint8_t
{
    change, // a field was changed by hand
    breakpoint,
    fault,
    output,
    system_call,
    interrupt,
    none,
};

struct TimelineCell
{
    Actor owner = Actor::user; // who had more of it
    bool mixed = false;        // the other ring had a part, too
    TimelineMark mark = TimelineMark::none;
    uint64_t time = 0;    // where a click goes: its mark, or its beginning
    bool present = false; // the position lies in it
};

// A system call as strace(1) writes it, under the cell in which it began.
struct TimelineCall
{
    enum class State : uint8_t
    {
        returned,
        open, // entered before the present position, and not back yet
        to_come,
    };
    int column = 0; // in the strip
    int columns = 0;
    uint64_t trap = 0;
    uint64_t time = 0; // of its entry
    std::string text;
    State state = State::returned;
};

struct TimelineView
{
    std::string note; // shown while there is nothing else
    std::string span; // "Timeline: the whole run", or a part of it
    std::vector<TimelineCell> cells;
    std::vector<TimelineCall> calls; // by column; they do not overlap
    bool more_before = false;        // the strip begins later than the run
    bool more_after = false;         // and ends before the end of what is known
};

} // namespace ringside::gui
