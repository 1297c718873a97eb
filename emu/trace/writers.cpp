// Gathering writers. A hardware write is told just before its micro-step is announced, so it belongs to the
// next one.
#include "emu/trace/writers.hpp"

#include <algorithm>
#include <tuple>

namespace ringside::emu {

void Writers::begin(cpu::State const& state)
{
    state_ = &state;
    time_ = state.time;
    rip_ = state.rip;
    ring_ = state.cpl;
    steps_ = 0;
}

void Writers::instruction_begins(cpu::State const& state, cpu::Instruction const&)
{
    begin(state);
    if (!executed_.empty() && executed_.back().time >= state.time)
        return; // heard again after going back
    executed_.push_back({state.time, state.rip});
    if (executed_.size() > most_executed)
        executed_.pop_front();
}

// A delivery between instructions has no instruction that began: its own moment counts.
void Writers::note(cpu::State const& state)
{
    if (state_ == nullptr || state.time != time_)
        begin(state);
}

void Writers::step(cpu::State const&, cpu::StepRecord const& record)
{
    if (record.transition != cpu::Transition::page_walk)
        ++steps_;
}

void Writers::access(cpu::Access const& access)
{
    if (access.direction != cpu::Direction::write || access.agent == cpu::Agent::walk)
        return;
    auto const micro_step = access.agent == cpu::Agent::hardware ? steps_ + 1 : after_all_steps;
    Written const written{state_->time, micro_step, rip_, access.agent, ring_};
    auto const first = access.linear & ~uint64_t{7};
    for (auto slot = first; slot < access.linear + access.bytes; slot += 8) {
        auto& list = slots_[slot];
        auto const later = [](Written const& a, Written const& b) {
            return std::tie(a.time, a.micro_step) < std::tie(b.time, b.micro_step);
        };
        if (list.empty() || later(list.back(), written)) {
            list.push_back(written);
        } else if (auto const at = std::lower_bound(list.begin(), list.end(), written, later);
                   at == list.end() || later(written, *at)) {
            list.insert(at, written); // heard again after going back: already there unless the stretch grew
        }
    }
}

std::optional<Written> Writers::last(uint64_t slot, uint64_t time, unsigned micro_step) const
{
    auto const found = slots_.find(slot & ~uint64_t{7});
    if (found == slots_.end())
        return {};
    // A write at the position's own instruction has happened if its micro-step is done.
    for (auto written = found->second.rbegin(); written != found->second.rend(); ++written)
        if (written->time < time || (written->time == time && written->micro_step <= micro_step))
            return *written;
    return {};
}

std::vector<uint64_t> Writers::executed_before(uint64_t time, unsigned most) const
{
    auto const later = [](Executed const& executed, uint64_t moment) { return executed.time < moment; };
    auto end = std::lower_bound(executed_.begin(), executed_.end(), time, later);
    std::vector<uint64_t> list;
    while (end != executed_.begin() && list.size() < most)
        list.push_back((--end)->rip);
    return list;
}

void Writers::forget_after(uint64_t time)
{
    for (auto& [slot, list] : slots_)
        std::erase_if(list, [&](Written const& written) { return written.time >= time; });
    while (!executed_.empty() && executed_.back().time >= time)
        executed_.pop_back();
    to = std::min(to, time);
    if (from > to)
        forget();
}

} // namespace ringside::emu
