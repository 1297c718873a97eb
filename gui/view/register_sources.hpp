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

// ---- vector_registers.cpp
// The page of x87 and XMM registers.
RegistersView vector_registers_view(Scene const& scene);
// Six decimal digits of an x87 register's value: "3.14159", "-∞".
std::string decimal_text(cpu::F80 const& value);

} // namespace ringside::gui
