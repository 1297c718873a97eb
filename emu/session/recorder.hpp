// Listens to one instruction or delivery and keeps its micro-steps. Page walks are not numbered: whether one
// happens depends on nothing that the program can see. Read next: transition.cpp.
#pragma once

#include "cpu/transitions/observer.hpp"

#include <vector>

namespace ringside::emu {

inline constexpr std::size_t most_accesses = 64; // FXSAVE has 32; one iteration of REP is rehearsed at a time

struct Rehearsal
{
    cpu::Transition transition = cpu::Transition::none; // the first that began
    unsigned vector = 0;
    std::vector<cpu::StepRecord> steps;
    cpu::Fault fault{};
    std::vector<cpu::Access> accesses; // by the instruction or the transition; fetches and walks left out
    cpu::State after{};
};

class StepRecorder final : public cpu::Observer
{
public:
    Rehearsal rehearsal;

    void transition_begins(cpu::State const&, cpu::Transition transition, unsigned vector) override
    {
        if (rehearsal.transition != cpu::Transition::none || transition == cpu::Transition::page_walk)
            return;
        rehearsal.transition = transition;
        rehearsal.vector = vector;
    }
    void step(cpu::State const&, cpu::StepRecord const& record) override
    {
        if (record.transition == cpu::Transition::page_walk)
            return;
        if (rehearsal.transition == cpu::Transition::none)
            rehearsal.transition = record.transition;
        rehearsal.steps.push_back(record);
    }
    void access(cpu::Access const& access) override
    {
        bool const told = access.agent == cpu::Agent::software || access.agent == cpu::Agent::hardware;
        if (told && rehearsal.accesses.size() < most_accesses)
            rehearsal.accesses.push_back(access);
    }
    void instruction_faulted(cpu::State const&, cpu::Fault const& fault) override
    {
        if (!rehearsal.fault.happened())
            rehearsal.fault = fault;
    }
};

} // namespace ringside::emu
