// Forwards: steps of every size. Each first makes the present the previous stop, so that the views can tell
// what changed. Next: back.cpp, transition.cpp.
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
    previous = micro_step > 0 ? run.machine.save() : began.machine;
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
    if (!kept.has_before(now) || now - kept.before(now).time() >= KeptStates::interval)
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
class Watcher final : public cpu::Observer
{
public:
    Watcher(Machine& machine, std::vector<Watchpoint> const& points) : machine_(machine), points_(points) {}
    bool hit = false;
    uint64_t address = 0;

    void access(cpu::Access const& access) override
    {
        if (access.direction != cpu::Direction::write || access.agent == cpu::Agent::walk || hit)
            return;
        for (auto const& point : points_)
            if (access.linear < point.address + point.bytes && point.address < access.linear + access.bytes &&
                access.value != access.before) {
                hit = true;
                address = point.address;
                machine_.stop_here();
            }
    }

private:
    Machine& machine_;
    std::vector<Watchpoint> const& points_;
};

} // namespace

Stopped Session::Parts::forward(Target const& target)
{
    if (run.end.ended)
        return ended();
    auto& machine = run.machine;
    machine.cpu.breakpoints = breakpoints;
    if (target.goal == Goal::address)
        machine.cpu.breakpoints.push_back(target.value);
    Watcher watcher(machine, watchpoints);
    if (!watchpoints.empty())
        machine.cpu.observe(&watcher);
    auto const deadline = target.goal == Goal::time ? target.value : never;
    auto const budget_end = add(state().time, target.budget);
    RunStops stops{.system_calls = target.goal == Goal::system_call,
                   .ring_changes = target.goal == Goal::ring_change,
                   .idle = target.wait_for_input ? Idle::wait : Idle::jump};
    auto halt = Halt::time;
    while (true) {
        keep_if_due();
        auto const next_keep = keeps_history() ? add(state().time, KeptStates::interval) : never;
        halt = run.run(std::min({deadline, budget_end, next_keep}), stops);
        stops.first = cpu::First::stop;
        if (halt != Halt::time || state().time >= std::min(deadline, budget_end))
            break;
    }
    machine.cpu.breakpoints.clear();
    machine.cpu.observe(nullptr);
    machine.forget_stop(); // the hit may have come with the limit, or with a change of ring
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
class ReturnWatcher final : public cpu::Observer
{
public:
    ReturnWatcher(Machine& machine, cpu::State const& state)
        : machine_(machine), rsp_(state.gpr[cpu::rsp]), cpl_(state.cpl)
    {}
    bool hit = false;

    void instruction_begins(cpu::State const& state, cpu::Instruction const& instruction) override
    {
        auto const opcode = instruction.bytes[instruction.repeat != cpu::Repeat::none ? 1 : 0];
        returning_ = (opcode == 0xc3 || opcode == 0xc2) && state.cpl == cpl_ && state.gpr[cpu::rsp] >= rsp_;
    }
    void instruction_retired(cpu::State const&, cpu::Instruction const&) override
    {
        if (!returning_ || hit)
            return;
        hit = true;
        machine_.stop_here();
    }

private:
    Machine& machine_;
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
    auto& machine = parts.run.machine;
    ReturnWatcher watcher(machine, parts.state());
    auto const ring = parts.state().cpl;
    while (true) {
        machine.cpu.breakpoints = parts.breakpoints;
        machine.cpu.observe(&watcher);
        parts.keep_if_due();
        auto const halt =
            parts.run.run(parts.state().time + KeptStates::interval, {.ring_changes = ring == 0});
        machine.cpu.observe(nullptr);
        machine.cpu.breakpoints.clear();
        machine.forget_stop();
        if (watcher.hit)
            return parts.arrive(Reason::done);
        if (halt == Halt::ring_change && parts.state().cpl == 3)
            return parts.arrive(Reason::done);
        if (halt != Halt::time && halt != Halt::ring_change)
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
