// Input by events only: SDL's events become key presses and clicks. Nothing is polled, so the window, tests
// and recorded scripts share one path. Read next: window.hpp.
#pragma once

#include "gui/keys.hpp"

#include <vector>

union SDL_Event;

namespace ringside::gui {

struct Input
{
    enum class Kind : uint8_t
    {
        none,
        key,
        click,  // the left button was pressed at x, y
        resize, // also: the window was uncovered
        quit,
    };
    Kind kind = Kind::none;
    KeyPress press{};
    int x = 0; // pixels of the window
    int y = 0;
};

Input translated(SDL_Event const& event);

} // namespace ringside::gui
