// The checks and operands that SSE and MMX instructions share, and the joined table of their forms.
// Read next: sse_moves.cpp for how the handlers read.
#include "cpu/instructions/sse.hpp"

#include "cpu/instructions/x87.hpp"

#include <vector>

namespace ringside::cpu {

namespace sse {

Result<void> check_pending_x87(Cpu const& cpu)
{
    return x87::check_pending(cpu);
}

Result<void> check_mmx(Cpu const& cpu)
{
    if ((cpu.state.cr0 & cr0::em) != 0)
        return invalid_opcode();
    if ((cpu.state.cr0 & cr0::ts) != 0)
        return device_not_available();
    return check_pending_x87(cpu);
}

void enter_mmx(Cpu& cpu)
{
    cpu.state.x87.status = static_cast<uint16_t>(cpu.state.x87.status & ~x87::status::top);
    cpu.state.x87.empty = 0;
}

Result<uint64_t> aligned_offset(Cpu& cpu, Operand const& operand, Intent intent)
{
    auto const offset = cpu.effective_address(operand);
    auto const linear = TRY(cpu.linear_address(operand.segment, offset, sizeof(Vec128), intent));
    // SDM Vol. 1, "Memory Alignment": #GP(0), whatever AC and CR0.AM say.
    if (linear.value % sizeof(Vec128) != 0)
        return general_protection(0);
    return offset;
}

Result<Vec128> load_unaligned(Cpu& cpu, Operand const& operand)
{
    if (operand.kind == Operand::Kind::xmm)
        return cpu.state.xmm[operand.index];
    return std::bit_cast<Vec128>(TRY(cpu.read<Bits128>(operand.segment, cpu.effective_address(operand))));
}

Result<Vec128> load_aligned(Cpu& cpu, Operand const& operand)
{
    if (operand.kind == Operand::Kind::xmm)
        return cpu.state.xmm[operand.index];
    auto const offset = TRY(aligned_offset(cpu, operand, Intent::read));
    return std::bit_cast<Vec128>(TRY(cpu.read<Bits128>(operand.segment, offset)));
}

Result<uint64_t> load_mmx(Cpu& cpu, Operand const& operand)
{
    if (operand.kind == Operand::Kind::mmx)
        return mmx(cpu, operand.index);
    auto const offset = cpu.effective_address(operand);
    if (operand.bits == 32)
        return uint64_t{TRY(cpu.read<uint32_t>(operand.segment, offset))};
    return cpu.read<uint64_t>(operand.segment, offset);
}

Result<void> raise_flags(Cpu& cpu, uint32_t flags)
{
    auto const masked = cpu.state.mxcsr >> mxcsr::masks_shift;
    auto const unmasked = flags & ~masked & mxcsr::flags;
    // What is found before computing keeps the operation from being computed at all.
    // SDM Vol. 1, "Handling Combinations of Masked and Unmasked Exceptions".
    if ((unmasked & mxcsr::before_computing) != 0)
        flags &= mxcsr::before_computing;
    cpu.state.mxcsr |= flags & mxcsr::flags;
    if (unmasked == 0)
        return {};
    if ((cpu.state.cr4 & cr4::osxmmexcpt) == 0)
        return invalid_opcode();
    return Fault{Vector::simd_error};
}

} // namespace sse

std::span<Form const> sse_forms()
{
    static std::vector<Form> const all = [] {
        std::vector<Form> joined;
        for (auto const family :
             {sse::move_forms(), sse::shuffle_forms(), sse::integer_forms(), sse::shift_forms(),
              sse::arithmetic_forms(), sse::compare_forms(), sse::conversion_forms(), sse::state_forms()})
            joined.insert(joined.end(), family.begin(), family.end());
        return joined;
    }();
    return all;
}

} // namespace ringside::cpu
