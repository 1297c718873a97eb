// Bitwise logic, shifts, rotates, bit tests and scans.
#include "cpu/cpu.hpp"
#include "cpu/instructions/alu.hpp"
#include "cpu/instructions/form.hpp"

namespace ringside::cpu {

namespace {

enum class Bitwise
{
    conjunction,
    disjunction,
    exclusive,
};

template <std::unsigned_integral T>
constexpr T combine(Bitwise operation, T a, T b)
{
    if (operation == Bitwise::conjunction)
        return static_cast<T>(a & b);
    return static_cast<T>(operation == Bitwise::disjunction ? a | b : a ^ b);
}

// AND, OR, XOR. AF is undefined and cleared. SDM Vol. 2A, "AND"; Vol. 2B, "OR"; Vol. 2D, "XOR".
template <std::unsigned_integral T, Bitwise operation>
Result<void> bitwise(Cpu& cpu, Instruction const& instruction)
{
    auto const source = TRY(cpu.load<T>(instruction.src));
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const result = alu::logic(combine<T>(operation, TRY(target.read()), source));
    TRY(target.write(result.value));
    cpu.set_status(result.flags);
    return {};
}

// TEST. SDM Vol. 2B, "TEST".
template <std::unsigned_integral T>
Result<void> test(Cpu& cpu, Instruction const& instruction)
{
    auto const left = TRY(cpu.load<T>(instruction.dst));
    auto const right = TRY(cpu.load<T>(instruction.src));
    cpu.set_status(alu::logic(static_cast<T>(left & right)).flags);
    return {};
}

// NOT changes no flag. SDM Vol. 2B, "NOT".
template <std::unsigned_integral T>
Result<void> invert(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    return target.write(static_cast<T>(~TRY(target.read())));
}

enum class Shift
{
    left,
    right,
    arithmetic,
    rotate_left,
    rotate_right,
    carry_left,
    carry_right,
};

template <std::unsigned_integral T>
constexpr Computed<T> shifted(Shift shift, T value, unsigned count, bool carry)
{
    switch (shift) {
    case Shift::left:
        return alu::shift_left(value, count);
    case Shift::right:
        return alu::shift_right(value, count);
    case Shift::arithmetic:
        return alu::shift_arithmetic(value, count);
    case Shift::rotate_left:
        return alu::rotate_left(value, count);
    case Shift::rotate_right:
        return alu::rotate_right(value, count);
    case Shift::carry_left:
        return alu::rotate_carry_left(value, carry, count);
    default:
        return alu::rotate_carry_right(value, carry, count);
    }
}

// The count is masked to 5 bits, 6 for 64-bit operands. SDM Vol. 2B, "SAL/SAR/SHL/SHR".
template <std::unsigned_integral T>
constexpr unsigned masked(uint8_t count)
{
    return count & (sizeof(T) == 8 ? 63u : 31u);
}

// SHL SHR SAR ROL ROR RCL RCR. A masked count of zero changes no flag; the destination is still accessed.
// SDM Vol. 2B, "SAL/SAR/SHL/SHR", "RCL/RCR/ROL/ROR".
template <std::unsigned_integral T, Shift operation>
Result<void> shift(Cpu& cpu, Instruction const& instruction)
{
    auto const count = masked<T>(TRY(cpu.load<uint8_t>(instruction.src)));
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const before = TRY(target.read());
    if (count == 0)
        return target.write(before);
    auto const result = shifted<T>(operation, before, count, cpu.state.has(flag::cf));
    TRY(target.write(result.value));
    constexpr auto rotates = operation >= Shift::rotate_left;
    cpu.set_status(result.flags, rotates ? flag::cf | flag::of : flag::status);
    return {};
}

// SHLD, SHRD. SDM Vol. 2B, "SHLD", "SHRD".
template <std::unsigned_integral T, Shift operation>
Result<void> shift_double(Cpu& cpu, Instruction const& instruction)
{
    auto const count = masked<T>(TRY(cpu.load<uint8_t>(instruction.third)));
    auto const fill = TRY(cpu.load<T>(instruction.src));
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const before = TRY(target.read());
    if (count == 0)
        return target.write(before);
    auto const result = operation == Shift::left ? alu::shift_left_double(before, fill, count)
                                                 : alu::shift_right_double(before, fill, count);
    TRY(target.write(result.value));
    cpu.set_status(result.flags);
    return {};
}

enum class BitChange
{
    none,
    set,
    reset,
    complement,
};

template <std::unsigned_integral T>
constexpr T changed(BitChange change, T value, unsigned bit)
{
    auto const mask = static_cast<T>(T{1} << bit);
    switch (change) {
    case BitChange::set:
        return static_cast<T>(value | mask);
    case BitChange::reset:
        return static_cast<T>(value & ~mask);
    case BitChange::complement:
        return static_cast<T>(value ^ mask);
    default:
        return value;
    }
}

// A register bit offset reaches memory outside the operand: it is a signed bit address. SDM Vol. 2A, "BT".
template <std::unsigned_integral T>
Operand bit_operand(Operand operand, Operand const& offset, T value)
{
    if (operand.is_memory() && offset.kind == Operand::Kind::gpr) {
        auto const element = static_cast<alu::Signed<T>>(value) >> std::countr_zero(bits_of<T>);
        operand.value += static_cast<int64_t>(element) * static_cast<int64_t>(sizeof(T));
    }
    return operand;
}

// BT BTS BTR BTC: CF is the bit; ZF is unchanged, the others are undefined and stay.
// SDM Vol. 2A, "BT", "BTC", "BTR", "BTS".
template <std::unsigned_integral T, BitChange change>
Result<void> bit_test(Cpu& cpu, Instruction const& instruction)
{
    auto const offset = TRY(cpu.load<T>(instruction.src));
    auto const operand = bit_operand<T>(instruction.dst, instruction.src, offset);
    auto const bit = static_cast<unsigned>(offset % bits_of<T>);
    T before{};
    if constexpr (change == BitChange::none) {
        before = TRY(cpu.load<T>(operand));
    } else {
        auto const target = TRY(cpu.place<T>(operand, Intent::read_modify_write));
        before = TRY(target.read());
        TRY(target.write(changed<T>(change, before, bit)));
    }
    cpu.set_status(alu::when(((before >> bit) & 1) != 0, flag::cf), flag::cf);
    return {};
}

// BSF, BSR: of zero, ZF is set and the target stays, as processors of both vendors do; other flags are
// undefined. SDM Vol. 2A, "BSF", "BSR".
template <std::unsigned_integral T, bool forward>
Result<void> bit_scan(Cpu& cpu, Instruction const& instruction)
{
    auto const source = TRY(cpu.load<T>(instruction.src));
    cpu.set_status(alu::when(source == 0, flag::zf), flag::zf);
    if (source == 0)
        return {};
    auto const index =
        forward ? std::countr_zero(source) : static_cast<int>(bits_of<T>) - 1 - std::countl_zero(source);
    cpu.set_gpr<T>(instruction.dst.index, static_cast<T>(index));
    return {};
}

// BSWAP: of a 16-bit register it is undefined; processors clear it. SDM Vol. 2A, "BSWAP".
template <std::unsigned_integral T>
Result<void> byte_swap(Cpu& cpu, Instruction const& instruction)
{
    auto const before = cpu.gpr<T>(instruction.dst.index);
    T after{};
    if constexpr (sizeof(T) == 8)
        after = __builtin_bswap64(before);
    else if constexpr (sizeof(T) == 4)
        after = __builtin_bswap32(before);
    cpu.set_gpr<T>(instruction.dst.index, after);
    return {};
}

} // namespace

std::span<Form const> logic_forms()
{
    constexpr auto conjunction = Bitwise::conjunction;
    constexpr auto disjunction = Bitwise::disjunction;
    constexpr auto exclusive = Bitwise::exclusive;
    static constexpr Form forms[] = {
        sized("and", bitwise<uint8_t, conjunction>, bitwise<uint16_t, conjunction>,
              bitwise<uint32_t, conjunction>, bitwise<uint64_t, conjunction>),
        sized("or", bitwise<uint8_t, disjunction>, bitwise<uint16_t, disjunction>,
              bitwise<uint32_t, disjunction>, bitwise<uint64_t, disjunction>),
        sized("xor", bitwise<uint8_t, exclusive>, bitwise<uint16_t, exclusive>, bitwise<uint32_t, exclusive>,
              bitwise<uint64_t, exclusive>),
        sized("test", test<uint8_t>, test<uint16_t>, test<uint32_t>, test<uint64_t>),
        sized("not", invert<uint8_t>, invert<uint16_t>, invert<uint32_t>, invert<uint64_t>),
        sized("shl", shift<uint8_t, Shift::left>, shift<uint16_t, Shift::left>, shift<uint32_t, Shift::left>,
              shift<uint64_t, Shift::left>),
        sized("sal", shift<uint8_t, Shift::left>, shift<uint16_t, Shift::left>, shift<uint32_t, Shift::left>,
              shift<uint64_t, Shift::left>),
        sized("shr", shift<uint8_t, Shift::right>, shift<uint16_t, Shift::right>,
              shift<uint32_t, Shift::right>, shift<uint64_t, Shift::right>),
        sized("sar", shift<uint8_t, Shift::arithmetic>, shift<uint16_t, Shift::arithmetic>,
              shift<uint32_t, Shift::arithmetic>, shift<uint64_t, Shift::arithmetic>),
        sized("rol", shift<uint8_t, Shift::rotate_left>, shift<uint16_t, Shift::rotate_left>,
              shift<uint32_t, Shift::rotate_left>, shift<uint64_t, Shift::rotate_left>),
        sized("ror", shift<uint8_t, Shift::rotate_right>, shift<uint16_t, Shift::rotate_right>,
              shift<uint32_t, Shift::rotate_right>, shift<uint64_t, Shift::rotate_right>),
        sized("rcl", shift<uint8_t, Shift::carry_left>, shift<uint16_t, Shift::carry_left>,
              shift<uint32_t, Shift::carry_left>, shift<uint64_t, Shift::carry_left>),
        sized("rcr", shift<uint8_t, Shift::carry_right>, shift<uint16_t, Shift::carry_right>,
              shift<uint32_t, Shift::carry_right>, shift<uint64_t, Shift::carry_right>),
        sized("shld", nullptr, shift_double<uint16_t, Shift::left>, shift_double<uint32_t, Shift::left>,
              shift_double<uint64_t, Shift::left>),
        sized("shrd", nullptr, shift_double<uint16_t, Shift::right>, shift_double<uint32_t, Shift::right>,
              shift_double<uint64_t, Shift::right>),
        sized("bt", nullptr, bit_test<uint16_t, BitChange::none>, bit_test<uint32_t, BitChange::none>,
              bit_test<uint64_t, BitChange::none>),
        sized("bts", nullptr, bit_test<uint16_t, BitChange::set>, bit_test<uint32_t, BitChange::set>,
              bit_test<uint64_t, BitChange::set>),
        sized("btr", nullptr, bit_test<uint16_t, BitChange::reset>, bit_test<uint32_t, BitChange::reset>,
              bit_test<uint64_t, BitChange::reset>),
        sized("btc", nullptr, bit_test<uint16_t, BitChange::complement>,
              bit_test<uint32_t, BitChange::complement>, bit_test<uint64_t, BitChange::complement>),
        sized("bsf", nullptr, bit_scan<uint16_t, true>, bit_scan<uint32_t, true>, bit_scan<uint64_t, true>),
        sized("bsr", nullptr, bit_scan<uint16_t, false>, bit_scan<uint32_t, false>,
              bit_scan<uint64_t, false>),
        sized("bswap", nullptr, byte_swap<uint16_t>, byte_swap<uint32_t>, byte_swap<uint64_t>),
    };
    return forms;
}

} // namespace ringside::cpu
