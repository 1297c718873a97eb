// Who acts: told everywhere by colour and by a word. Read next: ../view.hpp.
#pragma once

#include <cstdint>

namespace ringside::gui {

// Who acts.
enum class Actor : uint8_t
{
    nobody,
    user,     // ring 3
    kernel,   // ring 0
    hardware, // the processor itself, in the midst of a transition
};

} // namespace ringside::gui
