// The dark theme, and how contrast is computed. Next: theme.hpp for what each colour means.
#include "gui/theme.hpp"

#include <algorithm>
#include <cmath>

namespace ringside::gui {

namespace {

constexpr Theme make_dark()
{
    Theme theme;
    auto const set = [&theme](Tone tone, unsigned rgb) {
        theme.colours[static_cast<std::size_t>(tone)] = {
            static_cast<uint8_t>(rgb >> 16), static_cast<uint8_t>(rgb >> 8), static_cast<uint8_t>(rgb)};
    };
    set(Tone::background, 0x14171c);
    set(Tone::panel_title, 0x2a303a);
    set(Tone::text, 0xe8eaed);
    set(Tone::faint, 0x949ca8);
    set(Tone::line, 0x4a5260);
    set(Tone::cursor, 0x343c4a);
    set(Tone::changed, 0xf0e442);
    set(Tone::changed_text, 0x000000);
    set(Tone::user, 0x0072b2);
    set(Tone::user_text, 0xffffff);
    set(Tone::kernel, 0xe69f00);
    set(Tone::kernel_text, 0x000000);
    set(Tone::hardware, 0xcc79a7);
    set(Tone::hardware_text, 0x000000);
    set(Tone::user_word, 0x56b4e9);
    set(Tone::kernel_word, 0xe69f00);
    set(Tone::hardware_word, 0xdf98bf);
    set(Tone::fault, 0xff9a5c);
    set(Tone::terminal_black, 0xb4bac4);
    set(Tone::terminal_red, 0xff9e92);
    set(Tone::terminal_green, 0x8fd694);
    set(Tone::terminal_yellow, 0xe8d44d);
    set(Tone::terminal_blue, 0x8ec1ff);
    set(Tone::terminal_magenta, 0xe5a3e0);
    set(Tone::terminal_cyan, 0x7fdbe0);
    set(Tone::terminal_black_fill, 0x000000);
    set(Tone::terminal_red_fill, 0x5c1410);
    set(Tone::terminal_green_fill, 0x0f3f1a);
    set(Tone::terminal_yellow_fill, 0x453800);
    set(Tone::terminal_blue_fill, 0x12306b);
    set(Tone::terminal_magenta_fill, 0x4f1a52);
    set(Tone::terminal_cyan_fill, 0x0b3e45);
    set(Tone::terminal_white_fill, 0x3a414c);
    return theme;
}

constexpr Theme dark = make_dark();

constexpr std::array<Pair, 21> pairs = {{
    {Tone::text, Tone::background},
    {Tone::text, Tone::panel_title},
    {Tone::text, Tone::cursor},
    {Tone::faint, Tone::background},
    {Tone::faint, Tone::panel_title},
    {Tone::changed_text, Tone::changed},
    {Tone::user_text, Tone::user},
    {Tone::kernel_text, Tone::kernel},
    {Tone::hardware_text, Tone::hardware},
    {Tone::user_word, Tone::background},
    {Tone::user_word, Tone::panel_title},
    {Tone::user_word, Tone::cursor},
    {Tone::kernel_word, Tone::background},
    {Tone::kernel_word, Tone::panel_title},
    {Tone::kernel_word, Tone::cursor},
    {Tone::hardware_word, Tone::background},
    {Tone::hardware_word, Tone::panel_title},
    {Tone::hardware_word, Tone::cursor},
    {Tone::fault, Tone::background},
    {Tone::fault, Tone::panel_title},
    {Tone::fault, Tone::cursor},
}};

// WCAG 2.1, "relative luminance".
double linear(uint8_t part)
{
    double const share = part / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(Colour colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

} // namespace

Theme const& dark_theme()
{
    return dark;
}

double contrast(Colour one, Colour other)
{
    double const a = luminance(one);
    double const b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

std::span<Pair const> legible_pairs()
{
    return pairs;
}

} // namespace ringside::gui
