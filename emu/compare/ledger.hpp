// The growth of a request's figures: every place at which a session can stand within the request, in order,
// each with its phase and with what was counted on the way to it. The sums up to the last place are those of
// measure(): they are put aside while it counts. Since the same run always gives the same bits, a ledger kept
// by one session holds for every session opened with the same program and options. In a phase of very many
// steps - a loop that waits for the tick - the middle is one place. Read next: ledger.cpp, measure.hpp.
#pragma once

#include "emu/compare/measure.hpp"

#include <array>
#include <vector>

namespace ringside::emu {

// A place within the request: Session::go_to_time(time, micro_step) leads there.
struct Stand
{
    uint64_t time = 0;
    unsigned micro_step = 0;
    Phase phase = Phase::setup; // of the step that led here
    bool nested = false;        // that step was an interruption's
    unsigned ring = 3;          // CPL here
    uint64_t rip = 0;           // in the midst of a transition it may be the target's already
    bool mid_transition = false;
    uint64_t steps = 0;        // micro-steps and plain instructions of this phase done here, from 1
    uint64_t instructions = 0; // instructions and deliveries of this phase begun here, from 1
    uint64_t passed = 0;       // steps between the stand before and this one that are no places of their own
    bool operator==(Stand const&) const = default;
};

// One row of figures for each phase, and the last one for what is nested.
inline constexpr std::size_t nested_row = phase_count;
using Figures = std::array<Sums, phase_count + 1>;

struct Ledger
{
    Measured measured;         // the whole, as `ringside compare` has it
    Request request;           // where it lies in the run
    cpu::State begin;          // the processor's state at its beginning
    std::string call;          // the system call's name, "write"; empty if it is none
    std::vector<Stand> stands; // the first is the request's beginning, the last its end

    // An amount that was counted on the way to a stand.
    struct Entry
    {
        std::size_t stand = 0;
        std::size_t row = 0;
        Sums sums;
    };
    std::vector<Entry> entries; // in the order of stands

    // How many stands a phase has: what its `steps` count up to.
    uint64_t steps_in(Phase phase) const;
    // What was counted up to a stand, this one included.
    Figures figures_at(std::size_t stand) const;
    // The stand of a session's position, if it is one. A transition whose last micro-step is done and the
    // place behind it are the same.
    std::optional<std::size_t> find(uint64_t time, unsigned micro_step) const;
};

// Of a phase, as many steps at its beginning and at least as many at its end are places of their own.
inline constexpr std::size_t stands_at_an_end = 4'000;

// Measures the request of `session`, which is fresh, and keeps its growth. The session's machine is left at
// the request's end. `trap` asks for the request round the program's N-th system call; 0: for the marked one.
Outcome<Ledger> keep_ledger(Session& session, uint64_t trap = 0);

} // namespace ringside::emu
