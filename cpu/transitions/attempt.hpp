// What every transition begins and ends with: it is announced as a whole, and if it faults the registers are
// what they were, because the fault is delivered from the state before. SDM Vol. 3A, "Restarting Programs or
// Tasks". A reader's stop leaves the state in the midst of the transition, which is what the reader wants to
// look at.
#pragma once

#include "cpu/cpu.hpp"

namespace ringside::cpu {

// The registers that a transition loads. CR2 is not among them: it keeps the address of a page fault whose
// delivery faulted. Memory is not either: pushes and accessed bits stay, as on a processor.
class RegistersBefore
{
public:
    explicit RegistersBefore(Cpu const& cpu)
        : segments_(cpu.state.segments), rip_(cpu.state.rip), next_rip_(cpu.next_rip),
          rsp_(cpu.state.gpr[rsp]), rflags_(cpu.state.rflags), cpl_(cpu.state.cpl)
    {}

    void restore(Cpu& cpu) const
    {
        cpu.state.segments = segments_;
        cpu.state.rip = rip_;
        cpu.next_rip = next_rip_;
        cpu.state.gpr[rsp] = rsp_;
        cpu.state.rflags = rflags_;
        cpu.state.cpl = cpl_;
    }

private:
    std::array<Segment, 6> segments_;
    uint64_t rip_;
    uint64_t next_rip_;
    uint64_t rsp_;
    uint64_t rflags_;
    uint8_t cpl_;
};

template <typename Steps>
Result<void> attempt(Cpu& cpu, Transition transition, unsigned vector, Steps const& steps)
{
    RegistersBefore const before(cpu);
    cpu.begin_transition(transition, vector);
    Result<void> const result = steps();
    if (result.ok()) [[likely]] {
        cpu.end_transition(transition);
        return {};
    }
    if (result.fault().is_stop())
        return result;
    before.restore(cpu);
    cpu.end_transition(transition, result.fault());
    return result;
}

} // namespace ringside::cpu
