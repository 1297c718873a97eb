// Backwards: restore a kept state from before and run on to the wanted moment. Since the same run always
// gives the same bits, this is the past itself and no reconstruction. Next: ../time/kept_states.hpp.
#include "emu/session/parts.hpp"
#include "emu/symbols/disassembly.hpp"

#include "cpu/transitions/observer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

bool Session::Parts::go_to_time(uint64_t time)
{
    micro_step = 0;
    rehearsed = false;
    auto const& nearest = kept.before(time);
    // Going on from here is the same as from a kept state, and nearer if that lies before.
    auto const from_here =
        !run.end.ended && state().time <= time && nearest.time() <= state().time && base_is_left;
    if (!from_here)
        run.restore(nearest);
    auto halt = Halt::time;
    while (state().time < time && !run.end.ended && halt != Halt::interrupted) {
        keep_if_due();
        halt = run.run(time, {.busy_until = run.machine.busy_time() + KeptStates::interval});
    }
    run.machine.settle(); // a change by hand at this very time has been made
    forget_views();
    return halt != Halt::interrupted;
}

bool Session::Parts::go_to(uint64_t time, unsigned wanted)
{
    base_is_left = micro_step == 0;
    auto const there = go_to_time(time);
    base_is_left = true;
    if (!there || wanted == 0 || run.end.ended)
        return there;
    auto const count = static_cast<unsigned>(rehearse().steps.size());
    if (count == 0)
        return true;
    base_at_trap = run.about_to_trap();
    base = run.keep();
    enter_micro_step(std::min(wanted, count));
    return true;
}

Stopped Session::Parts::travel(uint64_t time, unsigned wanted, Reason reason)
{
    if (go_to(time, wanted))
        return arrive(reason);
    return time < began.time() ? give_up() : arrive(Reason::interrupted);
}

Stopped Session::Parts::give_up()
{
    run.restore(began);
    run.end = began_end;
    micro_step = 0;
    rehearsed = false;
    if (began_step > 0) {
        base = began;
        base_at_trap = run.about_to_trap();
        rehearse();
        enter_micro_step(began_step);
    }
    return {Reason::interrupted, 0, {}};
}

// The moment before the last instruction, delivery or idle jump that ended here. Steps are found by taking
// them again from a while before.
std::optional<uint64_t> Session::Parts::time_of_previous_instruction()
{
    auto const now = state().time;
    for (uint64_t span = 64;; span *= 16) {
        auto const from = now - std::min(span, now - start.time);
        if (!go_to(from, 0))
            return {};
        auto const in_the_midst = state().halted && from > start.time;
        auto last = state().time;
        auto steps = 0u;
        while (state().time < now && !run.end.ended) {
            last = state().time;
            run.step();
            ++steps;
        }
        if ((!in_the_midst && steps > 0) || steps > 1 || from == start.time)
            return last;
    }
}

Stopped Session::back_instruction()
{
    auto& parts = *parts_;
    parts.begin_action();
    if (parts.micro_step > 0) {
        // The beginning of the instruction whose steps are being looked at.
        parts.run.restore(parts.base);
        parts.micro_step = 0;
        return parts.arrive(Reason::done);
    }
    if (!parts.keeps_history() || parts.state().time <= parts.start.time)
        return parts.arrive(Reason::start_of_run, "this is the first instruction of the program");
    auto const previous = parts.time_of_previous_instruction();
    return previous ? parts.travel(*previous, 0, Reason::done) : parts.give_up();
}

Stopped Session::back_micro_step()
{
    auto& parts = *parts_;
    if (parts.micro_step == 0) {
        auto const here = parts.state().time;
        auto stopped = back_instruction();
        if (stopped.reason != Reason::done || parts.state().time >= here)
            return stopped;
        // All of its steps done is the place that was left: one less.
        auto const count = static_cast<unsigned>(parts.rehearse().steps.size());
        return count > 1 ? parts.travel(parts.state().time, count - 1, Reason::done) : stopped;
    }
    parts.begin_action();
    if (parts.micro_step > 1) {
        parts.enter_micro_step(parts.micro_step - 1);
    } else {
        parts.run.restore(parts.base);
        parts.micro_step = 0; // the rehearsal is still that of this instruction
    }
    return {};
}

namespace {

// Remembers the latest moment in the same ring at which the stack was no deeper than now.
class LevelWatcher final : public cpu::Observer
{
public:
    LevelWatcher(unsigned cpl, uint64_t rsp) : cpl_(cpl), rsp_(rsp) {}
    uint64_t latest = 0;

    void instruction_begins(cpu::State const& state, cpu::Instruction const&) override
    {
        if (state.cpl == cpl_ && state.gpr[cpu::rsp] >= rsp_)
            latest = state.time;
    }

private:
    unsigned cpl_;
    uint64_t rsp_;
};

} // namespace

Stopped Session::back_over()
{
    auto& parts = *parts_;
    auto const now = parts.state();
    auto const was_in_transition = parts.micro_step > 0;
    auto stopped = back_instruction();
    if (stopped.reason != Reason::done || was_in_transition)
        return stopped;
    auto const there = parts.state();
    if (there.cpl == now.cpl && !disassemble_at(there.rip).is_return)
        return stopped;
    // A call or a trap came back here: look for the moment before it.
    for (auto until = there.time; until > parts.start.time;) {
        auto const from = std::max(parts.kept.before(until - 1).time(), parts.start.time);
        LevelWatcher watcher(now.cpl, now.gpr[cpu::rsp]);
        if (!parts.listen(from, until, watcher))
            return parts.give_up();
        if (watcher.latest != 0)
            return parts.travel(watcher.latest, 0, Reason::done);
        until = from;
    }
    return parts.travel(parts.start.time, 0, Reason::start_of_run);
}

namespace {

// The last system call begun before a time; 0: there is none.
uint64_t last_call_before(Timeline const& timeline, uint64_t time)
{
    auto const before = timeline.moments(Timeline::Event::system_call, 0, time);
    return before.empty() ? 0 : before.back().time;
}

// The last change of ring before a time; 0: there is none.
uint64_t last_ring_change_before(Timeline const& timeline, uint64_t time)
{
    if (timeline.empty() || time <= timeline.start())
        return 0;
    auto const index = timeline.stretch_at(time - 1);
    return index == 0 ? 0 : timeline.stretch(index).begin;
}

} // namespace

// The last time before a moment that the run came to a breakpoint. Kept states are the places from which it
// is run again with the breakpoints set, the latest first.
std::optional<uint64_t> Session::Parts::breakpoint_before(uint64_t time)
{
    uint64_t found = 0;
    for (auto until = time; until > start.time && found == 0 && !breakpoints.empty();) {
        auto const from = std::max(kept.before(until - 1).time(), start.time);
        if (!go_to(from, 0))
            return {};
        run.machine.cpu.breakpoints = breakpoints;
        auto halt = run.run(until - 1, {.first = cpu::First::stop});
        for (; halt == Halt::breakpoint; halt = run.run(until - 1))
            found = state().time;
        if (std::find(breakpoints.begin(), breakpoints.end(), state().rip) != breakpoints.end() &&
            state().time == until - 1)
            found = state().time;
        run.machine.cpu.breakpoints.clear();
        if (halt == Halt::interrupted)
            return {};
        until = from;
    }
    return found;
}

Stopped Session::back_until(Goal goal)
{
    auto& parts = *parts_;
    parts.begin_action();
    auto const now = parts.micro_step > 0 ? parts.base.time() + 1 : parts.state().time;
    auto const& timeline = parts.run.timeline;
    auto const found = goal == Goal::system_call   ? std::optional(last_call_before(timeline, now))
                       : goal == Goal::ring_change ? std::optional(last_ring_change_before(timeline, now))
                                                   : parts.breakpoint_before(now);
    if (!found)
        return parts.give_up();
    if (*found == 0)
        return parts.travel(parts.start.time, 0, Reason::start_of_run);
    auto stopped = parts.travel(*found, 0,
                                goal == Goal::system_call   ? Reason::system_call
                                : goal == Goal::ring_change ? Reason::ring_change
                                                            : Reason::breakpoint);
    if (stopped.reason == Reason::breakpoint)
        stopped.address = parts.state().rip;
    return stopped;
}

void Session::restart()
{
    parts_->begin_action();
    parts_->take_changes_away();
    parts_->go_to(parts_->start.time, 0);
    parts_->arrive(Reason::done);
}

Outcome<Stopped> Session::go_to_time(uint64_t time, unsigned micro_step)
{
    auto& parts = *parts_;
    if (!parts.keeps_history())
        return Refusal{"this run keeps no past to go to"};
    if (time < parts.start.time)
        return Refusal{fmt::format("the program begins at time {}", parts.start.time)};
    parts.begin_action();
    return parts.travel(time, micro_step);
}

Outcome<Stopped> Session::go_to(Place const& place)
{
    auto& parts = *parts_;
    parts.begin_action();
    if (place.kind == Place::Kind::start || place.kind == Place::Kind::instruction) {
        parts.go_to(parts.start.time, 0);
        // Busy time goes at least as fast as instructions, so this never overshoots.
        auto const wanted = parts.start_retired + place.number;
        while (!parts.run.end.ended && place.kind == Place::Kind::instruction &&
               parts.state().retired < wanted) {
            parts.keep_if_due();
            auto const ticks = std::min(wanted - parts.state().retired, KeptStates::interval);
            auto const busy_until = parts.run.machine.busy_time() + ticks;
            if (parts.run.run(Journal::never, {.busy_until = busy_until}) == Halt::interrupted)
                return parts.give_up();
        }
        if (parts.run.end.ended && parts.state().retired < wanted)
            return Refusal{fmt::format("the program {} before {}", parts.run.end.sentence, to_text(place))};
        return parts.arrive(Reason::time);
    }
    auto const& calls = parts.run.timeline.calls(); // one for each trap, in their order
    if (place.number <= calls.size() && calls[place.number - 1].trap == place.number)
        return parts.travel(calls[place.number - 1].entered, place.micro_step, Reason::system_call);
    parts.leave_transition();
    while (parts.position().trap < place.number || !parts.run.about_to_trap()) {
        auto stopped = parts.forward({.goal = Goal::system_call});
        if (parts.run.end.ended)
            return Refusal{fmt::format("the program {} before {}", parts.run.end.sentence, to_text(place))};
        if (stopped.reason == Reason::interrupted)
            return stopped;
    }
    return parts.travel(parts.state().time, place.micro_step, Reason::system_call);
}

} // namespace ringside::emu
