// How the processor tells what it does. Nobody listening costs one pointer test; while somebody listens to
// everything nothing is entered in the software TLB, so that every access takes the path on which the hooks
// live.
#pragma once

#include "cpu/decode/instruction.hpp"
#include "cpu/memory/physical.hpp"
#include "cpu/state/state.hpp"
#include "cpu/transitions/step.hpp"

namespace ringside::cpu {

enum class Agent : uint8_t
{
    software, // an instruction's own operands
    hardware, // descriptor, gate and TSS reads, pushes and pops of a transition
    walk,     // page-table entries read, accessed and dirty bits written
    fetch,    // instruction bytes
};

enum class Direction : uint8_t
{
    read,
    write,
};

// One access of at most 16 bytes that succeeded. An access across a page's end is told as two.
struct Access
{
    Agent agent = Agent::software;
    Direction direction = Direction::read;
    uint8_t bytes = 0;
    uint64_t linear = 0; // for walk: the linear address being walked
    uint64_t physical = 0;
    uint64_t value = 0;  // the first eight bytes
    uint64_t before = 0; // the bytes that a write replaced
};

// How closely an observer follows.
enum class Attention : uint8_t
{
    everything,
    // Transitions as always; of memory only accesses that the software TLB does not know yet, and no single
    // instructions: nearly as fast as with nobody listening. Cpu::mapping_changed() makes it forget.
    first_uses,
};

// The end of an instruction or delivery as the run loop saw it.
class Observer
{
public:
    virtual ~Observer() = default;

    // Before an instruction executes; the state is the one it starts from.
    virtual void instruction_begins(State const&, Instruction const&) {}
    // After it has retired.
    virtual void instruction_retired(State const&, Instruction const&) {}
    // It faulted; the exception's delivery follows.
    virtual void instruction_faulted(State const&, Fault const&) {}
    // A transition begins and ends (ends: completed, or its own fault).
    virtual void transition_begins(State const&, Transition, unsigned /*vector*/) {}
    virtual void transition_ends(State const&, Transition, Fault const&) {}
    // One micro-step was done, or its check failed. The state is the live one, in the midst of the
    // transition.
    virtual void step(State const&, StepRecord const&) {}
    virtual void access(Access const&) {}
    // INVLPG took the translation of this page away.
    virtual void page_invalidated(State const&, uint64_t /*linear*/) {}
};

} // namespace ringside::cpu
