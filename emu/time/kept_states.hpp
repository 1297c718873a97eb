// The states from which a session goes back: many from the recent past, fewer from further away.
// Read next: ../session/travel.cpp, which restores one and runs on from it.
#pragma once

#include "emu/machine.hpp"
#include "emu/trace/calls.hpp"

#include <map>

namespace ringside::emu {

struct KeptState
{
    Machine::Snapshot machine;
    CallRecord calls;
    uint64_t time() const { return machine.cpu.time; }
};

class KeptStates
{
public:
    // Distance of neighbours among the newest; older ones are thinned to ten times and a hundred times this.
    static constexpr uint64_t interval = 100'000;
    static constexpr uint64_t kept_of_each = 16;

    void keep(KeptState state)
    {
        auto const time = state.time();
        states_.insert_or_assign(time, std::move(state));
        thin(time);
    }
    // The latest one at or before the time; there always is one, the start.
    KeptState const& before(uint64_t time) const { return std::prev(states_.upper_bound(time))->second; }
    bool has_before(uint64_t time) const { return states_.upper_bound(time) != states_.begin(); }
    void forget_after(uint64_t time) { states_.erase(states_.upper_bound(time), states_.end()); }
    std::size_t size() const { return states_.size(); }

private:
    // Keeps the very first, and of the others those that are far enough from the one before them.
    void thin(uint64_t newest)
    {
        auto previous = states_.begin();
        for (auto state = std::next(previous); state != states_.end();) {
            auto const age = newest > state->first ? newest - state->first : 0;
            auto const spacing = age < kept_of_each * interval        ? 0
                                 : age < kept_of_each * interval * 10 ? interval * 10
                                                                      : interval * 100;
            if (state->first - previous->first < spacing && state->first != newest)
                state = states_.erase(state);
            else
                previous = state++;
        }
    }

    std::map<uint64_t, KeptState> states_; // by virtual time
};

} // namespace ringside::emu
