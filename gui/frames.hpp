// The views, each drawn into a canvas whose first three rows, timeline and hint row are drawn already; the
// compare view draws all of its rows itself.
// Read next: frame.cpp, which chooses; single_frame.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/compare/layout.hpp"
#include "gui/layout.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

void draw_single(View const& view, Layout const& layout, Actions& actions, Canvas& canvas);
void draw_essential(View const& view, EssentialLayout const& layout, Actions& actions, Canvas& canvas);
void draw_compare(View const& view, CompareLayout const& layout, Actions& actions, Canvas& canvas);
void draw_tables(View const& view, TablesLayout const& layout, Actions& actions, Canvas& canvas);

} // namespace ringside::gui
