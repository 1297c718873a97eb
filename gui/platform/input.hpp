// Input by events only: SDL's events become key presses, text and what the mouse does. Nothing is polled, so
// the window, tests and recorded scripts share one path. Read next: window.hpp.
#pragma once

#include "gui/keys.hpp"

#include <string>

union SDL_Event;

namespace ringside::gui {

struct Input
{
    enum class Kind : uint8_t
    {
        none,
        key,
        text,  // letters for a text field, as the keyboard's layout or an input method makes them
        click, // the left button was pressed at x, y
        ask,   // the right button: what is this?
        move,  // the mouse moved
        drag,  // the mouse moved with the left button down
        release,
        wheel,
        drop,   // a file was dropped upon the window
        resize, // also: the window was uncovered
        quit,
    };
    Kind kind = Kind::none;
    KeyPress press{};
    int x = 0; // pixels of the window
    int y = 0;
    int rows = 0;       // of the wheel, downwards positive
    std::string text{}; // of a text field, or the file's name
};

Input translated(SDL_Event const& event);

} // namespace ringside::gui
