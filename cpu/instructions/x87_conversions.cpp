// x87 loads and stores of integers and of packed decimal numbers. SDM Vol. 2A, "FILD", "FIST/FISTP", "FBLD",
// "FBSTP". Read next: x87_control.cpp.
#include "cpu/instructions/x87.hpp"

#include <bit>
#include <limits>

namespace ringside::cpu::x87 {

F80 from_integer(int64_t value)
{
    if (value == 0)
        return {};
    constexpr uint16_t exponent_of_one = 0x3fff;
    bool const negative = value < 0;
    auto const magnitude = negative ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    auto const shift = static_cast<unsigned>(std::countl_zero(magnitude));
    auto const exponent = exponent_of_one + 63u - shift;
    return {magnitude << shift, static_cast<uint16_t>(exponent | (negative ? 0x8000u : 0u))};
}

Result<int64_t> load_integer(Cpu& cpu, Operand const& operand)
{
    switch (operand.bits) {
    case 16:
        return int64_t{static_cast<int16_t>(TRY(cpu.load<uint16_t>(operand)))};
    case 32:
        return int64_t{static_cast<int32_t>(TRY(cpu.load<uint32_t>(operand)))};
    default:
        return static_cast<int64_t>(TRY(cpu.load<uint64_t>(operand)));
    }
}

namespace {

Result<void> load(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const value = TRY(load_integer(cpu, instruction.dst));
    note_instruction(cpu, instruction);
    push_checked(cpu, from_integer(value));
    return {};
}

// Stores what `convert` makes of ST(0); a stack fault or any invalid operand stores the indefinite, or
// nothing.
template <typename T, Converted<T> (*convert)(F80, uint16_t), Pop pops>
Result<void> store_converted(Cpu& cpu, Instruction const& instruction, T const& indefinite_value)
{
    TRY(begin(cpu));
    bool const empty = is_empty(cpu, 0);
    auto converted = Converted<T>{indefinite_value, status::ie | status::sf};
    if (!empty)
        converted = convert(st(cpu, 0), cpu.state.x87.control);
    bool const stores = (converted.status & ~cpu.state.x87.control & status::ie) == 0;
    auto const segment = instruction.dst.segment;
    auto const offset = cpu.effective_address(instruction.dst);
    if (stores)
        TRY(cpu.write_block(segment, offset, &converted.value, sizeof(T)));
    else
        TRY(cpu.probe_write(segment, offset, sizeof(T)));
    note_instruction(cpu, instruction);
    if (empty)
        underflow(cpu);
    else
        note_outcome(cpu, converted.status);
    if (stores)
        pop(cpu, pops);
    return {};
}

template <typename Integer, Pop pops>
Result<void> store_integer(Cpu& cpu, Instruction const& instruction)
{
    return store_converted<Integer, to_integer<Integer>, pops>(cpu, instruction,
                                                               std::numeric_limits<Integer>::min());
}

// FIST and FISTP by the size of the operand; only FISTP stores 64 bits.
template <Pop pops>
Result<void> store(Cpu& cpu, Instruction const& instruction)
{
    switch (instruction.dst.bits) {
    case 16:
        return store_integer<int16_t, pops>(cpu, instruction);
    case 32:
        return store_integer<int32_t, pops>(cpu, instruction);
    default:
        return store_integer<int64_t, pops>(cpu, instruction);
    }
}

// Eighteen digits, two a byte, and a sign. A digit above nine is undefined; it counts what it says.
Result<void> load_decimal(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    Decimal bytes{};
    TRY(cpu.read_block(instruction.dst.segment, cpu.effective_address(instruction.dst), bytes.data(), 10));
    note_instruction(cpu, instruction);
    int64_t magnitude = 0;
    for (unsigned i = 9; i-- > 0;)
        magnitude = magnitude * 100 + (bytes[i] >> 4) * 10 + (bytes[i] & 0xf);
    auto value = from_integer(magnitude);
    if ((bytes[9] & 0x80) != 0)
        value.sign_exponent |= 0x8000;
    push_checked(cpu, value);
    return {};
}

Result<void> store_decimal(Cpu& cpu, Instruction const& instruction)
{
    constexpr Decimal indefinite_decimal = {0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0xff};
    return store_converted<Decimal, to_decimal, Pop::once>(cpu, instruction, indefinite_decimal);
}

constexpr std::array forms = {
    any("fild", load),         any("fist", store<Pop::none>), any("fistp", store<Pop::once>),
    any("fbld", load_decimal), any("fbstp", store_decimal),
};

} // namespace

std::span<Form const> conversion_forms()
{
    return forms;
}

} // namespace ringside::cpu::x87
