// INT n, INT3, INT1, INTO. SDM Vol. 2A, "INT n/INTO/INT3/INT1—Call to Interrupt Procedure".
// The pushed RIP is that of the next instruction; everything else is interrupt.cpp's.
#include "cpu/transitions/event.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

Result<void> int_n(Cpu& cpu, Instruction const& instruction)
{
    auto const vector = static_cast<uint8_t>(instruction.dst.value);
    cpu.fault_chain().clear(); // what comes now is no fault's delivery
    return deliver(cpu, {Event::Source::int_n, vector}, cpu.next_rip);
}

Result<void> int3(Cpu& cpu, Instruction const&)
{
    cpu.fault_chain().clear();
    return deliver(cpu, {Event::Source::int3, static_cast<uint8_t>(Vector::breakpoint)}, cpu.next_rip);
}

Result<void> int1(Cpu& cpu, Instruction const&)
{
    cpu.fault_chain().clear();
    return deliver(cpu, {Event::Source::int1, static_cast<uint8_t>(Vector::debug)}, cpu.next_rip);
}

// Does not exist in 64-bit mode, where the decoder refuses it.
Result<void> into(Cpu& cpu, Instruction const&)
{
    if (!cpu.state.has(flag::of))
        return {};
    cpu.fault_chain().clear();
    return deliver(cpu, {Event::Source::int3, static_cast<uint8_t>(Vector::overflow)}, cpu.next_rip);
}

} // namespace ringside::cpu
