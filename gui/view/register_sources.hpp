// Where a transition took what it has just put into a register: "rcx" "← RIP". Read next:
// register_sources.cpp.
#pragma once

#include "gui/view/builder.hpp"

#include <map>
#include <string>

namespace ringside::gui {

using RegisterSources = std::map<std::string, std::string>; // by the register's name in the view

// Of the steps that are done, while the transition is under way or has just been completed.
RegisterSources register_sources(Scene const& scene);

// The page of x87 and XMM registers. vector_registers.cpp
RegistersView vector_registers_view(Scene const& scene);

} // namespace ringside::gui
