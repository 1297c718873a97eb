// The page tables as a walk reads them, looked at from outside: no check, no accessed bit, nothing announced.
// SDM Vol. 3A, "4-Level Paging and 5-Level Paging". Read next: cpu/memory/page_walk.cpp, the walk itself.
#pragma once

#include "cpu/memory/physical.hpp"
#include "cpu/state/state.hpp"

#include <string_view>
#include <vector>

namespace ringside::emu {

struct WalkLevel
{
    std::string_view name; // PML4E PDPTE PDE PTE
    uint64_t address = 0;  // physical, of the entry
    uint64_t entry = 0;
};

// The entries on the way to a linear address, down to the one that maps it or is not present.
std::vector<WalkLevel> walk_tables(cpu::State const& state, cpu::PhysicalMemory const& memory,
                                   uint64_t linear);

} // namespace ringside::emu
