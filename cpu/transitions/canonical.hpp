// Canonical form of a 48-bit linear address: bits 63 to 47 all equal. SDM Vol. 1, "Canonical Addressing".
// Loads of RIP, RSP, descriptor-table bases and base MSRs are checked with it.
#pragma once

#include <cstdint>

namespace ringside::cpu {

// The canonical address with the same bits 47 to 0.
constexpr uint64_t canonical_form(uint64_t address)
{
    return static_cast<uint64_t>(static_cast<int64_t>(address << 16) >> 16);
}

constexpr bool is_canonical(uint64_t address)
{
    return canonical_form(address) == address;
}

} // namespace ringside::cpu
