// The short system instructions: caches and TLB, IF and AC, HLT, and what is not there.
// Each cites its page in SDM Vol. 2.
#include "cpu/instructions/system.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

// INVLPG. The address is taken as it is: a non-canonical one does nothing. SDM Vol. 2A, "INVLPG".
Result<void> invalidate_page(Cpu& cpu, Instruction const& instruction)
{
    TRY(require_ring_0(cpu));
    auto const& operand = instruction.dst;
    auto offset = cpu.effective_address(operand);
    if (!cpu.state.code_64() || operand.segment >= SegmentName::fs)
        offset += cpu.state.segment(operand.segment).base;
    cpu.page_invalidated(offset);
    return {};
}

// INVD, WBINVD: there are no data caches. SDM Vol. 2A, "INVD"; Vol. 2C, "WBINVD".
Result<void> invalidate_caches(Cpu& cpu, Instruction const&)
{
    return require_ring_0(cpu);
}

// CLI. SDM Vol. 2A, "CLI". Virtual interrupts (CR4.PVI) are not offered.
Result<void> clear_interrupts(Cpu& cpu, Instruction const&)
{
    if (!cpu.may_act_as(io_privilege_level(cpu.state)))
        return general_protection(0);
    cpu.state.rflags &= ~uint64_t{flag::interrupt};
    return {};
}

// STI: interrupts wait one more instruction, but only if IF was 0. SDM Vol. 2B, "STI".
Result<void> set_interrupts(Cpu& cpu, Instruction const&)
{
    if (!cpu.may_act_as(io_privilege_level(cpu.state)))
        return general_protection(0);
    if (!cpu.state.has(flag::interrupt))
        cpu.state.shadow = Shadow::sti;
    cpu.state.rflags |= flag::interrupt;
    return {};
}

// HLT. SDM Vol. 2A, "HLT".
Result<void> halt(Cpu& cpu, Instruction const&)
{
    TRY(require_ring_0(cpu));
    cpu.state.halted = true;
    return {};
}

// CLAC and STAC are #UD, not #GP, outside ring 0. SDM Vol. 2A, "CLAC"; Vol. 2B, "STAC".
Result<void> clear_ac(Cpu& cpu, Instruction const&)
{
    if (!cpu.may_act_as(0))
        return invalid_opcode();
    cpu.state.rflags &= ~uint64_t{flag::ac};
    return {};
}

Result<void> set_ac(Cpu& cpu, Instruction const&)
{
    if (!cpu.may_act_as(0))
        return invalid_opcode();
    cpu.state.rflags |= flag::ac;
    return {};
}

// RDPMC: there are no counters, so every index is out of range. SDM Vol. 2B, "RDPMC".
Result<void> read_counter(Cpu& cpu, Instruction const&)
{
    cpu.bus().note_unimplemented("performance counter (RDPMC)", cpu.state.rip);
    return general_protection(0);
}

// UD0, UD1, UD2 by definition; RSM outside system-management mode; and what needs a feature that CPUID does
// not offer: XGETBV, XSETBV (CR4.OSXSAVE), RDFSBASE and its like (CR4.FSGSBASE), MONITOR, MWAIT, INVPCID.
Result<void> undefined(Cpu&, Instruction const&)
{
    return invalid_opcode();
}

} // namespace ringside::cpu
