// Steps: done when the call returns. Next: runs.cpp, for those whose length nobody knows.
#include "gui/driver.hpp"

namespace ringside::gui {

bool Driver::perform_step(Request const& request)
{
    switch (request.command) {
    case Command::micro_step:
        forward(session_->micro_step());
        return true;
    case Command::instruction:
        forward(session_->step_instruction());
        return true;
    case Command::restart:
        session_->restart();
        begin();
        say(tr_("From the start."));
        return true;
    default:
        return false;
    }
}

bool Driver::perform_back(Request const& request)
{
    switch (request.command) {
    case Command::back_micro_step:
        forward(session_->back_micro_step());
        return true;
    case Command::back_instruction:
        forward(session_->back_instruction());
        return true;
    default:
        return false;
    }
}

} // namespace ringside::gui
