// Forwards: steps of every size. Each first makes the present the previous stop, so that the views can tell
// what changed. Next: back.cpp, transition.cpp.
#include "cpu/decode/decoder.hpp"
#include "emu/session/parts.hpp"
#include "emu/symbols/disassembly.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

namespace {

uint64_t add(uint64_t time, uint64_t ticks)
{
    return ticks > never - time ? never : time + ticks;
}

} // namespace

// ---- what all actions share

void Session::Parts::begin_action()
{
    if (!keeps_history())
        return;
    began = micro_step > 0 ? base : run.keep();
    began_step = micro_step;
    began_end = run.end;
    if (joined == 0)
        previous = micro_step > 0 ? run.machine.save() : began.machine;
}

Session::OneAction::OneAction(Session& session) : session_(session)
{
    session.parts_->begin_action();
    ++session.parts_->joined;
}

Session::OneAction::~OneAction()
{
    --session_.parts_->joined;
}

Position Session::Parts::position()
{
    if (micro_step > 0) {
        auto const& state_before = base.machine.cpu;
        return {state_before.time, state_before.retired - start_retired,
                base.calls.traps + (base_at_trap ? 1 : 0), micro_step};
    }
    auto const traps = run.calls.traps + (!run.end.ended && run.about_to_trap() ? 1 : 0);
    return {state().time, state().retired - start_retired, traps, 0};
}

Stopped Session::Parts::arrive(Reason reason, std::string sentence, uint64_t address)
{
    forget_views();
    auto const here = position();
    if (here.time > furthest.time || (here.time == furthest.time && here.micro_step > furthest.micro_step))
        furthest = here;
    if (run.end.ended && reason != Reason::start_of_run)
        return ended();
    return {reason, address, std::move(sentence)};
}

Stopped Session::Parts::ended()
{
    return {run.end.machine ? Reason::machine_stopped : Reason::exited, 0, run.end.sentence};
}

void Session::Parts::keep_if_due()
{
    if (!keeps_history() || run.end.ended)
        return;
    auto const now = state().time;
    auto const busy = run.machine.busy_time();
    if (!kept.has_before(now) || busy - kept.before(now).busy_time() >= KeptStates::interval)
        kept.keep(run.keep());
}

void Session::Parts::leave_transition()
{
    if (micro_step == 0)
        return;
    auto const finished = micro_step >= rehearse().steps.size();
    run.restore(base);
    micro_step = 0;
    forget_views();
    if (finished)
        run.step();
}

Stopped Session::Parts::reason_for(Halt halt)
{
    switch (halt) {
    case Halt::idle:
        return arrive(Reason::input);
    case Halt::interrupted:
        return arrive(Reason::interrupted);
    case Halt::breakpoint:
        run.timeline.note(Timeline::Event::breakpoint, {state().time, 0});
        return arrive(Reason::breakpoint, {}, state().rip);
    case Halt::system_call:
        return arrive(Reason::system_call);
    case Halt::ring_change:
        return arrive(Reason::ring_change);
    case Halt::dead:
    case Halt::shutdown:
    case Halt::exited:
        return arrive(Reason::machine_stopped);
    case Halt::micro_step:
    case Halt::stopped:
    case Halt::time:
        break;
    }
    return arrive(Reason::done);
}

// ---- one instruction

Stopped Session::Parts::step_instruction()
{
    if (run.end.ended)
        return ended();
    if (run.machine.take_interrupt()) // or else a line made of steps alone could not be stopped
        return arrive(Reason::interrupted);
    leave_transition();
    if (run.end.ended)
        return arrive(Reason::done);
    keep_if_due();
    // While somebody steps, who wrote what is heard on the way.
    auto const listening = keeps_history() && writers.covers(state().time) && writers.to == state().time;
    if (listening)
        run.machine.cpu.observe(&writers);
    run.step();
    if (listening) {
        run.machine.cpu.observe(nullptr);
        writers.to = state().time;
    }
    return arrive(Reason::done);
}

// ---- long runs

namespace {

// Stops the machine after a write to a watched place.
class Watcher : public cpu::Observer
{
public:
    Watcher(Machine& machine, std::vector<Watchpoint> const& points) : machine_(machine), points_(points) {}
    bool hit = false;
    uint64_t address = 0;

    void access(cpu::Access const& access) final
    {
        if (access.direction != cpu::Direction::write || access.agent == cpu::Agent::walk || hit)
            return;
        for (auto const& point : points_)
            if (access.linear < point.address + point.bytes && point.address < access.linear + access.bytes &&
                access.value != access.before) {
                hit = true;
                address = point.address;
                stop();
            }
    }

protected:
    void stop() { machine_.stop_here(); }

private:
    Machine& machine_;
    std::vector<Watchpoint> const& points_;
};

} // namespace

// In slices, at whose ends states are kept; breakpoints stop the run at those ends too. An observer that
// stops the run knows itself why.
Halt Session::Parts::advance(RunStops stops, uint64_t until, cpu::Observer* observer)
{
    auto& machine = run.machine;
    if (observer != nullptr)
        machine.cpu.observe(observer);
    auto halt = Halt::time;
    do {
        keep_if_due();
        stops.busy_until = keeps_history() ? add(machine.busy_time(), KeptStates::interval) : never;
        halt = run.run(until, stops);
        stops.first = cpu::First::stop;
    } while (halt == Halt::time && state().time < until);
    machine.cpu.breakpoints.clear();
    if (observer != nullptr)
        machine.cpu.observe(nullptr);
    machine.forget_stop(); // it may have come with the limit, or with a change of ring
    return halt;
}

Stopped Session::Parts::forward(Target const& target)
{
    if (run.end.ended)
        return ended();
    auto& machine = run.machine;
    machine.cpu.breakpoints = breakpoints;
    if (target.goal == Goal::address)
        machine.cpu.breakpoints.push_back(target.value);
    Watcher watcher(machine, watchpoints);
    auto const deadline = target.goal == Goal::time ? target.value : never;
    RunStops const stops{.system_calls = target.goal == Goal::system_call,
                         .ring_changes = target.goal == Goal::ring_change,
                         .idle = target.wait_for_input ? Idle::wait : Idle::jump};
    auto const halt = advance(stops, std::min(deadline, add(state().time, target.budget)),
                              watchpoints.empty() ? nullptr : &watcher);
    if (watcher.hit)
        return arrive(Reason::watchpoint, {}, watcher.address);
    if (halt == Halt::time)
        return arrive(state().time >= deadline ? Reason::time : Reason::budget);
    if (halt == Halt::breakpoint && target.goal == Goal::address && state().rip == target.value)
        return arrive(Reason::done);
    return reason_for(halt);
}

// Runs on until the instruction at `rip` is reached in the same ring with the stack no deeper than it was.
Stopped Session::Parts::until_back_at(uint64_t rip, uint64_t rsp, unsigned cpl, uint64_t budget)
{
    auto const end = add(state().time, budget);
    while (true) {
        auto stopped = forward({.goal = Goal::address, .value = rip, .budget = end - state().time});
        if (stopped.reason != Reason::done)
            return stopped;
        if (state().cpl == cpl && state().gpr[cpu::rsp] >= rsp)
            return stopped;
    }
}

// Runs on until the ring is `ring` again.
Stopped Session::Parts::until_ring(unsigned ring)
{
    while (true) {
        auto stopped = forward({.goal = Goal::ring_change});
        if (stopped.reason != Reason::ring_change)
            return stopped;
        if (state().cpl == ring)
            return arrive(Reason::done);
    }
}

// ---- the actions

Stopped Session::step_instruction()
{
    parts_->begin_action();
    return parts_->step_instruction();
}

Stopped Session::step_over()
{
    parts_->begin_action();
    return over();
}

Stopped Session::over()
{
    auto& parts = *parts_;
    if (parts.run.end.ended)
        return parts.ended();
    parts.leave_transition();
    auto const before = parts.state();
    auto const line = disassemble_at(before.rip);
    auto stopped = parts.step_instruction();
    if (stopped.reason != Reason::done)
        return stopped;
    auto const& after = parts.state();
    if (before.cpl == 3 && after.cpl < 3)
        return parts.until_ring(3);
    if (line.is_call && after.cpl == before.cpl && after.rip != before.rip + line.length)
        return parts.until_back_at(before.rip + line.length, before.gpr[cpu::rsp], before.cpl, never);
    if (line.repeats && after.rip == before.rip)
        return parts.until_back_at(before.rip + line.length, before.gpr[cpu::rsp], before.cpl, never);
    return stopped;
}

namespace {

// Stops after the RET that leaves the function in which it was set up: the first that pops at or above the
// stack pointer of then. Everything that function calls returns below it.
class ReturnWatcher final : public Watcher
{
public:
    ReturnWatcher(Machine& machine, std::vector<Watchpoint> const& points, uint64_t rsp, unsigned cpl)
        : Watcher(machine, points), rsp_(rsp), cpl_(cpl)
    {}
    bool returned = false;

    void instruction_begins(cpu::State const& state, cpu::Instruction const& instruction) override
    {
        returning_ = cpu::is_return(instruction) && state.cpl == cpl_ && state.gpr[cpu::rsp] >= rsp_;
    }
    void instruction_retired(cpu::State const&, cpu::Instruction const&) override
    {
        if (!returning_ || returned)
            return;
        returned = true;
        stop();
    }

private:
    uint64_t rsp_;
    unsigned cpl_;
    bool returning_ = false;
};

} // namespace

Stopped Session::step_out()
{
    auto& parts = *parts_;
    parts.begin_action();
    if (parts.run.end.ended)
        return parts.ended();
    parts.leave_transition();
    // Entry code that stands on the program's stack still is no function that returns.
    auto const cpl = parts.state().cpl;
    auto const rsp = parts.state().gpr[cpu::rsp];
    auto const is_function = cpl == 3 || parts.is_kernel_address(rsp);
    ReturnWatcher watcher(parts.run.machine, parts.watchpoints, is_function ? rsp : never, cpl);
    RunStops stops{.ring_changes = cpl == 0};
    while (true) {
        parts.run.machine.cpu.breakpoints = parts.breakpoints;
        auto const halt = parts.advance(stops, never, &watcher);
        stops.first = cpu::First::stop;
        if (watcher.hit)
            return parts.arrive(Reason::watchpoint, {}, watcher.address);
        if (watcher.returned || (halt == Halt::ring_change && parts.state().cpl == 3))
            return parts.arrive(Reason::done);
        if (halt != Halt::ring_change)
            return parts.reason_for(halt);
    }
}

Stopped Session::continue_until(Target const& target)
{
    auto& parts = *parts_;
    if (!target.goes_on)
        parts.begin_action();
    parts.leave_transition();
    return parts.forward(target);
}

void Session::interrupt()
{
    parts_->run.machine.interrupt();
}

void Session::forget_interrupt()
{
    parts_->run.machine.forget_interrupt();
}

} // namespace ringside::emu
