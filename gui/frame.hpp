// One frame of the window: every panel drawn once into a canvas. The window, the picture command and the
// tests all draw by this. Read next: layout.hpp, panels/.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/layout.hpp"
#include "gui/view.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

void draw_frame(View const& view, Actions& actions, Canvas& canvas);

// The names for --panel and for pictures: "window" (all of it) first.
std::vector<std::string> panel_names();
// Where a panel lies, if this view has it; and which one lies there.
std::optional<Area> panel_area(View const& view, int columns, int rows, std::string_view name);
std::string panel_at(View const& view, int columns, int rows, int column, int row);

// Names them for the actions: below all widgets, so that every place can be asked what it is.
void name_panels(View const& view, int columns, int rows, Actions& actions);

} // namespace ringside::gui
