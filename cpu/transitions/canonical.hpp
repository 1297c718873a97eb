// Canonical form of a 48-bit linear address: bits 63 to 47 all equal. SDM Vol. 1, "Canonical Addressing".
// Loads of RIP, RSP, descriptor-table bases and base MSRs are checked with it.
#pragma once

#include <cstdint>

namespace ringside::cpu {

constexpr bool is_canonical(uint64_t address)
{
    return static_cast<uint64_t>(static_cast<int64_t>(address << 16) >> 16) == address;
}

} // namespace ringside::cpu
