// Forwards and backwards by phases. Next: comparison.cpp.
#include "gui/compare/alignment.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

using emu::Phase;
using emu::Stand;

constexpr auto no_phase = Phase::count_; // behind all others: the end

Phase phase_ahead(Cursor const& cursor)
{
    return next_phase(cursor).value_or(no_phase);
}

// Of the step that led here; none at the beginning.
std::optional<Phase> phase_behind(Cursor const& cursor)
{
    if (cursor.stand == 0)
        return {};
    return cursor.ledger->stands[cursor.stand].phase;
}

std::size_t ahead(Cursor const& cursor, Stride stride)
{
    auto const& stands = cursor.ledger->stands;
    auto at = cursor.stand + 1;
    Stand const& first = stands[at];
    auto const belongs = [&](Stand const& stand) {
        return stride == Stride::phase
                   ? stand.phase == first.phase
                   : stand.phase == first.phase && stand.instructions == first.instructions;
    };
    while (stride != Stride::micro_step && at + 1 < stands.size() && belongs(stands[at + 1]))
        ++at;
    return at;
}

std::size_t behind(Cursor const& cursor, Stride stride)
{
    auto const& stands = cursor.ledger->stands;
    Stand const& last = stands[cursor.stand];
    if (stride == Stride::micro_step)
        return cursor.stand - 1;
    auto at = cursor.stand - 1;
    auto const belongs = [&](Stand const& stand) {
        return stand.steps > 0 && stand.phase == last.phase &&
               (stride == Stride::phase || stand.instructions == last.instructions);
    };
    while (at > 0 && belongs(stands[at]))
        --at;
    return at;
}

// How far into its phase: those that are furthest go back first.
uint64_t depth(Cursor const& cursor, Stride stride)
{
    Stand const& stand = cursor.ledger->stands[cursor.stand];
    switch (stride) {
    case Stride::micro_step:
        return stand.steps;
    case Stride::instruction:
        return stand.instructions;
    case Stride::phase:
    case Stride::request:
        break;
    }
    return 0; // all of them
}

std::vector<std::size_t> stands_of(std::span<Cursor const> cursors)
{
    std::vector<std::size_t> stands;
    for (Cursor const& cursor : cursors)
        stands.push_back(cursor.stand);
    return stands;
}

} // namespace

std::optional<Phase> next_phase(Cursor const& cursor)
{
    auto const& stands = cursor.ledger->stands;
    if (cursor.stand + 1 >= stands.size())
        return {};
    return stands[cursor.stand + 1].phase;
}

std::vector<std::size_t> forwards(std::span<Cursor const> cursors, Stride stride)
{
    auto stands = stands_of(cursors);
    auto earliest = no_phase;
    for (Cursor const& cursor : cursors)
        earliest = std::min(earliest, phase_ahead(cursor));
    for (std::size_t i = 0; i < cursors.size(); ++i)
        if (stride == Stride::request)
            stands[i] = cursors[i].ledger->stands.size() - 1;
        else if (earliest != no_phase && phase_ahead(cursors[i]) == earliest)
            stands[i] = ahead(cursors[i], stride);
    return stands;
}

std::vector<std::size_t> backwards(std::span<Cursor const> cursors, Stride stride)
{
    if (stride == Stride::request)
        return std::vector<std::size_t>(cursors.size(), 0);
    auto stands = stands_of(cursors);
    std::optional<Phase> latest;
    for (Cursor const& cursor : cursors)
        latest = std::max(latest, phase_behind(cursor));
    if (!latest)
        return stands;
    uint64_t furthest = 0;
    for (Cursor const& cursor : cursors)
        if (phase_behind(cursor) == latest)
            furthest = std::max(furthest, depth(cursor, stride));
    for (std::size_t i = 0; i < cursors.size(); ++i)
        if (phase_behind(cursors[i]) == latest && depth(cursors[i], stride) == furthest)
            stands[i] = behind(cursors[i], stride);
    return stands;
}

std::optional<std::size_t> waits_for(std::span<Cursor const> cursors, std::size_t waiting)
{
    std::optional<std::size_t> slowest;
    for (std::size_t i = 0; i < cursors.size(); ++i)
        if (i != waiting && phase_ahead(cursors[i]) < phase_ahead(cursors[waiting]) &&
            (!slowest || phase_ahead(cursors[i]) < phase_ahead(cursors[*slowest])))
            slowest = i;
    return slowest;
}

uint64_t steps_done(Cursor const& cursor, Phase phase)
{
    Stand const& stand = cursor.ledger->stands[cursor.stand];
    if (cursor.stand > 0 && stand.phase == phase)
        return stand.steps;
    return cursor.stand > 0 && stand.phase > phase ? cursor.ledger->steps_in(phase) : 0;
}

std::size_t stand_at(emu::Ledger const& ledger, Phase phase, uint64_t steps)
{
    std::size_t found = 0;
    for (std::size_t i = 1; i < ledger.stands.size(); ++i) {
        Stand const& stand = ledger.stands[i];
        if (stand.phase > phase || (stand.phase == phase && stand.steps > steps))
            break;
        found = i;
    }
    return found;
}

std::size_t same_moment(Cursor const& other, emu::Ledger const& ledger)
{
    if (other.stand == 0)
        return 0;
    Stand const& stand = other.ledger->stands[other.stand];
    bool const through = stand.steps == other.ledger->steps_in(stand.phase);
    return stand_at(ledger, stand.phase, through ? ledger.steps_in(stand.phase) : stand.steps);
}

} // namespace ringside::gui
