// SSE, SSE2 and MMX moves: between vector registers, memory and general registers. None of them looks at the
// values, so none raises a floating-point exception. SDM Vol. 2B, "MOVAPS" and its neighbours; for
// non-temporal stores the cache hint has no effect here. Read next: sse_shuffles.cpp.
#include "cpu/instructions/sse.hpp"

namespace ringside::cpu::sse {

namespace {

using Kind = Operand::Kind;

Result<void> store(Cpu& cpu, Operand const& operand, uint64_t offset, Vec128 value)
{
    return cpu.write<Bits128>(operand.segment, offset, std::bit_cast<Bits128>(value));
}

// MOVAPS, MOVAPD, MOVDQA, and the non-temporal stores.
Result<void> move_aligned(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const value = TRY(load_aligned(cpu, instruction.src));
    if (instruction.dst.is_memory())
        return store(cpu, instruction.dst, TRY(aligned_offset(cpu, instruction.dst, Intent::write)), value);
    target(cpu, instruction) = value;
    return {};
}

// MOVUPS, MOVUPD, MOVDQU.
Result<void> move_unaligned(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const value = TRY(load_unaligned(cpu, instruction.src));
    if (instruction.dst.is_memory())
        return store(cpu, instruction.dst, cpu.effective_address(instruction.dst), value);
    target(cpu, instruction) = value;
    return {};
}

// MOVSS, MOVSD: a load clears the rest of the register, a register move keeps it.
template <std::unsigned_integral T>
Result<void> move_scalar(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const value = TRY(load_scalar<T>(cpu, instruction.src));
    auto const lane = static_cast<T>(value.low);
    if (instruction.dst.is_memory())
        return cpu.write<T>(instruction.dst.segment, cpu.effective_address(instruction.dst), lane);
    auto& register_ = target(cpu, instruction);
    if (instruction.src.is_memory())
        register_ = value;
    else
        register_.low = (register_.low & ~uint64_t{static_cast<T>(~T{0})}) | lane;
    return {};
}

// MOVLPS, MOVLPD, MOVHPS, MOVHPD: one half of a register from or to memory.
template <uint64_t Vec128::*half>
Result<void> move_half(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    if (instruction.dst.is_memory())
        return cpu.write<uint64_t>(instruction.dst.segment, cpu.effective_address(instruction.dst),
                                   cpu.state.xmm[instruction.src.index].*half);
    target(cpu, instruction).*half =
        TRY(cpu.read<uint64_t>(instruction.src.segment, cpu.effective_address(instruction.src)));
    return {};
}

// MOVHLPS and MOVLHPS: one half of a register to the other half of another.
template <uint64_t Vec128::*to, uint64_t Vec128::*from>
Result<void> move_across(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    target(cpu, instruction).*to = cpu.state.xmm[instruction.src.index].*from;
    return {};
}

template <std::unsigned_integral T>
Result<T> load_bits(Cpu& cpu, Operand const& operand)
{
    if (operand.kind == Kind::xmm)
        return static_cast<T>(cpu.state.xmm[operand.index].low);
    if (operand.kind == Kind::mmx)
        return static_cast<T>(mmx(cpu, operand.index));
    return cpu.load<T>(operand);
}

template <std::unsigned_integral T>
Result<void> store_bits(Cpu& cpu, Operand const& operand, T value)
{
    if (operand.kind == Kind::xmm)
        cpu.state.xmm[operand.index] = {value, 0};
    else if (operand.kind == Kind::mmx)
        set_mmx(cpu, operand.index, value);
    else if (operand.is_memory())
        return cpu.write<T>(operand.segment, cpu.effective_address(operand), value);
    else
        cpu.set_gpr<T>(operand.index, value);
    return {};
}

// MOVD, MOVQ: 32 or 64 bits between vector registers, general registers and memory; the rest of a vector
// register is cleared. With an MMX register the x87 stack becomes MMX's.
template <std::unsigned_integral T>
Result<void> move_bits(Cpu& cpu, Instruction const& instruction)
{
    bool const is_mmx = instruction.dst.kind == Kind::mmx || instruction.src.kind == Kind::mmx;
    TRY(is_mmx ? check_mmx(cpu) : check_sse(cpu));
    T const value = TRY(load_bits<T>(cpu, instruction.src));
    if (instruction.dst.is_memory())
        TRY(store_bits<T>(cpu, instruction.dst, value));
    if (is_mmx)
        enter_mmx(cpu);
    if (!instruction.dst.is_memory())
        TRY(store_bits<T>(cpu, instruction.dst, value));
    return {};
}

// MOVQ2DQ, MOVDQ2Q: between an SSE and an MMX register; both units must be usable.
Result<void> move_between_units(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    TRY(check_pending_x87(cpu));
    auto const value = TRY(load_bits<uint64_t>(cpu, instruction.src));
    enter_mmx(cpu);
    return store_bits<uint64_t>(cpu, instruction.dst, value);
}

// MOVNTI: an ordinary store, whatever CR0 and CR4 say about SSE.
template <std::unsigned_integral T>
Result<void> store_general(Cpu& cpu, Instruction const& instruction)
{
    return cpu.write<T>(instruction.dst.segment, cpu.effective_address(instruction.dst),
                        cpu.gpr<T>(instruction.src.index));
}

// MOVMSKPS, MOVMSKPD, PMOVMSKB: the sign bits of the lanes.
template <typename T, typename V>
uint32_t signs(V vector)
{
    uint32_t mask = 0;
    auto const values = lanes<T>(vector);
    for (unsigned i = 0; i < values.size(); ++i)
        mask |= static_cast<uint32_t>(sign(values[i])) << i;
    return mask;
}

template <typename T>
Result<void> move_signs(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.src.kind == Kind::mmx) {
        TRY(check_mmx(cpu));
        enter_mmx(cpu);
        cpu.set_gpr<uint32_t>(instruction.dst.index, signs<T>(mmx(cpu, instruction.src.index)));
        return {};
    }
    TRY(check_sse(cpu));
    cpu.set_gpr<uint32_t>(instruction.dst.index, signs<T>(cpu.state.xmm[instruction.src.index]));
    return {};
}

// Writes the bytes whose mask byte has its top bit set to DS:rDI; a byte that is not selected is not touched
// and cannot fault. All selected bytes are checked before the first is written.
Result<void> store_selected(Cpu& cpu, Instruction const& instruction, std::span<uint8_t const> bytes,
                            uint32_t mask)
{
    Operand address{};
    address.kind = Kind::memory;
    address.base = rdi;
    address.segment = instruction.string_segment;
    address.address_bits = instruction.address_bits;
    auto const offset = cpu.effective_address(address);
    auto const selected = [mask](size_t i) { return ((mask >> i) & 1u) != 0; };
    for (size_t i = 0; i < bytes.size(); ++i)
        if (selected(i))
            TRY(cpu.probe_write(address.segment, offset + i, 1));
    for (size_t i = 0; i < bytes.size(); ++i)
        if (selected(i))
            TRY(cpu.write<uint8_t>(address.segment, offset + i, bytes[i]));
    return {};
}

// MASKMOVDQU.
Result<void> move_masked_vector(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const bytes = lanes<uint8_t>(target(cpu, instruction));
    return store_selected(cpu, instruction, bytes, signs<uint8_t>(cpu.state.xmm[instruction.src.index]));
}

// MASKMOVQ.
Result<void> move_masked_mmx(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_mmx(cpu));
    auto const bytes = lanes<uint8_t>(mmx(cpu, instruction.dst.index));
    TRY(store_selected(cpu, instruction, bytes, signs<uint8_t>(mmx(cpu, instruction.src.index))));
    enter_mmx(cpu);
    return {};
}

constexpr std::array forms = {
    any("movaps", move_aligned),
    any("movapd", move_aligned),
    any("movdqa", move_aligned),
    any("movntps", move_aligned),
    any("movntpd", move_aligned),
    any("movntdq", move_aligned),
    any("movups", move_unaligned),
    any("movupd", move_unaligned),
    any("movdqu", move_unaligned),
    any("movss", move_scalar<uint32_t>),
    any("movsd", move_scalar<uint64_t>),
    any("movlps", move_half<&Vec128::low>),
    any("movlpd", move_half<&Vec128::low>),
    any("movhps", move_half<&Vec128::high>),
    any("movhpd", move_half<&Vec128::high>),
    any("movhlps", move_across<&Vec128::low, &Vec128::high>),
    any("movlhps", move_across<&Vec128::high, &Vec128::low>),
    any("movd", move_bits<uint32_t>),
    any("movq", move_bits<uint64_t>),
    any("movntq", move_bits<uint64_t>),
    any("movq2dq", move_between_units),
    any("movdq2q", move_between_units),
    sized("movnti", nullptr, store_general<uint32_t>, store_general<uint32_t>, store_general<uint64_t>),
    any("movmskps", move_signs<uint32_t>),
    any("movmskpd", move_signs<uint64_t>),
    any("pmovmskb", move_signs<uint8_t>),
    any("maskmovdqu", move_masked_vector),
    any("maskmovq", move_masked_mmx),
};

} // namespace

std::span<Form const> move_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
