// Which of several machines moves when a key is pressed. They are aligned by phase, not by step: whoever is
// in the earliest phase goes on, the others wait for it; within one phase all go on together, and whoever is
// through first waits. Nothing here touches a machine. Read next: alignment.cpp, comparison.hpp.
#pragma once

#include "emu/compare/ledger.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ringside::gui {

// A machine's place in its request: an index into the ledger's stands.
struct Cursor
{
    emu::Ledger const* ledger = nullptr;
    std::size_t stand = 0;
};

enum class Stride : uint8_t
{
    micro_step,
    instruction,
    phase,   // to its end, or its beginning
    request, // to the end of all, or the beginning
};

// Where each cursor stands after the stride; equal to where it stood if it waits, or there is nothing more.
std::vector<std::size_t> forwards(std::span<Cursor const> cursors, Stride stride);
// The inverse: whoever is furthest in the latest phase goes back.
std::vector<std::size_t> backwards(std::span<Cursor const> cursors, Stride stride);

// The phase that the next step of this cursor belongs to; none at the end of its request.
std::optional<emu::Phase> next_phase(Cursor const& cursor);
// The cursor that this one waits for: one that is in an earlier phase, the furthest behind; none if its turn
// is now.
std::optional<std::size_t> waits_for(std::span<Cursor const> cursors, std::size_t waiting);

// Steps done of a phase.
uint64_t steps_done(Cursor const& cursor, emu::Phase phase);

// The stand of `ledger` at the same moment: in the same phase, as many steps into it or at its end, and at
// its end if the other is.
std::size_t same_moment(Cursor const& other, emu::Ledger const& ledger);
// The last stand that is at most so many steps into a phase.
std::size_t stand_at(emu::Ledger const& ledger, emu::Phase phase, uint64_t steps);

} // namespace ringside::gui
