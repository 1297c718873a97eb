// The states from which a session goes back: many around the present position, fewer further away from it.
// Read next: ../session/travel.cpp, which restores one and runs on from it.
#pragma once

#include "emu/machine.hpp"
#include "emu/trace/calls.hpp"

#include <map>
#include <set>

namespace ringside::emu {

struct KeptState
{
    Machine::Snapshot machine;
    CallRecord calls;
    uint64_t time() const { return machine.cpu.time; }
    uint64_t busy_time() const { return machine.cpu.time - machine.idle_time; }
};

class KeptStates
{
public:
    // Distance of neighbours near the present in busy time, since an idle guest does nothing that would have
    // to be done again; further away it is ten times and a hundred times this.
    static constexpr uint64_t interval = 100'000;
    static constexpr uint64_t near = 16 * interval;
    static constexpr uint64_t far = 256 * 10 * interval;

    void keep(KeptState state)
    {
        auto const time = state.time();
        states_.insert_or_assign(time, std::move(state));
        thin(time);
    }
    // A state that is gone back to again and again, however far away.
    void keep_always(KeptState state)
    {
        always_.insert(state.time());
        keep(std::move(state));
    }
    // The latest one at or before the time; there always is one, the start.
    KeptState const& before(uint64_t time) const { return std::prev(states_.upper_bound(time))->second; }
    bool has_before(uint64_t time) const { return states_.upper_bound(time) != states_.begin(); }
    void forget_after(uint64_t time) { states_.erase(states_.upper_bound(time), states_.end()); }

private:
    // Keeps the very first, and of the others those that are far enough from the one before them. What counts
    // is the distance from `here`, before or after: so there are never many, wherever somebody looks around.
    void thin(uint64_t here)
    {
        auto const now = states_.at(here).busy_time();
        auto previous = states_.begin();
        for (auto state = std::next(previous); state != states_.end();) {
            auto const busy = state->second.busy_time();
            auto const distance = now > busy ? now - busy : busy - now;
            auto const spacing = distance < near ? 0 : distance < far ? interval * 10 : interval * 100;
            auto const stays = state->first == here || always_.contains(state->first);
            if (busy - previous->second.busy_time() < spacing && !stays)
                state = states_.erase(state);
            else
                previous = state++;
        }
    }

    std::map<uint64_t, KeptState> states_; // by virtual time
    std::set<uint64_t> always_;
};

} // namespace ringside::emu
