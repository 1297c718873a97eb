// One frame of the window: every panel drawn once into a canvas. The window, the picture command and the
// tests all draw by this. Read next: layout.hpp, panels/.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/layout.hpp"
#include "gui/view.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace ringside::gui {

void draw_frame(View const& view, Actions& actions, Canvas& canvas);

// The names for --panel, "window" (all of it) first, and where each lies.
std::vector<std::string_view> panel_names();
std::optional<Area> panel_area(Layout const& layout, std::string_view name);

} // namespace ringside::gui
