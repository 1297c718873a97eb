// What kinds of numbers an 80-bit register can hold. SDM Vol. 1, "Encodings of x87 FPU Data Types".
#pragma once

#include "cpu/state/state.hpp"

namespace ringside::cpu::x87 {

enum class Number : uint8_t
{
    zero,
    denormal, // and pseudo-denormal
    normal,
    infinity,
    nan,
    unsupported, // pseudo-NaN, pseudo-infinity, unnormal
};

constexpr uint16_t sign_bit = 0x8000;
constexpr uint16_t exponent_mask = 0x7fff;
constexpr int exponent_bias = 0x3fff;
constexpr uint64_t integer_bit = uint64_t{1} << 63;

constexpr bool is_negative(F80 value)
{
    return (value.sign_exponent & sign_bit) != 0;
}

constexpr Number classify(F80 value)
{
    auto const exponent = value.sign_exponent & exponent_mask;
    if (exponent == 0)
        return value.significand == 0 ? Number::zero : Number::denormal;
    if ((value.significand & integer_bit) == 0)
        return Number::unsupported;
    if (exponent != exponent_mask)
        return Number::normal;
    return value.significand == integer_bit ? Number::infinity : Number::nan;
}

} // namespace ringside::cpu::x87
