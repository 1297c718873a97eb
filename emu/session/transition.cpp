// Micro-steps. The list of a transition comes from a rehearsal: the same instruction run on the same state
// with a listener, then undone. A place (N, M) is reached by running the instruction from its beginning and
// stopping after its M-th announcement. Next: ../trace/step_text.hpp, which words a step.
#include "emu/session/parts.hpp"
#include "emu/trace/step_text.hpp"

namespace ringside::emu {

void Session::Parts::forget_views()
{
    if (micro_step == 0)
        rehearsed = false;
}

Rehearsal const& Session::Parts::rehearse()
{
    if (rehearsed)
        return rehearsal;
    rehearsal = {};
    rehearsed = true;
    if (run.end.ended || !keeps_history())
        return rehearsal;
    auto& machine = run.machine;
    auto const here = machine.save();
    StepRecorder recorder;
    machine.cpu.stop_on_ring_change = false;
    machine.cpu.observe(&recorder);
    machine.step();
    machine.cpu.observe(nullptr);
    rehearsal = std::move(recorder.rehearsal);
    rehearsal.after = machine.cpu.state;
    machine.restore(here);
    return rehearsal;
}

// From `base`, whose steps are rehearsed.
void Session::Parts::enter_micro_step(unsigned wanted)
{
    if (micro_step > 0)
        run.restore(base);
    micro_step = wanted;
    auto& cpu = run.machine.cpu;
    auto const listening = writers.covers(base.time());
    if (listening)
        cpu.observe(&writers);
    cpu.stop_after_steps(wanted);
    run.machine.step();
    cpu.stop_after_steps(0);
    cpu.observe(nullptr);
    if (listening)
        writers.to = std::max(writers.to, base.time());
}

Stopped Session::micro_step()
{
    auto& parts = *parts_;
    parts.begin_action();
    if (parts.run.end.ended)
        return parts.ended();
    if (parts.micro_step >= parts.rehearse().steps.size())
        parts.leave_transition(); // all of its steps are done, or it has none
    auto const count = parts.rehearse().steps.size();
    if (count == 0 || !parts.keeps_history())
        return parts.step_instruction();
    if (parts.micro_step == 0) {
        parts.keep_if_due();
        parts.base_at_trap = parts.run.about_to_trap();
        parts.base = parts.run.keep();
    }
    parts.enter_micro_step(parts.micro_step + 1);
    return parts.arrive(Reason::done);
}

TransitionView const& Session::transition()
{
    auto& parts = *parts_;
    auto const& rehearsal = parts.rehearse();
    auto& view = parts.transition;
    view = {};
    view.transition = rehearsal.transition;
    view.vector = rehearsal.vector;
    view.fault = rehearsal.fault;
    view.done = parts.micro_step;
    view.rip = parts.micro_step > 0 ? parts.base.machine.cpu.rip : parts.state().rip;
    for (unsigned i = 0; i < rehearsal.steps.size(); ++i) {
        auto const progress = i + 1 < parts.micro_step    ? MicroStep::Progress::done
                              : i + 1 == parts.micro_step ? MicroStep::Progress::current
                                                          : MicroStep::Progress::to_come;
        auto const& record = rehearsal.steps[i];
        view.steps.push_back({record, progress, step_text(record)});
    }
    return view;
}

Preview Session::preview()
{
    auto const& rehearsal = parts_->rehearse();
    return {rehearsal.accesses, rehearsal.after, rehearsal.fault};
}

Lamp Session::lamp() const
{
    auto& parts = *parts_;
    if (parts.micro_step > 0 && parts.micro_step < parts.rehearse().steps.size())
        return Lamp::hardware;
    constexpr Lamp rings[] = {Lamp::ring0, Lamp::ring1, Lamp::ring2, Lamp::ring3};
    return rings[parts.state().cpl & 3];
}

} // namespace ringside::emu
