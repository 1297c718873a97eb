// x87 arithmetic: add, subtract, multiply, divide in all their operand forms, square root, rounding, scaling,
// extraction and the partial remainders. SDM Vol. 2A, "FADD/FADDP/FIADD" and its neighbours. The results come
// from x87_host.hpp. Read next: x87_compares.cpp.
#include "cpu/instructions/x87.hpp"
#include "cpu/instructions/x87_number.hpp"

namespace ringside::cpu::x87 {

namespace {

// An operation with its variants for memory operands.
template <Binary registers_, BinaryReal<uint32_t> single_, BinaryReal<uint64_t> double_>
struct Operation
{
    static constexpr Binary registers = registers_;
    static constexpr BinaryReal<uint32_t> real32 = single_;
    static constexpr BinaryReal<uint64_t> real64 = double_;
};

using Add = Operation<add, add_real<uint32_t>, add_real<uint64_t>>;
using Subtract = Operation<subtract, subtract_real<uint32_t>, subtract_real<uint64_t>>;
using SubtractReversed =
    Operation<subtract_reversed, subtract_reversed_real<uint32_t>, subtract_reversed_real<uint64_t>>;
using Multiply = Operation<multiply, multiply_real<uint32_t>, multiply_real<uint64_t>>;
using Divide = Operation<divide, divide_real<uint32_t>, divide_real<uint64_t>>;
using DivideReversed =
    Operation<divide_reversed, divide_reversed_real<uint32_t>, divide_reversed_real<uint64_t>>;

template <std::unsigned_integral Real, BinaryReal<Real> operation>
Result<void> with_real(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const bits = TRY(cpu.load<Real>(instruction.dst));
    note_instruction(cpu, instruction);
    if (is_empty(cpu, 0))
        underflow_into(cpu, 0);
    else
        finish(cpu, operation(st(cpu, 0), bits, cpu.state.x87.control), 0);
    return {};
}

template <Binary operation, Pop pops>
Result<void> with_register(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    auto const to = instruction.dst.index;
    auto const from = instruction.src.index;
    if (is_empty(cpu, to) || is_empty(cpu, from))
        underflow_into(cpu, to, pops);
    else
        finish(cpu, operation(st(cpu, to), st(cpu, from), cpu.state.x87.control), to, pops);
    return {};
}

// FADD m32, m64, ST, ST(i) and ST(i), ST, and its like.
template <typename Kind>
Result<void> calculate(Cpu& cpu, Instruction const& instruction)
{
    if (!instruction.dst.is_memory())
        return with_register<Kind::registers, Pop::none>(cpu, instruction);
    if (instruction.dst.bits == 32)
        return with_real<uint32_t, Kind::real32>(cpu, instruction);
    return with_real<uint64_t, Kind::real64>(cpu, instruction);
}

// FIADD and its like: m16 or m32, which are exact in a register.
template <typename Kind>
Result<void> with_integer(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const value = TRY(load_integer(cpu, instruction.dst));
    note_instruction(cpu, instruction);
    if (is_empty(cpu, 0))
        underflow_into(cpu, 0);
    else
        finish(cpu, Kind::registers(st(cpu, 0), from_integer(value), cpu.state.x87.control), 0);
    return {};
}

// FSQRT, FRNDINT.
template <Outcome (*operation)(F80, uint16_t)>
Result<void> replace(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0))
        underflow_into(cpu, 0);
    else
        finish(cpu, operation(st(cpu, 0), cpu.state.x87.control), 0);
    return {};
}

// FSCALE: ST(0) times two to the integer part of ST(1).
Result<void> scale_top(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0) || is_empty(cpu, 1))
        underflow_into(cpu, 0);
    else
        finish(cpu, scale(st(cpu, 0), st(cpu, 1), cpu.state.x87.control), 0);
    return {};
}

// FPREM, FPREM1: C2 says that the reduction is not through; if it is, C0 C3 C1 are the quotient's low bits 2
// 1 0.
template <Binary operation>
Result<void> reduce(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    set_conditions(cpu, 0, status::c2);
    if (is_empty(cpu, 0) || is_empty(cpu, 1)) {
        underflow_into(cpu, 0);
        return {};
    }
    auto const outcome = operation(st(cpu, 0), st(cpu, 1), cpu.state.x87.control);
    finish(cpu, outcome, 0);
    // Without a number as a result there is no quotient: C0 and C3 stay.
    bool const stored = (outcome.status & ~cpu.state.x87.control & status::before_computing) == 0;
    if (stored && classify(outcome.value) != Number::nan)
        set_conditions(cpu, outcome.status, status::conditions);
    return {};
}

// FXTRACT: the exponent replaces ST(0), the significand is pushed.
Result<void> extract_top(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0)) {
        if (underflow(cpu)) {
            set_st(cpu, 0, indefinite);
            push(cpu, indefinite);
        }
        return {};
    }
    if (!is_empty(cpu, 7)) {
        if (overflow(cpu)) {
            set_st(cpu, 0, indefinite);
            push(cpu, indefinite);
        }
        return {};
    }
    auto const parts = extract(st(cpu, 0), cpu.state.x87.control);
    if (note_outcome(cpu, parts.status)) {
        set_st(cpu, 0, parts.exponent);
        push(cpu, parts.significand);
    }
    return {};
}

constexpr std::array forms = {
    any("fadd", calculate<Add>),
    any("fsub", calculate<Subtract>),
    any("fsubr", calculate<SubtractReversed>),
    any("fmul", calculate<Multiply>),
    any("fdiv", calculate<Divide>),
    any("fdivr", calculate<DivideReversed>),
    any("faddp", with_register<add, Pop::once>),
    any("fsubp", with_register<subtract, Pop::once>),
    any("fsubrp", with_register<subtract_reversed, Pop::once>),
    any("fmulp", with_register<multiply, Pop::once>),
    any("fdivp", with_register<divide, Pop::once>),
    any("fdivrp", with_register<divide_reversed, Pop::once>),
    any("fiadd", with_integer<Add>),
    any("fisub", with_integer<Subtract>),
    any("fisubr", with_integer<SubtractReversed>),
    any("fimul", with_integer<Multiply>),
    any("fidiv", with_integer<Divide>),
    any("fidivr", with_integer<DivideReversed>),
    any("fsqrt", replace<square_root>),
    any("frndint", replace<round_to_integer>),
    any("fscale", scale_top),
    any("fprem", reduce<remainder>),
    any("fprem1", reduce<remainder_nearest>),
    any("fxtract", extract_top),
};

} // namespace

std::span<Form const> arithmetic_forms()
{
    return forms;
}

} // namespace ringside::cpu::x87
