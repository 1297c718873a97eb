// One micro-step as one line for people: "push_ss  SS 0x2b -> [0xffffc90000003ff8]". Read next:
// step_text.cpp.
#pragma once

#include "cpu/transitions/step.hpp"

#include <string>

namespace ringside::emu {

// What was checked, read, written or loaded, with its values; without the step's name.
std::string step_text(cpu::StepRecord const& record);

} // namespace ringside::emu
