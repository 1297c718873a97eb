// Four levels of nine bits each, until an entry maps a page or nothing.
#include "emu/trace/page_tables.hpp"

#include <array>
#include <cstring>

namespace ringside::emu {

std::vector<WalkLevel> walk_tables(cpu::State const& state, cpu::PhysicalMemory const& memory,
                                   uint64_t linear)
{
    constexpr std::string_view names[] = {"PML4E", "PDPTE", "PDE", "PTE"};
    constexpr uint64_t address_bits = 0x000f'ffff'ffff'f000;
    std::vector<WalkLevel> levels;
    if (!state.paging() || !state.long_mode())
        return levels;
    auto table = state.cr3 & address_bits;
    for (unsigned level = 0; level < 4; ++level) {
        auto const address = table + (linear >> (39 - 9 * level) & 0x1ff) * 8;
        if (!memory.is_ram({address}, 8))
            break;
        std::array<uint8_t, 8> bytes{};
        memory.read({address}, bytes);
        uint64_t entry = 0;
        std::memcpy(&entry, bytes.data(), bytes.size());
        levels.push_back({names[level], address, entry});
        auto const is_large = (level == 1 || level == 2) && (entry & 0x80) != 0;
        if ((entry & 1) == 0 || is_large)
            break;
        table = entry & address_bits;
    }
    return levels;
}

} // namespace ringside::emu
