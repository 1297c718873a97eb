// The themes, and how contrast is computed. Next: theme.hpp for what each colour means.
#include "gui/theme.hpp"

#include <algorithm>
#include <cmath>

namespace ringside::gui {

namespace {

struct Entry
{
    Tone tone;
    unsigned rgb;
};

constexpr Theme make(std::array<Entry, static_cast<std::size_t>(Tone::count_)> const& entries)
{
    Theme theme;
    for (Entry const& entry : entries)
        theme.colours[static_cast<std::size_t>(entry.tone)] = {static_cast<uint8_t>(entry.rgb >> 16),
                                                               static_cast<uint8_t>(entry.rgb >> 8),
                                                               static_cast<uint8_t>(entry.rgb)};
    return theme;
}

constexpr Theme dark = make({{
    {Tone::background, 0x14171c},
    {Tone::panel_title, 0x2a303a},
    {Tone::text, 0xe8eaed},
    {Tone::faint, 0x949ca8},
    {Tone::line, 0x4a5260},
    {Tone::cursor, 0x343c4a},
    {Tone::changed, 0xf0e442},
    {Tone::changed_text, 0x000000},
    {Tone::user, 0x0072b2},
    {Tone::user_text, 0xffffff},
    {Tone::kernel, 0xe69f00},
    {Tone::kernel_text, 0x000000},
    {Tone::hardware, 0xcc79a7},
    {Tone::hardware_text, 0x000000},
    {Tone::user_word, 0x56b4e9},
    {Tone::kernel_word, 0xe69f00},
    {Tone::hardware_word, 0xdf98bf},
    {Tone::fault, 0xff9a5c},
    {Tone::terminal_black, 0xb4bac4},
    {Tone::terminal_red, 0xff9e92},
    {Tone::terminal_green, 0x8fd694},
    {Tone::terminal_yellow, 0xe8d44d},
    {Tone::terminal_blue, 0x8ec1ff},
    {Tone::terminal_magenta, 0xe5a3e0},
    {Tone::terminal_cyan, 0x7fdbe0},
    {Tone::terminal_black_fill, 0x000000},
    {Tone::terminal_red_fill, 0x5c1410},
    {Tone::terminal_green_fill, 0x0f3f1a},
    {Tone::terminal_yellow_fill, 0x453800},
    {Tone::terminal_blue_fill, 0x12306b},
    {Tone::terminal_magenta_fill, 0x4f1a52},
    {Tone::terminal_cyan_fill, 0x0b3e45},
    {Tone::terminal_white_fill, 0x3a414c},
}});

// For projectors: darker words and lighter fills, so that both keep their contrast on white.
constexpr Theme light = make({{
    {Tone::background, 0xffffff},
    {Tone::panel_title, 0xe4e8ee},
    {Tone::text, 0x14171c},
    {Tone::faint, 0x5c6470},
    {Tone::line, 0xa8b0bc},
    {Tone::cursor, 0xdce6f2},
    {Tone::changed, 0xffe95c},
    {Tone::changed_text, 0x000000},
    {Tone::user, 0x005f96},
    {Tone::user_text, 0xffffff},
    {Tone::kernel, 0xf0a52a},
    {Tone::kernel_text, 0x000000},
    {Tone::hardware, 0xd58bb5},
    {Tone::hardware_text, 0x000000},
    {Tone::user_word, 0x005a8e},
    {Tone::kernel_word, 0x8a4b00},
    {Tone::hardware_word, 0x8f3570},
    {Tone::fault, 0xa83800},
    {Tone::terminal_black, 0x14171c},
    {Tone::terminal_red, 0x9c1414},
    {Tone::terminal_green, 0x0d5c1a},
    {Tone::terminal_yellow, 0x5c4a00},
    {Tone::terminal_blue, 0x103f9c},
    {Tone::terminal_magenta, 0x7a1677},
    {Tone::terminal_cyan, 0x00535c},
    {Tone::terminal_black_fill, 0xc4cad4},
    {Tone::terminal_red_fill, 0xffd9d6},
    {Tone::terminal_green_fill, 0xd2f0d4},
    {Tone::terminal_yellow_fill, 0xfbf0b8},
    {Tone::terminal_blue_fill, 0xd6e4ff},
    {Tone::terminal_magenta_fill, 0xf6dcf5},
    {Tone::terminal_cyan_fill, 0xcdf1f4},
    {Tone::terminal_white_fill, 0xffffff},
}});

// For print in black: rings and hardware differ in lightness alone, and by word and hatching.
constexpr Theme greyscale = make({{
    {Tone::background, 0xffffff},
    {Tone::panel_title, 0xe6e6e6},
    {Tone::text, 0x000000},
    {Tone::faint, 0x5e5e5e},
    {Tone::line, 0xa0a0a0},
    {Tone::cursor, 0xdedede},
    {Tone::changed, 0xd0d0d0},
    {Tone::changed_text, 0x000000},
    {Tone::user, 0x303030},
    {Tone::user_text, 0xffffff},
    {Tone::kernel, 0xc4c4c4},
    {Tone::kernel_text, 0x000000},
    {Tone::hardware, 0x979797},
    {Tone::hardware_text, 0x000000},
    {Tone::user_word, 0x303030},
    {Tone::kernel_word, 0x5a5a5a},
    {Tone::hardware_word, 0x454545},
    {Tone::fault, 0x000000},
    {Tone::terminal_black, 0x000000},
    {Tone::terminal_red, 0x3a3a3a},
    {Tone::terminal_green, 0x444444},
    {Tone::terminal_yellow, 0x3e3e3e},
    {Tone::terminal_blue, 0x303030},
    {Tone::terminal_magenta, 0x383838},
    {Tone::terminal_cyan, 0x404040},
    {Tone::terminal_black_fill, 0xc8c8c8},
    {Tone::terminal_red_fill, 0xdedede},
    {Tone::terminal_green_fill, 0xe6e6e6},
    {Tone::terminal_yellow_fill, 0xf0f0f0},
    {Tone::terminal_blue_fill, 0xd8d8d8},
    {Tone::terminal_magenta_fill, 0xe0e0e0},
    {Tone::terminal_cyan_fill, 0xeaeaea},
    {Tone::terminal_white_fill, 0xffffff},
}});

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

Theme const& theme_of(ThemeName name)
{
    switch (name) {
    case ThemeName::light:
        return light;
    case ThemeName::greyscale:
        return greyscale;
    case ThemeName::dark:
        break;
    }
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
