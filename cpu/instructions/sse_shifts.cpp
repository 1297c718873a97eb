// Shifts of vector lanes and of whole vectors. The count is an immediate, or the low 64 bits of a vector; a
// count past the lane's width gives zeros, or copies of the sign. SDM Vol. 2B, "PSLLW/PSLLD/PSLLQ",
// "PSRAW/PSRAD", "PSRLW/PSRLD/PSRLQ", "PSLLDQ", "PSRLDQ". Read next: sse_arithmetic.cpp.
#include "cpu/instructions/sse.hpp"

#include <algorithm>
#include <limits>

namespace ringside::cpu::sse {

namespace {

template <typename T>
T left(T value, uint64_t count)
{
    return count >= bits_of<T> ? T{0} : static_cast<T>(value << count);
}

template <typename T>
T right(T value, uint64_t count)
{
    return count >= bits_of<T> ? T{0} : static_cast<T>(value >> count);
}

template <typename T>
T right_signed(T value, uint64_t count)
{
    constexpr uint64_t most = std::numeric_limits<T>::digits; // one less than the lane's width
    return static_cast<T>(value >> std::min(count, most));
}

template <typename T, T (*operation)(T, uint64_t), typename V>
V shifted(V vector, uint64_t count)
{
    auto values = lanes<T>(vector);
    for (auto& value : values)
        value = operation(value, count);
    return std::bit_cast<V>(values);
}

template <typename T, T (*operation)(T, uint64_t)>
Result<void> shift_mmx(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_mmx(cpu));
    uint64_t count = static_cast<uint8_t>(instruction.src.value);
    if (instruction.src.kind != Operand::Kind::immediate)
        count = TRY(load_mmx(cpu, instruction.src));
    auto const before = mmx(cpu, instruction.dst.index);
    enter_mmx(cpu);
    set_mmx(cpu, instruction.dst.index, shifted<T, operation>(before, count));
    return {};
}

template <typename T, T (*operation)(T, uint64_t)>
Result<void> shift(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.dst.kind == Operand::Kind::mmx)
        return shift_mmx<T, operation>(cpu, instruction);
    TRY(check_sse(cpu));
    uint64_t count = static_cast<uint8_t>(instruction.src.value);
    if (instruction.src.kind != Operand::Kind::immediate)
        count = TRY(load_aligned(cpu, instruction.src)).low;
    target(cpu, instruction) = shifted<T, operation>(target(cpu, instruction), count);
    return {};
}

// PSLLDQ and PSRLDQ count bytes of the whole register.
template <Bits128 (*operation)(Bits128, unsigned)>
Result<void> shift_bytes(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    unsigned const count = static_cast<uint8_t>(instruction.src.value);
    auto const before = std::bit_cast<Bits128>(target(cpu, instruction));
    target(cpu, instruction) =
        std::bit_cast<Vec128>(count < sizeof(Vec128) ? operation(before, count * 8) : 0);
    return {};
}

Bits128 whole_left(Bits128 value, unsigned bits)
{
    return value << bits;
}

Bits128 whole_right(Bits128 value, unsigned bits)
{
    return value >> bits;
}

constexpr std::array forms = {
    any("psllw", shift<uint16_t, left<uint16_t>>),
    any("pslld", shift<uint32_t, left<uint32_t>>),
    any("psllq", shift<uint64_t, left<uint64_t>>),
    any("psrlw", shift<uint16_t, right<uint16_t>>),
    any("psrld", shift<uint32_t, right<uint32_t>>),
    any("psrlq", shift<uint64_t, right<uint64_t>>),
    any("psraw", shift<int16_t, right_signed<int16_t>>),
    any("psrad", shift<int32_t, right_signed<int32_t>>),
    any("pslldq", shift_bytes<whole_left>),
    any("psrldq", shift_bytes<whole_right>),
};

} // namespace

std::span<Form const> shift_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
