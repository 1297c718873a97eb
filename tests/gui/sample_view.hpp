// Views made by hand, for tests of panels: what they say need not come from a machine, only fit or not fit.
#pragma once

#include "gui/view.hpp"

namespace ringside::tests {

// In the midst of INT 0x80 at push_ss, with long values everywhere.
gui::View view_in_interrupt();
// The next instruction is a MOV; nothing is under way.
gui::View view_between_instructions();
// In the midst of SYSCALL: ring 0 on the user's stack.
gui::View view_in_syscall();

} // namespace ringside::tests
