// Runs of unknown length. They go in slices, or aside in a thread of their own, so that a key can stop them
// and frames are drawn between.
#include "gui/driver.hpp"
#include "gui/play_dial.hpp"
#include "gui/text/told.hpp"

#include <algorithm>
#include <chrono>

namespace ringside::gui {

namespace {

constexpr uint64_t least_slice = 5'000;
constexpr uint64_t greatest_slice = 20'000'000;

std::string sentence_of(Catalogue const& tr, emu::Stopped const& stopped)
{
    if (!stopped.sentence.empty())
        return told(tr, stopped.sentence);
    switch (stopped.reason) {
    case emu::Reason::system_call:
        return tr("Stopped before a system call.");
    case emu::Reason::ring_change:
        return tr("Stopped after a change of ring.");
    case emu::Reason::breakpoint:
        return tr("Stopped at a breakpoint.");
    case emu::Reason::watchpoint:
        return tr("Stopped at a watchpoint.");
    case emu::Reason::interrupted:
        return tr("Paused.");
    case emu::Reason::input:
        return tr("The program waits: for a key, or for its clock.");
    case emu::Reason::start_of_run:
        return tr("This is the program's first instruction: there is nothing before it.");
    case emu::Reason::done:
    case emu::Reason::time:
    case emu::Reason::budget:
    case emu::Reason::exited:
    case emu::Reason::machine_stopped:
        break;
    }
    return {};
}

} // namespace

void Driver::begin()
{
    if (session_ == begins_at_call_.lock() && !session_->at_system_call())
        static_cast<void>(session_->continue_until({emu::Goal::system_call}));
}

bool Driver::perform_long_run(Request const& request)
{
    switch (request.command) {
    case Command::over:
        run_aside([this] { return session_->step_over(); });
        return true;
    case Command::line:
        run_aside([this] { return session_->step_line(); });
        return true;
    case Command::back_line:
        run_aside([this] { return session_->back_line(); });
        return true;
    case Command::back_out:
        run_aside([this] { return session_->back_out(); });
        return true;
    case Command::back_system_call:
        run_aside([this] { return session_->back_until(emu::Goal::system_call); });
        return true;
    case Command::back_resume:
        run_aside([this] { return session_->back_until(emu::Goal::nothing_else); });
        return true;
    case Command::out:
        run_aside([this] { return session_->step_out(); });
        return true;
    case Command::back_over:
        run_aside([this] { return session_->back_over(); });
        return true;
    case Command::next_system_call:
        run_to(emu::Goal::system_call);
        return true;
    case Command::next_ring_change:
        run_to(emu::Goal::ring_change);
        return true;
    case Command::resume:
        run_to(emu::Goal::nothing_else);
        return true;
    case Command::run_to_cursor:
        run_to(emu::Goal::address, code_cursor());
        return true;
    case Command::pause:
        return true;
    default:
        return perform_timeline(request);
    }
}

void Driver::run_to(emu::Goal goal, uint64_t value)
{
    if (session_->exit_state().ended)
        return;
    emu::Target target;
    target.goal = goal;
    target.value = value;
    target.wait_for_input = true;
    target_ = target;
    idle_since_.reset();
    say(tr_("Running."));
}

// Stepping over a call ends when the call returns, which may be never. It runs aside, so that a key can stop
// it; most are done before the first frame.
void Driver::run_aside(std::function<emu::Stopped()> action)
{
    task_ = std::async(std::launch::async, std::move(action));
    view_.control.running = true;
    view_.control.status = tr_("Running.");
    look_after_task();
}

void Driver::look_after_task()
{
    if (task_.wait_for(frame_time) != std::future_status::ready)
        return;
    take_task();
    refresh();
    go_on_repeating();
}

void Driver::take_task()
{
    emu::Stopped const stopped = task_.get();
    session_->forget_interrupt(); // it may have come when the action was done already
    if (line_.done)
        show_answer();
    forward(stopped);
    if (choices_.mode == Mode::compare)
        follow_line();
}

// Any key stops a run; F6 is the one that does nothing else.
bool Driver::stop_run()
{
    repetitions_ = 0;
    if (task_.valid()) {
        session_->interrupt();
        take_task();
    } else if (target_ || next_beat_) {
        target_.reset();
        next_beat_.reset();
        say(tr_("Paused."));
    } else {
        return false;
    }
    refresh();
    return true;
}

void Driver::forward(emu::Stopped const& stopped)
{
    bool const as_asked = stopped.reason == emu::Reason::done || stopped.reason == emu::Reason::system_call;
    if (!as_asked)
        repetitions_ = 0;
    say(sentence_of(tr_, stopped), stopped.reason == emu::Reason::start_of_run);
}

bool Driver::run_slice()
{
    refreshed_ = false;
    if (opening_) {
        bool const alone = !task_.valid() && !next_beat_ && !target_;
        look_after_opening(alone ? frame_time : std::chrono::milliseconds(0));
    }
    if (choices_.mode == Mode::compare) {
        if (task_.valid()) {
            look_after_task();
            return true;
        }
        if (next_beat_ && !comparison_.starting())
            return play_beat();
        comparison_.look_after(frame_time);
        refresh();
        return true;
    }
    if (task_.valid())
        look_after_task();
    else if (next_beat_)
        return play_beat();
    else if (target_)
        run_target();
    return refreshed_;
}

void Driver::run_target()
{
    pass_idle_time();
    target_->budget = slice_;
    auto const begin = std::chrono::steady_clock::now();
    emu::Stopped const stopped = session_->continue_until(*target_);
    auto const lasted = std::chrono::steady_clock::now() - begin;
    // The next slice should last a frame; it never grows or shrinks by more than half.
    if (lasted > frame_time)
        slice_ = std::max(least_slice, slice_ / 2);
    else if (2 * lasted < frame_time)
        slice_ = std::min(greatest_slice, slice_ * 2);
    target_->goes_on = true;
    if (stopped.reason == emu::Reason::input)
        return wait_for_input(stopped);
    idle_since_.reset();
    if (stopped.reason != emu::Reason::budget) {
        target_.reset();
        forward(stopped);
    }
    refresh();
    go_on_repeating();
}

// The guest is idle: it goes on when a key comes, or when as much of the host's time has passed as it wants
// to sleep. The view stays as it is as long as nothing comes of it.
void Driver::wait_for_input(emu::Stopped const& stopped)
{
    bool const is_news = !idle_since_ || session_->console().size() != console_shown_;
    idle_since_ = std::chrono::steady_clock::now();
    forward(stopped);
    if (is_news)
        refresh();
}

void Driver::pass_idle_time()
{
    if (!idle_since_)
        return;
    auto const passed = std::chrono::steady_clock::now() - *idle_since_;
    auto const ticks =
        std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count(); // one a nanosecond
    session_->idle(
        std::min(session_->idle_until(), session_->position().time + static_cast<uint64_t>(ticks)));
}

// Nobody is there to wait with: a guest that sleeps wakes at once. One that waits for a key stays as it is.
void Driver::run_to_stop()
{
    auto const idle_before = session_->idle_time();
    while (running() && !next_beat_) {
        if (idle_since_) {
            auto const wakes = session_->idle_until();
            if (wakes == emu::never || session_->idle_time() - idle_before > emu::long_idle)
                return;
            session_->idle(wakes);
        }
        run_slice();
    }
}

emu::Outcome<void> Driver::go_to(emu::Place const& place)
{
    // One step short of the place first: what the last step changed is then what the frame marks.
    emu::Place before = place;
    bool const steps = place.micro_step > 0;
    if (steps)
        --before.micro_step;
    auto reached = session_->go_to(before);
    if (!reached.ok())
        return reached.refusal();
    refresh();
    if (steps) {
        reached = session_->go_to(place);
        if (!reached.ok())
            return reached.refusal();
        if (session_->position().micro_step != place.micro_step)
            return emu::Refusal{emu::to_text(place) + " is not there: this transition has " +
                                std::to_string(session_->transition().steps.size()) + " micro-steps"};
        refresh();
    }
    return {};
}

} // namespace ringside::gui
