// SSE floating-point comparisons: CMP* by one of eight predicates gives masks, COMIS* and UCOMIS* set RFLAGS.
// SDM Vol. 2A, "CMPPS", "COMISS"; Vol. 2B, "UCOMISS". Read next: sse_conversions.cpp.
#include "cpu/instructions/sse.hpp"
#include "cpu/instructions/sse_host.hpp"

namespace ringside::cpu::sse {

namespace {

using Load = Result<Vec128> (*)(Cpu&, Operand const&);
using Compare = VectorResult (*)(Vec128, Vec128, uint32_t, unsigned);
using Ordering = Order (*)(Vec128, Vec128, uint32_t);

// Without VEX only the three low bits of the immediate count.
template <Load load, Compare operation>
Result<void> compare(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(load(cpu, instruction.src));
    auto const predicate = static_cast<unsigned>(instruction.third.value) & 7u;
    auto const result = operation(target(cpu, instruction), source, cpu.state.mxcsr, predicate);
    TRY(raise_flags(cpu, result.flags));
    target(cpu, instruction) = result.value;
    return {};
}

// OF, SF and AF are cleared.
template <Load load, Ordering operation>
Result<void> order(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(load(cpu, instruction.src));
    auto const result = operation(target(cpu, instruction), source, cpu.state.mxcsr);
    TRY(raise_flags(cpu, result.flags));
    cpu.set_status(result.status);
    return {};
}

constexpr std::array forms = {
    any("cmpps", compare<load_aligned, cmpps>),
    any("cmppd", compare<load_aligned, cmppd>),
    any("cmpss", compare<load_scalar<uint32_t>, cmpss>),
    any("cmpsd", compare<load_scalar<uint64_t>, cmpsd>),
    any("comiss", order<load_scalar<uint32_t>, comiss>),
    any("comisd", order<load_scalar<uint64_t>, comisd>),
    any("ucomiss", order<load_scalar<uint32_t>, ucomiss>),
    any("ucomisd", order<load_scalar<uint64_t>, ucomisd>),
};

} // namespace

std::span<Form const> compare_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
