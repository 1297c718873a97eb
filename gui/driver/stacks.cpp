// Selecting a slot and scrolling the stacks. The session is only asked where it stands.
#include "gui/driver.hpp"

namespace ringside::gui {

namespace {

// What scrolling begins from: at another position than before, both stacks follow RSP.
StackChoice scrolled_at(StackChoice choice, emu::Position const& now)
{
    if (choice.time != now.time || choice.micro_step != now.micro_step)
        choice.user_rows = choice.kernel_rows = 0;
    choice.time = now.time;
    choice.micro_step = now.micro_step;
    return choice;
}

} // namespace

bool Driver::perform_stack(Request const& request)
{
    StackChoice choice = task_.valid() ? choices_.stacks : scrolled_at(choices_.stacks, session_->position());
    int const rows = static_cast<int>(static_cast<int64_t>(request.value));
    int& active = view_.user_stack.active ? choice.user_rows : choice.kernel_rows;
    switch (request.command) {
    case Command::select_slot:
        if (choice.selected == request.value)
            choice.selected.reset();
        else
            choice.selected = request.value;
        break;
    case Command::scroll_user_stack:
        choice.user_rows += rows;
        break;
    case Command::scroll_kernel_stack:
        choice.kernel_rows += rows;
        break;
    case Command::stack_up:
        --active;
        break;
    case Command::stack_down:
        ++active;
        break;
    case Command::stack_to_pointer:
        choice.user_rows = choice.kernel_rows = 0;
        break;
    default:
        return false;
    }
    choices_.stacks = choice;
    refresh();
    return true;
}

} // namespace ringside::gui
