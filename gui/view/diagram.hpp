// The picture of a transition from its micro-steps. Read next: diagram.cpp.
#pragma once

#include "emu/session.hpp"
#include "gui/text/catalogue.hpp"
#include "gui/view/diagram_view.hpp"

#include <span>

namespace ringside::gui {

// `steps` belong to one transition: where one has led into another (a failed check into the delivery of its
// fault), to that part of which the current one is. `state` is the machine's now.
DiagramView diagram_of(Catalogue const& tr, cpu::State const& state, std::span<emu::MicroStep const> steps);

// The part of a list of micro-steps in which `index` lies: a new one begins behind a step that faulted.
std::span<emu::MicroStep const> part_around(std::span<emu::MicroStep const> steps, std::size_t index);

} // namespace ringside::gui
