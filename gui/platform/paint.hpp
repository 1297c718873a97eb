// Cells to pixels: draws a canvas with ImGui's draw list. Read next: renderer.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/platform/fonts.hpp"
#include "gui/theme.hpp"

struct ImDrawList;

namespace ringside::gui {

// With `before`, the canvas that the target shows now: only what differs is drawn. Otherwise everything.
void paint(Canvas const& canvas, Canvas const* before, Fonts const& fonts, Theme const& theme,
           ImDrawList& list);

} // namespace ringside::gui
