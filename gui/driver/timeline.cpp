// Along the run as it is known. It is done aside: how long it takes depends on how far the nearest kept state
// is.
#include "gui/driver.hpp"

namespace ringside::gui {

bool Driver::perform_timeline(Request const& request)
{
    switch (request.command) {
    case Command::timeline_back:
        run_aside([this] { return session_->previous_moment(); });
        return true;
    case Command::timeline_forward:
        run_aside([this] { return session_->next_moment(); });
        return true;
    case Command::timeline_start:
        go_to_time(session_->start().time);
        return true;
    case Command::timeline_end:
        run_aside([this] { return session_->go_to_furthest(); });
        return true;
    case Command::go_to_time:
        go_to_time(request.value);
        return true;
    default:
        return false;
    }
}

void Driver::go_to_time(uint64_t time)
{
    run_aside([this, time] {
        auto const reached = session_->go_to_time(time);
        return reached.ok() ? reached.value() : emu::Stopped{emu::Reason::done, 0, reached.sentence()};
    });
}

} // namespace ringside::gui
