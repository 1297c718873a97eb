// Everything is sorted by time, so that a look is a binary search; sums of ticks are kept once in 256
// stretches. Next: ../session/run.cpp.
#include "emu/time/timeline.hpp"

#include <algorithm>
#include <limits>

namespace ringside::emu {

namespace {

using Event = Timeline::Event;
using Moment = Timeline::Moment;

template <class List>
auto first_at(List& list, uint64_t time)
{
    return std::lower_bound(list.begin(), list.end(), time,
                            [](Moment const& moment, uint64_t t) { return moment.time < t; });
}

// Whether a moment belongs to what happens next at its time, or to how that time was reached.
bool is_before_its_instruction(Event event)
{
    return event != Event::breakpoint && event != Event::change;
}

} // namespace

// ---- what is known

Timeline::Stretch Timeline::stretch(std::size_t index) const
{
    auto const end = index + 1 < rings_.size() ? begin_of(index + 1) : end_;
    return {begin_of(index), end, ring_of(index)};
}

std::size_t Timeline::stretch_at(uint64_t time) const
{
    auto const later = std::upper_bound(rings_.begin(), rings_.end(), time << ring_bits | 3);
    return later == rings_.begin() ? 0 : static_cast<std::size_t>(later - rings_.begin()) - 1;
}

uint64_t Timeline::ring3_before(uint64_t time) const
{
    if (rings_.empty() || time <= start_)
        return 0;
    auto const last = stretch_at(time);
    auto ticks = ring3_before_block_[last / block];
    for (auto index = last - last % block; index <= last; ++index)
        if (ring_of(index) == 3)
            ticks += (index < last ? begin_of(index + 1) : time) - begin_of(index);
    return ticks;
}

uint64_t Timeline::ring3_ticks(uint64_t from, uint64_t to) const
{
    return from < to ? ring3_before(to) - ring3_before(from) : 0;
}

uint64_t Timeline::idle_before(uint64_t time) const
{
    auto const later = std::lower_bound(idle_.begin(), idle_.end(), time,
                                        [](Idle const& idle, uint64_t t) { return idle.from < t; });
    if (later == idle_.begin())
        return 0;
    auto const& idle = *std::prev(later);
    return idle.before + std::min(time, idle.to) - idle.from;
}

uint64_t Timeline::time_at(uint64_t busy) const
{
    auto const wanted = start_ + busy;
    auto const later = std::lower_bound(idle_.begin(), idle_.end(), wanted, [](Idle const& idle, uint64_t t) {
        return idle.from - idle.before < t;
    });
    return later == idle_.begin()
               ? wanted
               : wanted + std::prev(later)->before + std::prev(later)->to - std::prev(later)->from;
}

std::span<Moment const> Timeline::moments(Event event, uint64_t from, uint64_t to) const
{
    auto const& list = moments_[static_cast<unsigned>(event)];
    auto const first = first_at(list, from);
    return {first, std::max(first, first_at(list, to))};
}

std::optional<uint64_t> Timeline::next(uint64_t time) const
{
    constexpr auto none = std::numeric_limits<uint64_t>::max();
    auto nearest = none;
    auto const change = std::upper_bound(rings_.begin(), rings_.end(), time << ring_bits | 3);
    if (change != rings_.end())
        nearest = *change >> ring_bits;
    for (auto const& list : moments_)
        if (auto const found = first_at(list, time + 1); found != list.end())
            nearest = std::min(nearest, found->time);
    return nearest == none ? std::nullopt : std::optional(nearest);
}

std::optional<uint64_t> Timeline::previous(uint64_t time) const
{
    std::optional<uint64_t> nearest;
    auto const change = std::lower_bound(rings_.begin(), rings_.end(), time << ring_bits);
    if (change != rings_.begin())
        nearest = *std::prev(change) >> ring_bits;
    for (auto const& list : moments_)
        if (auto const found = first_at(list, time); found != list.begin())
            nearest = std::max(nearest.value_or(0), std::prev(found)->time);
    return nearest;
}

// ---- recording

void Timeline::begin(uint64_t time, unsigned ring)
{
    *this = {};
    start_ = end_ = time;
    rings_.push_back(time << ring_bits | ring);
    ring3_before_block_.push_back(0);
}

void Timeline::ring_is(uint64_t time, unsigned ring)
{
    if (rings_.empty() || time <= end_ || ring_of(rings_.size() - 1) == ring)
        return;
    if (rings_.size() % block == 0)
        ring3_before_block_.push_back(ring3_before(time));
    rings_.push_back(time << ring_bits | ring);
    reached(time);
}

void Timeline::note(Event event, Moment moment)
{
    auto& list = moments_[static_cast<unsigned>(event)];
    if (rings_.empty() || moment.time < start_)
        return;
    // Most come last. A breakpoint may be set for a stretch that is known already.
    auto const place =
        list.empty() || list.back().time < moment.time ? list.end() : first_at(list, moment.time);
    if (place != list.end() && (place->time == moment.time || event != Event::breakpoint))
        return;
    list.insert(place, moment);
    reached(moment.time);
}

void Timeline::note_output(uint64_t time)
{
    auto const& list = moments_[static_cast<unsigned>(Event::output)];
    if (!rings_.empty() && (list.empty() || list.back().time < begin_of(stretch_at(time))))
        note(Event::output, {time, 0});
}

void Timeline::note_idle(uint64_t from, uint64_t to)
{
    if (rings_.empty() || from >= to || (!idle_.empty() && idle_.back().to >= to))
        return;
    // A jump that was made in two parts, or that went on later, is one.
    if (!idle_.empty() && idle_.back().to >= from)
        idle_.back().to = to;
    else
        idle_.push_back({from, to, idle_before(from)});
    reached(to);
}

void Timeline::call_begins(CallLine line)
{
    if (!calls_.empty() && calls_.back().entered >= line.entered)
        return;
    note(Event::system_call, {line.entered, static_cast<uint32_t>(line.trap)});
    calls_.push_back(std::move(line));
}

void Timeline::call_ends(uint64_t entered, uint64_t returned, std::string text)
{
    auto const line = std::lower_bound(calls_.begin(), calls_.end(), entered,
                                       [](CallLine const& call, uint64_t t) { return call.entered < t; });
    if (line == calls_.end() || line->entered != entered || line->returned != 0)
        return;
    line->returned = returned;
    line->text = std::move(text);
}

std::vector<CallLine> Timeline::take_calls(std::size_t count)
{
    auto const end = calls_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<CallLine> taken(std::make_move_iterator(calls_.begin()), std::make_move_iterator(end));
    calls_.erase(calls_.begin(), end);
    return taken;
}

void Timeline::forget_after(uint64_t time)
{
    if (rings_.empty() || time < start_)
        return;
    end_ = time;
    rings_.resize(stretch_at(time) + 1);
    ring3_before_block_.resize((rings_.size() - 1) / block + 1);
    for (unsigned i = 0; i < events; ++i) {
        auto const first = is_before_its_instruction(static_cast<Event>(i)) ? time : time + 1;
        moments_[i].erase(first_at(moments_[i], first), moments_[i].end());
    }
    std::erase_if(idle_, [&](Idle const& idle) { return idle.from >= time; });
    if (!idle_.empty())
        idle_.back().to = std::min(idle_.back().to, time);
    std::erase_if(calls_, [&](CallLine const& line) { return line.entered >= time; });
    if (calls_.empty())
        return;
    auto& last = calls_.back();
    if (last.returned == 0 || last.returned > time) {
        last.returned = 0;
        last.text.resize(last.begun);
    }
}

} // namespace ringside::emu
