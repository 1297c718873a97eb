// What the program asks of the kernel, as strace(1) writes it. Filled by strace.cpp.
#pragma once

#include <string>

namespace ringside::gui {

struct StraceView
{
    std::string note; // shown while there is nothing else
};

} // namespace ringside::gui
