// Integer arithmetic: addition, subtraction, comparison, multiplication, division, and decimal adjustment.
// Read this file first to see how handlers read; alu.hpp has what they compute.
#include "cpu/cpu.hpp"
#include "cpu/instructions/alu.hpp"
#include "cpu/instructions/form.hpp"

#include <iterator>

namespace ringside::cpu {

namespace {

// ADD, ADC. SDM Vol. 2A, "ADD", "ADC".
template <std::unsigned_integral T, bool with_carry>
Result<void> add(Cpu& cpu, Instruction const& instruction)
{
    auto const source = TRY(cpu.load<T>(instruction.src));
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const before = TRY(target.read());
    auto const sum = alu::add(before, source, with_carry && cpu.state.has(flag::cf));
    TRY(target.write(sum.value)); // Nothing below this line can fault.
    cpu.set_status(sum.flags);
    return {};
}

// SUB, SBB. SDM Vol. 2B, "SUB", "SBB".
template <std::unsigned_integral T, bool with_borrow>
Result<void> subtract(Cpu& cpu, Instruction const& instruction)
{
    auto const source = TRY(cpu.load<T>(instruction.src));
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const before = TRY(target.read());
    auto const difference = alu::subtract(before, source, with_borrow && cpu.state.has(flag::cf));
    TRY(target.write(difference.value));
    cpu.set_status(difference.flags);
    return {};
}

// CMP: a subtraction that keeps only the flags. SDM Vol. 2A, "CMP".
template <std::unsigned_integral T>
Result<void> compare(Cpu& cpu, Instruction const& instruction)
{
    auto const left = TRY(cpu.load<T>(instruction.dst));
    auto const right = TRY(cpu.load<T>(instruction.src));
    cpu.set_status(alu::subtract(left, right).flags);
    return {};
}

// INC, DEC: as adding or subtracting 1, but CF stays. SDM Vol. 2A, "INC", "DEC".
template <std::unsigned_integral T>
Result<void> increment(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const sum = alu::add(TRY(target.read()), T{1});
    TRY(target.write(sum.value));
    cpu.set_status(sum.flags, flag::status & ~uint64_t{flag::cf});
    return {};
}

template <std::unsigned_integral T>
Result<void> decrement(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const difference = alu::subtract(TRY(target.read()), T{1});
    TRY(target.write(difference.value));
    cpu.set_status(difference.flags, flag::status & ~uint64_t{flag::cf});
    return {};
}

// NEG: 0 - operand. SDM Vol. 2B, "NEG".
template <std::unsigned_integral T>
Result<void> negate(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const difference = alu::subtract(T{0}, TRY(target.read()));
    TRY(target.write(difference.value));
    cpu.set_status(difference.flags);
    return {};
}

constexpr uint64_t multiply_defines = flag::cf | flag::of; // the others are undefined and stay

// The accumulator pair of MUL and DIV: AX for bytes, else rDX:rAX.
template <std::unsigned_integral T>
alu::Double<T> accumulator(Cpu const& cpu)
{
    if constexpr (sizeof(T) == 1)
        return {static_cast<T>(cpu.state.gpr[rax]), static_cast<T>(cpu.state.gpr[rax] >> 8)};
    else
        return {cpu.gpr<T>(rax), cpu.gpr<T>(rdx)};
}

template <std::unsigned_integral T>
void set_accumulator(Cpu& cpu, T low, T high)
{
    if constexpr (sizeof(T) == 1) {
        cpu.set_gpr<uint16_t>(rax, static_cast<uint16_t>(high << 8 | low));
    } else {
        cpu.set_gpr<T>(rax, low);
        cpu.set_gpr<T>(rdx, high);
    }
}

// MUL. SDM Vol. 2B, "MUL".
template <std::unsigned_integral T>
Result<void> multiply(Cpu& cpu, Instruction const& instruction)
{
    auto const product = alu::multiply(accumulator<T>(cpu).low, TRY(cpu.load<T>(instruction.dst)));
    set_accumulator<T>(cpu, product.low, product.high);
    cpu.set_status(alu::multiply_flags(product), multiply_defines);
    return {};
}

// IMUL in its three forms: rDX:rAX by one operand, register by operand, register from operand by immediate.
// SDM Vol. 2A, "IMUL".
template <std::unsigned_integral T>
Result<void> multiply_signed(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.src.kind == Operand::Kind::none) {
        auto const product = alu::multiply_signed(accumulator<T>(cpu).low, TRY(cpu.load<T>(instruction.dst)));
        set_accumulator<T>(cpu, product.low, product.high);
        cpu.set_status(alu::multiply_signed_flags(product), multiply_defines);
        return {};
    }
    auto const three = instruction.third.kind != Operand::Kind::none;
    auto const left = TRY(cpu.load<T>(instruction.src));
    auto const right = TRY(cpu.load<T>(three ? instruction.third : instruction.dst));
    auto const product = alu::multiply_signed(left, right);
    cpu.set_gpr<T>(instruction.dst.index, product.low);
    cpu.set_status(alu::multiply_signed_flags(product), multiply_defines);
    return {};
}

// DIV, IDIV: #DE if the divisor is zero or the quotient does not fit; flags are undefined and stay.
// SDM Vol. 2A, "DIV", "IDIV".
template <std::unsigned_integral T>
Result<void> divide(Cpu& cpu, Instruction const& instruction)
{
    auto const result = alu::divide(accumulator<T>(cpu), TRY(cpu.load<T>(instruction.dst)));
    if (!result.fits)
        return divide_error();
    set_accumulator<T>(cpu, result.quotient, result.remainder);
    return {};
}

template <std::unsigned_integral T>
Result<void> divide_signed(Cpu& cpu, Instruction const& instruction)
{
    auto const result = alu::divide_signed(accumulator<T>(cpu), TRY(cpu.load<T>(instruction.dst)));
    if (!result.fits)
        return divide_error();
    set_accumulator<T>(cpu, result.quotient, result.remainder);
    return {};
}

// ---- decimal adjustment; Zydis does not decode these in 64-bit mode, where they are #UD

// DAA, DAS. SDM Vol. 2A, "DAA", "DAS". OF is undefined and stays.
Result<void> decimal_adjust_add(Cpu& cpu, Instruction const&)
{
    auto const sum =
        alu::decimal_adjust_add(cpu.gpr<uint8_t>(rax), cpu.state.has(flag::cf), cpu.state.has(flag::af));
    cpu.set_gpr<uint8_t>(rax, sum.value);
    cpu.set_status(sum.flags, flag::status & ~uint64_t{flag::of});
    return {};
}

Result<void> decimal_adjust_subtract(Cpu& cpu, Instruction const&)
{
    auto const difference =
        alu::decimal_adjust_subtract(cpu.gpr<uint8_t>(rax), cpu.state.has(flag::cf), cpu.state.has(flag::af));
    cpu.set_gpr<uint8_t>(rax, difference.value);
    cpu.set_status(difference.flags, flag::status & ~uint64_t{flag::of});
    return {};
}

// AAA, AAS: only CF and AF are defined. SDM Vol. 2A, "AAA", "AAS".
Result<void> ascii_adjust_add(Cpu& cpu, Instruction const&)
{
    auto const sum = alu::ascii_adjust_add(cpu.gpr<uint16_t>(rax), cpu.state.has(flag::af));
    cpu.set_gpr<uint16_t>(rax, sum.value);
    cpu.set_status(sum.flags, flag::cf | flag::af);
    return {};
}

Result<void> ascii_adjust_subtract(Cpu& cpu, Instruction const&)
{
    auto const difference = alu::ascii_adjust_subtract(cpu.gpr<uint16_t>(rax), cpu.state.has(flag::af));
    cpu.set_gpr<uint16_t>(rax, difference.value);
    cpu.set_status(difference.flags, flag::cf | flag::af);
    return {};
}

constexpr uint64_t ascii_defines = flag::sf | flag::zf | flag::pf;

// AAM: AL divided by the immediate; #DE if it is zero. SDM Vol. 2A, "AAM".
Result<void> ascii_adjust_multiply(Cpu& cpu, Instruction const& instruction)
{
    auto const base = static_cast<uint8_t>(instruction.dst.value);
    if (base == 0)
        return divide_error();
    auto const al = cpu.gpr<uint8_t>(rax);
    auto const remainder = static_cast<uint8_t>(al % base);
    cpu.set_gpr<uint16_t>(rax, static_cast<uint16_t>((al / base) << 8 | remainder));
    cpu.set_status(result_flags(remainder), ascii_defines);
    return {};
}

// AAD: AL = AL + AH * immediate, AH = 0. SDM Vol. 2A, "AAD".
Result<void> ascii_adjust_divide(Cpu& cpu, Instruction const& instruction)
{
    auto const ax = cpu.gpr<uint16_t>(rax);
    auto const al = static_cast<uint8_t>(ax + (ax >> 8) * static_cast<uint8_t>(instruction.dst.value));
    cpu.set_gpr<uint16_t>(rax, al);
    cpu.set_status(result_flags(al), ascii_defines);
    return {};
}

} // namespace

std::span<Form const> arithmetic_forms()
{
    static constexpr Form forms[] = {
        sized("add", add<uint8_t, false>, add<uint16_t, false>, add<uint32_t, false>, add<uint64_t, false>),
        sized("adc", add<uint8_t, true>, add<uint16_t, true>, add<uint32_t, true>, add<uint64_t, true>),
        sized("sub", subtract<uint8_t, false>, subtract<uint16_t, false>, subtract<uint32_t, false>,
              subtract<uint64_t, false>),
        sized("sbb", subtract<uint8_t, true>, subtract<uint16_t, true>, subtract<uint32_t, true>,
              subtract<uint64_t, true>),
        sized("cmp", compare<uint8_t>, compare<uint16_t>, compare<uint32_t>, compare<uint64_t>),
        sized("inc", increment<uint8_t>, increment<uint16_t>, increment<uint32_t>, increment<uint64_t>),
        sized("dec", decrement<uint8_t>, decrement<uint16_t>, decrement<uint32_t>, decrement<uint64_t>),
        sized("neg", negate<uint8_t>, negate<uint16_t>, negate<uint32_t>, negate<uint64_t>),
        sized("mul", multiply<uint8_t>, multiply<uint16_t>, multiply<uint32_t>, multiply<uint64_t>),
        sized("imul", multiply_signed<uint8_t>, multiply_signed<uint16_t>, multiply_signed<uint32_t>,
              multiply_signed<uint64_t>),
        sized("div", divide<uint8_t>, divide<uint16_t>, divide<uint32_t>, divide<uint64_t>),
        sized("idiv", divide_signed<uint8_t>, divide_signed<uint16_t>, divide_signed<uint32_t>,
              divide_signed<uint64_t>),
        any("daa", decimal_adjust_add),
        any("das", decimal_adjust_subtract),
        any("aaa", ascii_adjust_add),
        any("aas", ascii_adjust_subtract),
        any("aam", ascii_adjust_multiply),
        any("aad", ascii_adjust_divide),
    };
    return forms;
}

} // namespace ringside::cpu
