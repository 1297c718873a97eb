// Linear addresses in compatibility mode and 32-bit protected mode: usable, writable, within the limit.
// SDM Vol. 3A, "Limit Checking" and "Type Checking".
#include "cpu/cpu.hpp"

namespace ringside::cpu {

namespace {

bool type_allows(Segment const& segment, Intent intent)
{
    if (!segment.usable())
        return false;
    if (intent != Intent::read)
        return segment.is_data() && segment.is(attribute::writable);
    return segment.is_data() || segment.is(attribute::writable); // the same bit says "readable" of code
}

bool limit_allows(Segment const& segment, uint64_t offset, unsigned bytes)
{
    auto const last = offset + bytes - 1;
    auto const expands_down = segment.is_data() && segment.is(attribute::conforming); // the same bit
    if (!expands_down)
        return last <= segment.limit;
    auto const top = segment.big() ? 0xffff'ffffu : 0xffffu;
    return offset > segment.limit && last <= top;
}

} // namespace

Result<Linear> Cpu::checked_linear(SegmentName name, uint64_t offset, unsigned bytes, Intent intent) const
{
    auto const& segment = state.segment(name);
    offset = static_cast<uint32_t>(offset);
    if (!type_allows(segment, intent) || !limit_allows(segment, offset, bytes))
        return name == SegmentName::ss ? stack_fault(0) : general_protection(0);
    return Linear{static_cast<uint32_t>(segment.base + offset)};
}

} // namespace ringside::cpu
