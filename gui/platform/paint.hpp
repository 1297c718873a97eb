// Cells to pixels: draws a canvas with ImGui's draw list. Read next: renderer.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/platform/fonts.hpp"
#include "gui/theme.hpp"

struct ImDrawList;

namespace ringside::gui {

// Where the cells lie on the target, in pixels, and how large that is.
struct Place
{
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
};

// With `before`, the canvas that the target shows now: only what differs is drawn. Otherwise everything.
void paint(Canvas const& canvas, Canvas const* before, Fonts const& fonts, Theme const& theme,
           Place const& place, ImDrawList& list);

} // namespace ringside::gui
