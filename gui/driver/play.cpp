// Play: the machine goes on by itself, beat by beat, from one micro-step in two seconds to a million
// instructions a frame. Each beat is a stop, so that what it changed is marked. Next: ../play_dial.hpp.
#include "gui/driver.hpp"

#include "gui/play_dial.hpp"

#include <algorithm>

namespace ringside::gui {

// The dial can be turned while it plays; Space begins, and any other key that wants something ends it.
bool Driver::perform_play(Request const& request)
{
    switch (request.command) {
    case Command::slower:
    case Command::faster: {
        int const turned = choices_.play_notch + (request.command == Command::faster ? 1 : -1);
        choices_.play_notch = std::clamp(turned, 0, play_notches - 1);
        if (next_beat_)
            next_beat_ = std::chrono::steady_clock::now();
        refresh();
        return true;
    }
    case Command::play:
        if (running())
            return false;
        choices_.code.return_to_rip();
        next_beat_ = std::chrono::steady_clock::now();
        choices_.mode == Mode::compare ? comparison_.say(tr_("Playing.")) : say(tr_("Playing."));
        refresh();
        return true;
    default:
        return false;
    }
}

bool Driver::play_beat()
{
    auto const now = std::chrono::steady_clock::now();
    if (now < *next_beat_)
        return false;
    PlayNotch const notch = play_notch(choices_.play_notch);
    // A beat that took too long is not made up for.
    next_beat_ = std::max(*next_beat_ + notch.beat, now);
    if (choices_.mode == Mode::compare) {
        if (!comparison_.beat(notch.instructions))
            next_beat_.reset();
        refresh();
        return true;
    }
    emu::Target target;
    target.budget = notch.instructions;
    target.wait_for_input = true;
    emu::Stopped const stopped =
        notch.instructions == 0 ? session_->micro_step() : session_->continue_until(target);
    bool const goes_on = stopped.reason == emu::Reason::done || stopped.reason == emu::Reason::budget ||
                         stopped.reason == emu::Reason::time;
    if (!goes_on || session_->exit_state().ended) {
        next_beat_.reset();
        forward(stopped);
    }
    refresh();
    return true;
}

} // namespace ringside::gui
