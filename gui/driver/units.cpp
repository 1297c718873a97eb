// The chosen unit of a presenter's clicker: page down does one, page up takes one back, with Shift ten.
#include "gui/driver.hpp"

namespace ringside::gui {

namespace {

Command forwards(StepUnit unit)
{
    switch (unit) {
    case StepUnit::micro_step:
        return Command::micro_step;
    case StepUnit::instruction:
        return Command::instruction;
    case StepUnit::line:
        return Command::line;
    case StepUnit::call:
        return Command::over;
    case StepUnit::system_call:
        break;
    }
    return Command::next_system_call;
}

Command backwards(StepUnit unit)
{
    switch (unit) {
    case StepUnit::micro_step:
        return Command::back_micro_step;
    case StepUnit::instruction:
        return Command::back_instruction;
    case StepUnit::line:
        return Command::back_line;
    case StepUnit::call:
        return Command::back_over;
    case StepUnit::system_call:
        break;
    }
    return Command::back_system_call;
}

} // namespace

bool Driver::perform_units(Request const& request)
{
    switch (request.command) {
    case Command::next_unit:
    case Command::ten_units:
        repeated_ = forwards(choices_.unit);
        break;
    case Command::previous_unit:
    case Command::back_ten_units:
        repeated_ = backwards(choices_.unit);
        break;
    default:
        return false;
    }
    bool const one = request.command == Command::next_unit || request.command == Command::previous_unit;
    repetitions_ = one ? 1 : many_units;
    go_on_repeating();
    return true;
}

// A run that takes longer than a frame goes on by itself; its end comes back here.
void Driver::go_on_repeating()
{
    while (repetitions_ > 0 && !running()) {
        --repetitions_;
        perform_once(repeated_);
    }
}

} // namespace ringside::gui
