// Who wrote what, when, and which instructions were executed: gathered by listening to a stretch of the run.
// Asking about an earlier moment inside the stretch needs no listening again. Read next: session/stacks.cpp,
// which asks.
#pragma once

#include "cpu/transitions/observer.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ringside::emu {

struct Written
{
    uint64_t time = 0; // virtual time of the beginning of the instruction, or of the iteration under REP
    unsigned micro_step = 0; // of its transition during which it happened; software writes come last
    uint64_t rip = 0;
    cpu::Agent agent = cpu::Agent::software;
    uint8_t ring = 0;
};

class Writers final : public cpu::Observer
{
public:
    static constexpr unsigned after_all_steps = 1u << 20;

    // The stretch that was listened to: positions from `from` to `to`.
    uint64_t from = ~uint64_t{0};
    uint64_t to = 0;
    bool covers(uint64_t time) const { return from <= time && time <= to; }
    void forget()
    {
        slots_.clear();
        executed_.clear();
        from = ~uint64_t{0};
        to = 0;
    }
    void forget_after(uint64_t time);
    // The last one before the position; nothing if it was before the stretch.
    std::optional<Written> last(uint64_t slot, uint64_t time, unsigned micro_step) const;
    // The addresses of the last instructions that began before a moment of the stretch, the latest first.
    std::vector<uint64_t> executed_before(uint64_t time, unsigned most) const;

    void instruction_begins(cpu::State const& state, cpu::Instruction const&) override;
    void instruction_faulted(cpu::State const& state, cpu::Fault const&) override { note(state); }
    void transition_begins(cpu::State const& state, cpu::Transition, unsigned) override { note(state); }
    void step(cpu::State const& state, cpu::StepRecord const& record) override;
    void access(cpu::Access const& access) override;

private:
    struct Executed
    {
        uint64_t time = 0;
        uint64_t rip = 0;
    };
    static constexpr std::size_t most_executed = 1u << 16;

    void begin(cpu::State const& state);
    void note(cpu::State const& state);

    std::unordered_map<uint64_t, std::vector<Written>> slots_; // looked up only, never iterated for the guest
    std::deque<Executed> executed_;                            // by time, the latest of the stretch
    cpu::State const* state_ = nullptr;                        // of the instruction under way
    uint64_t time_ = 0;                                        // of its beginning
    uint64_t rip_ = 0;
    uint8_t ring_ = 0;
    unsigned steps_ = 0;
};

} // namespace ringside::emu
