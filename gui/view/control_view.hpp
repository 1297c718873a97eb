// The control row: where in the run, how it goes on. Filled by builder.cpp and the driver.
#pragma once

#include <string>

namespace ringside::gui {

struct ControlView
{
    std::string place;  // "trap:1.15", "insn:1234"
    std::string status; // one sentence: stopped where, running, ended how
    bool running = false;
    bool ended = false;
    bool failed = false; // what was asked could not be done; `status` says why
};

} // namespace ringside::gui
