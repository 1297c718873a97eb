// Commands to the session. Long runs go in slices, so that a key can stop them and frames are drawn between.
#include "gui/driver.hpp"

#include <algorithm>
#include <chrono>

namespace ringside::gui {

namespace {

// At most 30 frames a second: a slice should last about this long.
constexpr auto frame_time = std::chrono::milliseconds(33);
constexpr uint64_t least_slice = 5'000;
constexpr uint64_t greatest_slice = 20'000'000;

std::string sentence_of(Catalogue const& tr, emu::Stopped const& stopped)
{
    if (!stopped.sentence.empty())
        return stopped.sentence;
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
        return tr("The program waits for input; this window cannot type yet (\"ringside run\" can).");
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

Driver::Driver(std::unique_ptr<emu::Session> session, Beginning beginning, Catalogue tr)
    : session_(std::move(session)), beginning_(beginning), tr_(tr), builder_(tr)
{
    begin();
    refresh();
}

Driver::~Driver()
{
    if (task_.valid()) {
        session_->interrupt();
        task_.wait();
    }
}

void Driver::begin()
{
    if (beginning_ == Beginning::first_system_call && !session_->at_system_call())
        static_cast<void>(session_->continue_until({emu::Goal::system_call}));
}

std::optional<Command> Driver::press(KeyPress press)
{
    auto const command = command_for(press);
    return command ? perform(*command) : std::nullopt;
}

std::optional<Command> Driver::click(int column, int row)
{
    actions_.click(column, row);
    std::optional<Command> last;
    for (Command const command : actions_.taken())
        last = perform(command);
    return last;
}

void Driver::run_to(emu::Goal goal)
{
    if (session_->exit_state().ended)
        return;
    emu::Target target;
    target.goal = goal;
    target.wait_for_input = true;
    target_ = target;
    sentence_ = tr_("Running.");
    failed_ = false;
}

// Stepping over a call ends when the call returns, which may be never. It runs aside, so that a key can stop
// it; most are done before the first frame.
void Driver::run_aside()
{
    task_ = std::async(std::launch::async, [this] { return session_->step_over(); });
    view_.control.running = true;
    view_.control.status = tr_("Running.");
    look_after_task();
}

void Driver::look_after_task()
{
    if (task_.wait_for(frame_time) != std::future_status::ready)
        return;
    forward(task_.get());
    refresh();
}

void Driver::forward(emu::Stopped const& stopped)
{
    sentence_ = sentence_of(tr_, stopped);
    failed_ = stopped.reason == emu::Reason::start_of_run;
}

std::optional<Command> Driver::perform(Command command)
{
    if (command == Command::larger || command == Command::smaller)
        return command;
    if (task_.valid()) {
        session_->interrupt();
        forward(task_.get());
        refresh();
        return std::nullopt;
    }
    if (running() && command != Command::restart) {
        // Any key stops a run; F6 is the one that does nothing else.
        target_.reset();
        sentence_ = tr_("Paused.");
        refresh();
        return std::nullopt;
    }
    target_.reset();
    switch (command) {
    case Command::micro_step:
        forward(session_->micro_step());
        break;
    case Command::instruction:
        forward(session_->step_instruction());
        break;
    case Command::over:
        run_aside();
        return std::nullopt;
    case Command::next_system_call:
        run_to(emu::Goal::system_call);
        break;
    case Command::next_ring_change:
        run_to(emu::Goal::ring_change);
        break;
    case Command::resume:
        run_to(emu::Goal::nothing_else);
        break;
    case Command::restart:
        session_->restart();
        begin();
        sentence_ = tr_("From the start.");
        failed_ = false;
        break;
    case Command::back_micro_step:
        forward(session_->back_micro_step());
        break;
    case Command::back_instruction:
        forward(session_->back_instruction());
        break;
    case Command::pause:
    case Command::larger:
    case Command::smaller:
        break;
    }
    refresh();
    return std::nullopt;
}

void Driver::run_slice()
{
    if (task_.valid())
        return look_after_task();
    if (!target_)
        return;
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
    if (stopped.reason != emu::Reason::budget) {
        target_.reset();
        forward(stopped);
    }
    refresh();
}

void Driver::run_to_stop()
{
    while (running())
        run_slice();
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

void Driver::resize(int columns, int rows)
{
    canvas_ = Canvas(columns, rows);
    Layout const layout = layout_for(columns, rows);
    Room const room{static_cast<unsigned>(layout.code.rows),
                    static_cast<unsigned>(layout.kernel_stack.rows - 1)};
    if (room.code_rows == room_.code_rows && room.stack_rows == room_.stack_rows)
        return;
    room_ = room;
    if (!task_.valid())
        refresh();
}

void Driver::refresh()
{
    view_ = running() ? builder_.running(*session_, room_) : builder_.stopped(*session_, room_);
    if (view_.control.status.empty())
        view_.control.status = sentence_;
    view_.control.failed = failed_;
}

Canvas const& Driver::frame()
{
    canvas_ = Canvas(canvas_.columns(), canvas_.rows());
    draw_frame(view_, actions_, canvas_);
    return canvas_;
}

} // namespace ringside::gui
