// What every SSE and MMX handler shares: who may execute it, how its operands are read, and what becomes of
// the floating-point flags that it raised. The handlers are in sse_moves, sse_shuffles, sse_integer,
// sse_arithmetic, sse_compares, sse_conversions and sse_state; sse_host computes the floating-point results.
#pragma once

#include "cpu/cpu.hpp"
#include "cpu/instructions/form.hpp"

#include <array>
#include <bit>

namespace ringside::cpu::sse {

// An SSE operand in memory is one access of 16 bytes.
__extension__ using Bits128 = unsigned __int128;

namespace mxcsr {
enum Bit : uint32_t
{
    ie = 1u << 0, // invalid
    de = 1u << 1, // denormal operand
    ze = 1u << 2, // division by zero
    oe = 1u << 3, // overflow
    ue = 1u << 4, // underflow
    pe = 1u << 5, // inexact
    daz = 1u << 6,
    um = 1u << 11,
    ftz = 1u << 15,
    flags = 0x3f,
    masks = 0x1f80,
    before_computing = ie | de | ze,
    writable = 0xffff, // what MXCSR_MASK in the FXSAVE area says
};
constexpr unsigned masks_shift = 7;
} // namespace mxcsr

// ---- who may execute. SDM Vol. 2A, "Exceptions Type 1..." tables of "Instruction Exception Specification".
inline Result<void> check_sse(Cpu const& cpu)
{
    if ((cpu.state.cr0 & cr0::em) != 0 || (cpu.state.cr4 & cr4::osfxsr) == 0)
        return invalid_opcode();
    if ((cpu.state.cr0 & cr0::ts) != 0)
        return device_not_available();
    return {};
}

// #MF for an x87 exception that an earlier instruction left pending.
Result<void> check_pending_x87(Cpu const& cpu);
// SDM Vol. 3A, "Effect of Setting the EM Bit" and "Exception Conditions of Legacy SIMD Instructions Operating
// on MMX Registers".
Result<void> check_mmx(Cpu const& cpu);

// ---- MMX registers
inline uint64_t mmx(Cpu const& cpu, unsigned index)
{
    return cpu.state.x87.registers[index].significand;
}
// Every MMX instruction but EMMS makes the x87 stack full with TOP 0. SDM Vol. 3A, "Effect of MMX
// Instructions on x87 FPU State".
void enter_mmx(Cpu& cpu);
// A write also fills the sign and exponent with ones. The caller has entered MMX state.
inline void set_mmx(Cpu& cpu, unsigned index, uint64_t value)
{
    cpu.state.x87.registers[index] = {value, 0xffff};
}

// ---- operands
// Memory operands of 16 bytes must be aligned, unless the mnemonic says unaligned.
Result<uint64_t> aligned_offset(Cpu& cpu, Operand const& operand, Intent intent);
Result<Vec128> load_unaligned(Cpu& cpu, Operand const& operand);
Result<Vec128> load_aligned(Cpu& cpu, Operand const& operand);
// The low lane of a register, or memory of just that size.
template <std::unsigned_integral T>
Result<Vec128> load_scalar(Cpu& cpu, Operand const& operand)
{
    if (operand.kind == Operand::Kind::xmm)
        return cpu.state.xmm[operand.index];
    return Vec128{TRY(cpu.read<T>(operand.segment, cpu.effective_address(operand))), 0};
}
// An MMX register, or 8 bytes (4 for the low unpacking forms) of memory.
Result<uint64_t> load_mmx(Cpu& cpu, Operand const& operand);

inline Vec128& target(Cpu& cpu, Instruction const& instruction)
{
    return cpu.state.xmm[instruction.dst.index];
}

// Puts the flags of an operation into MXCSR. An unmasked one is #XM, or #UD if the system does not handle it;
// then the caller stores no result. SDM Vol. 1, "SIMD Floating-Point Exceptions".
Result<void> raise_flags(Cpu& cpu, uint32_t flags);

// ---- lanes of a vector V (uint64_t or Vec128)
template <typename T, typename V>
constexpr auto lanes(V vector)
{
    return std::bit_cast<std::array<T, sizeof(V) / sizeof(T)>>(vector);
}

// A tiny result raises underflow while that is unmasked, even if it is exact; masked, only an inexact one
// does, and that the host has said already. SDM Vol. 1, "Numeric Underflow Exception (#U)".
template <std::unsigned_integral T>
uint32_t tiny_flag(Cpu const& cpu, Vec128 result, size_t count)
{
    if ((cpu.state.mxcsr & mxcsr::um) != 0) [[likely]]
        return 0;
    constexpr unsigned fraction_bits = sizeof(T) == 4 ? 23 : 52;
    auto const values = lanes<T>(result);
    for (size_t i = 0; i < count; ++i) {
        auto const magnitude = static_cast<T>(values[i] << 1);
        if (magnitude != 0 && magnitude >> (fraction_bits + 1) == 0)
            return mxcsr::ue;
    }
    return 0;
}

// dst = Operation::of(dst, src), where the operands say whether both are MMX or SSE vectors.
template <typename Operation>
Result<void> combine(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.dst.kind == Operand::Kind::mmx) {
        TRY(check_mmx(cpu));
        uint64_t const source = TRY(load_mmx(cpu, instruction.src));
        uint64_t const before = mmx(cpu, instruction.dst.index);
        enter_mmx(cpu);
        set_mmx(cpu, instruction.dst.index, Operation::of(before, source));
        return {};
    }
    TRY(check_sse(cpu));
    Vec128 const source = TRY(load_aligned(cpu, instruction.src));
    target(cpu, instruction) = Operation::of(target(cpu, instruction), source);
    return {};
}

// ---- the tables of the families; sse_forms() joins them
std::span<Form const> move_forms();
std::span<Form const> shuffle_forms();
std::span<Form const> integer_forms();
std::span<Form const> shift_forms();
std::span<Form const> arithmetic_forms();
std::span<Form const> compare_forms();
std::span<Form const> conversion_forms();
std::span<Form const> state_forms();

} // namespace ringside::cpu::sse
