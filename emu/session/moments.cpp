// Along the timeline, from one change of ring or marked moment to the next. Next: ../time/timeline.hpp.
#include "emu/session/parts.hpp"

namespace ringside::emu {

Stopped Session::next_moment()
{
    auto& parts = *parts_;
    auto const now = parts.micro_step > 0 ? parts.base.time() : parts.state().time;
    if (auto const next = parts.run.timeline.next(now)) {
        parts.begin_action();
        return parts.travel(*next, 0);
    }
    if (parts.state().time < parts.furthest.time)
        return go_to_furthest();
    return continue_until({.goal = Goal::ring_change});
}

Stopped Session::previous_moment()
{
    auto& parts = *parts_;
    auto const now = parts.micro_step > 0 ? parts.base.time() + 1 : parts.state().time;
    auto const previous = parts.run.timeline.previous(now);
    parts.begin_action();
    if (!previous || *previous < parts.start.time)
        return parts.travel(parts.start.time, 0, Reason::start_of_run);
    return parts.travel(*previous, 0);
}

Stopped Session::go_to_furthest()
{
    auto& parts = *parts_;
    parts.begin_action();
    return parts.travel(parts.furthest.time, parts.furthest.micro_step);
}

} // namespace ringside::emu
