// The guest's colours in the themes. It chooses a hue for text and one for the fill; whatever it pairs, the
// text stays legible: in a dark theme every text is light and every fill dark, in a light one the other way
// round. Read next: theme.hpp, terminal/screen.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/terminal/screen.hpp"

#include <array>

namespace ringside::gui {

// In the order of Hue, from black to white.
inline constexpr std::array terminal_texts = {
    Tone::terminal_black, Tone::terminal_red,     Tone::terminal_green, Tone::terminal_yellow,
    Tone::terminal_blue,  Tone::terminal_magenta, Tone::terminal_cyan,  Tone::text};
inline constexpr std::array terminal_fills = {Tone::terminal_black_fill, Tone::terminal_red_fill,
                                              Tone::terminal_green_fill, Tone::terminal_yellow_fill,
                                              Tone::terminal_blue_fill,  Tone::terminal_magenta_fill,
                                              Tone::terminal_cyan_fill,  Tone::terminal_white_fill};

Style style_of(TerminalPen const& pen, bool screen_reversed);

} // namespace ringside::gui
