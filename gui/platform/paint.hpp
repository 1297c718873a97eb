// Cells to pixels: draws a canvas with ImGui's draw list. Read next: renderer.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/platform/fonts.hpp"
#include "gui/theme.hpp"

struct ImDrawList;

namespace ringside::gui {

void paint(Canvas const& canvas, Fonts const& fonts, Theme const& theme, ImDrawList& list);

} // namespace ringside::gui
