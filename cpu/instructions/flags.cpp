// Instructions on RFLAGS itself. Which bits POPF may change depends on CPL and IOPL. CLI and STI are in
// system.
#include "cpu/cpu.hpp"
#include "cpu/instructions/form.hpp"

namespace ringside::cpu {

namespace {

// CLC STC CMC CLD STD. SDM Vol. 2A, "CLC"; Vol. 2B, "STC".
template <uint64_t bit>
Result<void> clear(Cpu& cpu, Instruction const&)
{
    cpu.state.rflags &= ~bit;
    return {};
}
template <uint64_t bit>
Result<void> set(Cpu& cpu, Instruction const&)
{
    cpu.state.rflags |= bit;
    return {};
}
Result<void> complement_carry(Cpu& cpu, Instruction const&)
{
    cpu.state.rflags ^= flag::cf;
    return {};
}

// LAHF, SAHF move SF ZF AF PF CF through AH. SDM Vol. 2A, "LAHF"; Vol. 2B, "SAHF".
constexpr uint64_t ah_flags = flag::sf | flag::zf | flag::af | flag::pf | flag::cf;

Result<void> load_ah(Cpu& cpu, Instruction const&)
{
    auto const low = static_cast<uint8_t>((cpu.state.rflags & ah_flags) | flag::fixed);
    cpu.state.gpr[rax] = (cpu.state.gpr[rax] & ~uint64_t{0xff00}) | uint64_t{low} << 8;
    return {};
}
Result<void> store_ah(Cpu& cpu, Instruction const&)
{
    cpu.set_status(static_cast<uint32_t>(cpu.state.gpr[rax] >> 8), ah_flags);
    return {};
}

// PUSHF: the image has RF and VM clear. SDM Vol. 2B, "PUSHF/PUSHFD/PUSHFQ".
template <std::unsigned_integral T>
Result<void> push_flags(Cpu& cpu, Instruction const&)
{
    return cpu.push<T>(static_cast<T>(cpu.state.rflags & ~uint64_t{flag::rf | flag::vm}));
}

// POPF: RF is cleared; IOPL only at CPL 0, IF only at CPL <= IOPL, else both stay without a fault. VM, VIF
// and VIP stay. SDM Vol. 2B, "POPF/POPFD/POPFQ".
template <std::unsigned_integral T>
Result<void> pop_flags(Cpu& cpu, Instruction const&)
{
    auto const image = TRY(cpu.peek_stack<T>());
    uint64_t loadable = flag::status | flag::tf | flag::df | flag::nt | flag::ac | flag::id;
    auto const iopl = static_cast<unsigned>((cpu.state.rflags & flag::iopl) >> 12);
    if (cpu.may_act_as(0))
        loadable |= flag::iopl;
    if (cpu.may_act_as(iopl))
        loadable |= flag::interrupt;
    loadable &= static_cast<T>(~T{0});
    cpu.move_stack_pointer(sizeof(T));
    cpu.state.rflags = (cpu.state.rflags & ~loadable & ~uint64_t{flag::rf}) | (image & loadable);
    return {};
}

// SALC, undocumented for long: AL = CF ? FF : 0. Not in 64-bit mode. APM Vol. 3, "Opcode Map".
Result<void> set_al_from_carry(Cpu& cpu, Instruction const&)
{
    cpu.set_gpr<uint8_t>(rax, cpu.state.has(flag::cf) ? 0xff : 0);
    return {};
}

} // namespace

std::span<Form const> flag_forms()
{
    static constexpr Form forms[] = {
        any("clc", clear<flag::cf>),
        any("stc", set<flag::cf>),
        any("cmc", complement_carry),
        any("cld", clear<flag::df>),
        any("std", set<flag::df>),
        any("lahf", load_ah),
        any("sahf", store_ah),
        any("salc", set_al_from_carry),
        any("pushf", push_flags<uint16_t>),
        any("pushfd", push_flags<uint32_t>),
        any("pushfq", push_flags<uint64_t>),
        // IF and TF take effect at the next boundary, so each ends its block.
        any("popf", pop_flags<uint16_t>, Ends::block),
        any("popfd", pop_flags<uint32_t>, Ends::block),
        any("popfq", pop_flags<uint64_t>, Ends::block),
    };
    return forms;
}

} // namespace ringside::cpu
