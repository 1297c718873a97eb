// Which fields of which tables a micro-step reads, checks, loads from or writes, by the names of their cells.
// Read next: tables_groups.cpp, which marks them.
#pragma once

#include "emu/session.hpp"
#include "gui/view/tables_view.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ringside::gui {

// The fields that one micro-step of a transition uses: "tables.idt.80.dpl", or "tables.idt.80" for all of the
// entry. Empty where it uses none.
std::vector<std::string> cells_used(emu::Session const& session, emu::TransitionView const& transition,
                                    std::size_t step);
// The same of an instruction without micro-steps, from a rehearsal of it.
std::vector<std::string> cells_used_next(emu::Session& session);
// The vector whose gate is used now: that of the delivery under way, where the first one has faulted; before
// any step the first. None where no gate is used.
std::optional<unsigned> vector_in_use(cpu::State const& state, emu::TransitionView const& transition);

// The linear address that a walk is about now, and what it is.
struct AddressAtHand
{
    uint64_t linear = 0;
    std::string name; // "RIP", "CR2", "read", "write", "stack", "TSS"
};
AddressAtHand address_at_hand(emu::Session& session, emu::TransitionView const* transition);

// How a micro-step marks what it uses.
TableMark mark_of(emu::MicroStep const& step);
// The group that a cell belongs to: "tables.idt.80" of "tables.idt.80.dpl".
std::string group_of(std::string const& cell);

} // namespace ringside::gui
