// Which table a selector names. SDM Vol. 3A, "Segment Selectors" and "Local Descriptor Table".
#include "cpu/transitions/selector.hpp"

namespace ringside::cpu {

DescriptorTable table_of(State const& state, Selector selector)
{
    if (selector.local())
        return {state.ldtr.base, state.ldtr.limit, state.ldtr.usable(), Place::ldt};
    return {state.gdtr.base, state.gdtr.limit, true, Place::gdt};
}

} // namespace ringside::cpu
