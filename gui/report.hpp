// The view as lines of text, for tests that press real keys: ringside --report FILE writes it after each key.
#pragma once

#include "gui/view.hpp"

#include <string>

namespace ringside::gui {

// "name value" lines: place, lamp, ring, stage, step, marker.user, marker.kernel, written ...
std::string report(View const& view);

} // namespace ringside::gui
