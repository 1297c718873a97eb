// Where a selector points: the table it names, and whether the table reaches that far.
// SDM Vol. 3A, "Segment Selectors". Read next: descriptor.hpp.
#pragma once

#include "cpu/memory/physical.hpp"
#include "cpu/state/state.hpp"
#include "cpu/transitions/step.hpp"

namespace ringside::cpu {

// The GDT, or the LDT if the selector's TI bit is set.
struct DescriptorTable
{
    uint64_t base = 0;
    uint32_t limit = 0;
    bool usable = false; // an LDT may never have been loaded
    Place place = Place::gdt;
};

DescriptorTable table_of(State const& state, Selector selector);

// The last byte of the selector's descriptor, to be compared with the table's limit.
constexpr uint32_t last_byte(Selector selector, unsigned bytes = 8)
{
    return selector.index() * 8 + bytes - 1;
}

constexpr bool reaches(DescriptorTable const& table, Selector selector, unsigned bytes = 8)
{
    return table.usable && last_byte(selector, bytes) <= table.limit;
}

constexpr Linear descriptor_address(DescriptorTable const& table, Selector selector)
{
    return {table.base + selector.index() * 8};
}

// The selector with another requested privilege level.
constexpr Selector with_rpl(Selector selector, unsigned rpl)
{
    return {static_cast<uint16_t>((selector.value & ~3u) | rpl)};
}

} // namespace ringside::cpu
