// The letters of the window: DejaVu Sans Mono, and WenQuanYi Micro Hei for the wide letters of East Asia,
// found when the program starts. Read next: paint.hpp.
#pragma once

#include "emu/outcome.hpp"

#include <set>
#include <string>

struct ImFont;

namespace ringside::gui {

struct FontFiles
{
    std::string plain;
    std::string bold;
    std::string wide; // empty where it is not installed
};

// Where the fonts lie on this host, or a sentence that says what to install. The wide one may be missing.
emu::Outcome<FontFiles> find_fonts();

// Letters in three cuts and the size of a cell in pixels. They belong to the current ImGui context.
struct Fonts
{
    ImFont* plain = nullptr;
    ImFont* bold = nullptr;
    ImFont* large = nullptr; // twice as high, for the ring lamp
    int cell_width = 0;
    int cell_height = 0;
};

// Replaces the fonts of the current ImGui context by ones whose cells are `height` pixels high. Of the wide
// letters they have those in `wide`: all that there are would take half a second.
emu::Outcome<Fonts> load_fonts(FontFiles const& files, int height, std::set<char32_t> const& wide);

} // namespace ringside::gui
