// Next: terminal_tones.hpp for the idea.
#include "gui/terminal_tones.hpp"

namespace ringside::gui {

namespace {

Tone text_tone(Hue hue)
{
    return hue == Hue::standard ? Tone::text : terminal_texts[static_cast<std::size_t>(hue) - 1];
}

Tone fill_tone(Hue hue)
{
    return hue == Hue::standard ? Tone::background : terminal_fills[static_cast<std::size_t>(hue) - 1];
}

} // namespace

// Reversed: the hues change places, and so do the theme's own two.
Style style_of(TerminalPen const& pen, bool screen_reversed)
{
    Weight const weight = pen.bold ? Weight::bold : Weight::plain;
    if (pen.reversed == screen_reversed)
        return {text_tone(pen.text), fill_tone(pen.fill), weight, false, pen.underlined};
    Hue const fill = pen.text == Hue::standard ? Hue::white : pen.text;
    return {text_tone(pen.fill), fill_tone(fill), weight, false, pen.underlined};
}

} // namespace ringside::gui
