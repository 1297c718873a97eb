// A micro-step's values in words and signs. Everything comes from the record that the processor announced.
// Read next: step_words.cpp.
#pragma once

#include "cpu/transitions/step.hpp"
#include "gui/text/catalogue.hpp"

#include <string>

namespace ringside::gui {

// What a step did, with full values: "SS 2b → [ffffc90000003ff8], 8 B"; what a check compared: "gate DPL 3 ≥
// CPL 3", and if it failed "gate DPL 0 < CPL 3".
std::string step_words(Catalogue const& tr, cpu::StepRecord const& record);
// "gate DPL 0 < CPL 3 → #GP, error code 0x402"
std::string failure_words(Catalogue const& tr, cpu::StepRecord const& record);
// The one value that fits beside a step's name; may be empty.
std::string short_value(cpu::StepRecord const& record);
// "LSTAR"; empty for an MSR that no transition reads.
std::string msr_name(uint64_t number);

} // namespace ringside::gui
