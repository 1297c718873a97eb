// What the program asks of the kernel, as strace(1) writes it, up to the present position. Filled by
// strace.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ringside::gui {

struct StraceLine
{
    uint64_t trap = 0;    // N of trap:N
    uint64_t entered = 0; // virtual time
    std::string text;     // "write(1, "hi\n", 3"
    std::string result;   // " = 3"; empty while the call is under way
    bool open = false;    // the kernel is in it now
};

struct StraceView
{
    std::vector<StraceLine> lines;
    bool ended = false;          // nothing more will come
    std::size_t lines_above = 0; // earlier ones, for which there is no room
    std::string note;            // shown while there are no lines
};

} // namespace ringside::gui
