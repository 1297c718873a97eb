// Arrows for the jumps among the rows of a listing: which rows each joins, and in which lane it runs so that
// no two of them cover each other. Read next: panels/code.cpp, which draws them.
#pragma once

#include "gui/view/code_view.hpp"

#include <span>
#include <vector>

namespace ringside::gui {

struct JumpArrow
{
    int from = 0;         // rows, counted from the first of the listing
    int to = 0;           // -1: above the first row; the number of rows: below the last one
    int lane = 0;         // from 0, the nearest to the code
    bool current = false; // of the instruction that is executed next

    int top() const { return from < to ? from : to; }
    int bottom() const { return from < to ? to : from; }
};

// Of the jumps that find a free lane: the current one first, then the shortest. A jump that leaves the
// listing has an arrow only if it is the current one.
std::vector<JumpArrow> jump_arrows(std::span<CodeRow const> rows, int lanes);

} // namespace ringside::gui
