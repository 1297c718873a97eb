// Addresses by their symbols. Next: ../view/place.hpp.
#include "gui/opening/same_place.hpp"

#include "gui/view/place.hpp"

namespace ringside::gui {

namespace {

std::optional<uint64_t> moved(emu::Session const& before, emu::Session const& now, uint64_t address)
{
    auto const symbol = before.symbol(address);
    if (!symbol)
        return std::nullopt;
    auto const start = now.address_of(symbol->name);
    return start ? std::optional(*start + symbol->offset) : std::nullopt;
}

} // namespace

std::size_t carry_breakpoints(emu::Session const& before, emu::Session& now)
{
    std::size_t lost = 0;
    for (uint64_t const address : before.breakpoints()) {
        if (auto const there = moved(before, now, address))
            now.add_breakpoint(*there);
        else
            ++lost;
    }
    return lost;
}

std::optional<emu::Place> place_to_find(emu::Session& session)
{
    if (session.position() == session.start())
        return std::nullopt;
    return place_of(session, &session.transition());
}

} // namespace ringside::gui
