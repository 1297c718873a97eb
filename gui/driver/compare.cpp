// The compare view's part of the driver: entering it with the session at hand, leaving it with the active
// machine, and letting nothing else touch the machines meanwhile. Next: ../compare/comparison.hpp.
#include "gui/driver.hpp"

#include "gui/compare/layout.hpp"
#include "gui/play_dial.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// Requests that need no machine, or a fresh one.
bool concerns_the_window(Command command)
{
    switch (command) {
    case Command::larger:
    case Command::smaller:
    case Command::full_screen:
    case Command::projector:
    case Command::next_theme:
    case Command::save_picture:
    case Command::save_panel:
    case Command::quit:
    case Command::presenter:
    case Command::choose_unit:
    case Command::help:
    case Command::explain:
    case Command::dismiss:
        return true;
    default:
        return false;
    }
}

} // namespace

Face Driver::face() const
{
    auto const layout = compare_layout_for(canvas_.columns(), canvas_.rows(), comparison_.zoom());
    SideLayout const& side = layout.sides[0];
    Room room;
    room.code_rows = static_cast<unsigned>(std::max(side.code.rows, 2));
    room.stack_rows = static_cast<unsigned>(std::max(side.kernel_stack.rows - 1, 2));
    room.columns = static_cast<unsigned>(side.whole.columns);
    return {room, choices_, keys_};
}

bool Driver::perform_compare(Request const& request)
{
    bool const here = choices_.mode == Mode::compare;
    if (request.command == Command::view_compare) {
        if (!here)
            enter_compare();
        return true;
    }
    if (!here)
        return false;
    if (task_.valid()) { // a line under way has the active machine for itself
        if (concerns_the_window(request.command))
            return false;
        stop_run();
        return true;
    }
    if (request.command == Command::view_single || request.command == Command::view_tables) {
        leave_compare();
        return false;
    }
    if (perform_play(request))
        return true;
    if (next_beat_ && !concerns_the_window(request.command)) { // any other key ends it
        next_beat_.reset();
        comparison_.say(tr_("Paused."));
        refresh();
        return true;
    }
    if (!comparison_.perform(request)) {
        if (concerns_the_window(request.command))
            return false;
        if (perform_line(request))
            return true;
        comparison_.say(tr_("This is not available while two machines are compared."), true);
    }
    refresh();
    return true;
}

void Driver::enter_compare()
{
    stop_run();
    change_view(Mode::compare);
    comparison_.begin(session_, builder_.memory(), face());
    comparison_.look_after(frame_time);
    refresh();
}

void Driver::compare(std::array<std::string, 2> const& paths, std::string const& request, emu::Phase phase,
                     uint64_t steps)
{
    stop_run();
    change_view(Mode::compare);
    comparison_.go_to(phase, steps); // where machines that start now will go
    comparison_.begin(paths, request, session_->options(), face());
    refresh();
}

void Driver::compare_with(std::string const& file)
{
    comparison_.put_beside(file);
    if (choices_.mode != Mode::compare)
        enter_compare();
    refresh();
}

// The single view goes on with the active machine where it stands.
void Driver::leave_compare()
{
    next_beat_.reset();
    say({}); // what was said before is no longer so
    auto const active = comparison_.active();
    if (active == nullptr)
        return;
    builder_.go_on_from(active->memory());
    if (active->session() == session_)
        return;
    take_session(active->session());
}

void Driver::follow_line()
{
    if (comparison_.active() == nullptr || comparison_.follow())
        return;
    change_view(Mode::single);
    leave_compare();
    say(tr_("This place is no part of the comparison: here its machine stands alone."));
}

void Driver::show_comparison()
{
    bool const line_under_way = task_.valid();
    if (!line_under_way)
        comparison_.fit(face()); // an enlarged panel has other rows than it had
    view_.tr = tr_;
    view_.keys = keys_;
    show_choices(choices_, view_);
    view_.control = {};
    view_.control.unit = choices_.unit;
    view_.control.running = line_under_way;
    view_.control.playing = next_beat_.has_value();
    view_.control.speed = speed_text(choices_.play_notch);
    view_.compare = comparison_.view();
    show_line();
    show_list();
    show_help();
}

} // namespace ringside::gui
