// What goes over from a session to the one that replaces it when its program was built anew: breakpoints by
// the names of functions, for addresses have moved, and the place in the run. Read next: program_file.hpp.
#pragma once

#include "emu/session.hpp"

#include <cstddef>
#include <optional>

namespace ringside::gui {

// Returns how many could not be set again, because their functions are gone.
std::size_t carry_breakpoints(emu::Session const& before, emu::Session& now);

// Where the session stands, for one whose program has changed: a system call is a better mark than a number
// of instructions. Nothing at the start of the run.
std::optional<emu::Place> place_to_find(emu::Session& session);

} // namespace ringside::gui
