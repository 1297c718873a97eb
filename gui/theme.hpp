// Colours by what they mean. Who acts is told by colour and by a word: user blue, kernel orange, the hardware
// purple with hatching. Hues after Okabe and Ito, "Color Universal Design"; contrast after WCAG 2.1,
// "Contrast (Minimum)". Read next: canvas.hpp.
#pragma once

#include "gui/choices.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace ringside::gui {

enum class Tone : uint8_t
{
    background,
    panel_title, // fill of a panel's title row
    text,
    faint, // dead stack rows, old values, steps to come
    line,
    cursor,  // fill of the row that is executed next
    changed, // fill of what changed since the last stop
    changed_text,
    user,
    user_text,
    kernel,
    kernel_text,
    hardware,
    hardware_text,
    user_word, // the three as text on the background
    kernel_word,
    hardware_word,
    fault,
    // The guest's colours (terminal_tones.hpp): text, and fills under it.
    terminal_black,
    terminal_red,
    terminal_green,
    terminal_yellow,
    terminal_blue,
    terminal_magenta,
    terminal_cyan,
    terminal_black_fill,
    terminal_red_fill,
    terminal_green_fill,
    terminal_yellow_fill,
    terminal_blue_fill,
    terminal_magenta_fill,
    terminal_cyan_fill,
    terminal_white_fill,
    count_,
};

struct Colour
{
    uint8_t red = 0;
    uint8_t green = 0;
    uint8_t blue = 0;
    bool operator==(Colour const&) const = default;
};

struct Theme
{
    std::array<Colour, static_cast<std::size_t>(Tone::count_)> colours{};

    Colour operator[](Tone tone) const { return colours[static_cast<std::size_t>(tone)]; }
};

Theme const& theme_of(ThemeName name);

// From 1 (equal) to 21 (black on white).
double contrast(Colour one, Colour other);

// Pairs of text and fill that occur together and must be legible; a test computes each.
struct Pair
{
    Tone text;
    Tone fill;
};
std::span<Pair const> legible_pairs();

} // namespace ringside::gui
