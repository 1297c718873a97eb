// What the long-mode and the legacy form of a delivery share.
#pragma once

#include "cpu/transitions/event.hpp"
#include "cpu/transitions/gate.hpp"
#include "cpu/transitions/story.hpp"

namespace ringside::cpu {

// RFLAGS as pushed, and as the handler finds it.
uint64_t rflags_image(State const& state, Event const& event);
uint64_t rflags_in_handler(State const& state, Gate const& gate);

// legacy_interrupt.cpp: 8-byte gates and the 32-bit TSS.
Result<void> deliver_in_legacy_mode(Story const& story, Event const& event, uint64_t return_rip);

} // namespace ringside::cpu
