// Where a session stands, as --at names it. Read next: ../../emu/place.hpp.
#pragma once

#include "emu/session.hpp"

namespace ringside::gui {

// A system call of the program and its micro-step, else the number of instructions; within another
// transition that of the instruction before it. `transition`: the one at hand; null: none is known.
emu::Place place_of(emu::Session const& session, emu::TransitionView const* transition);

} // namespace ringside::gui
