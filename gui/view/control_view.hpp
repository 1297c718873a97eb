// The control row: where in the run, how it goes on. Filled by builder.cpp and the driver.
#pragma once

#include "gui/choices.hpp"

#include <cstdint>
#include <string>

namespace ringside::gui {

struct ControlView
{
    std::string place;  // "trap:1.15", "insn:1234"
    std::string status; // one sentence: stopped where, running, ended how
    bool running = false;
    bool ended = false;
    bool failed = false; // what was asked could not be done; `status` says why
    bool playing = false;
    StepUnit unit = StepUnit::micro_step; // of the clicker
    uint64_t step = 0;                    // instructions of the program's run so far
    uint64_t steps = 0;                   // and at the furthest place that was reached
    std::string speed;                    // of play: "2 s", "x1000"
    std::string what_if;                  // what was changed by hand: this run is not the program's own
};

} // namespace ringside::gui
