// The approximations of RCPPS and RSQRTPS in integer arithmetic: see sse_approximations.hpp.
#include "cpu/instructions/sse_approximations.hpp"

namespace ringside::cpu::sse {

namespace {

constexpr uint32_t sign_bit = 0x8000'0000;
constexpr uint32_t infinity = 0x7f80'0000;
constexpr uint32_t quiet_bit = 0x0040'0000;
constexpr uint32_t default_nan = 0xffc0'0000;
constexpr uint32_t fraction = 0x007f'ffff;
constexpr unsigned bias = 127;

bool is_nan(uint32_t value)
{
    return (value & ~sign_bit) > infinity;
}

// Denormals count as zeros of their sign.
bool is_zero(uint32_t value)
{
    return (value & infinity) == 0;
}

uint64_t significand(uint32_t value)
{
    return (value & fraction) | (fraction + 1);
}

unsigned exponent(uint32_t value)
{
    return (value & infinity) >> 23;
}

// A significand of 13 bits, the last of which rounds, with 2^12 standing for one.
uint32_t compose(unsigned exponent, uint64_t thirteen_bits)
{
    auto const rounded = static_cast<uint32_t>((thirteen_bits + 1) >> 1); // 2^11 .. 2^12
    return (exponent << 23) + ((rounded << 12) - (fraction + 1));         // 2^12 carries into the exponent
}

// The largest number whose square is not above `square`.
uint64_t root(uint64_t square)
{
    uint64_t result = 0;
    for (uint64_t bit = uint64_t{1} << 31; bit != 0; bit >>= 1)
        if ((result | bit) * (result | bit) <= square)
            result |= bit;
    return result;
}

} // namespace

uint32_t approximate_reciprocal(uint32_t value)
{
    uint32_t const sign = value & sign_bit;
    if (is_nan(value))
        return value | quiet_bit;
    if (is_zero(value))
        return sign | infinity;
    // 1 / (s * 2^(e-127)) with s in [1, 2) is (2 / s) * 2^(126-e). A result that would be denormal becomes
    // zero.
    constexpr unsigned largest = 2 * bias - 1;
    if (exponent(value) > largest)
        return sign;
    if (significand(value) == fraction + 1)
        return sign | (2 * bias - exponent(value)) << 23;
    if (exponent(value) == largest)
        return sign;
    uint64_t const quotient = (uint64_t{1} << 36) / significand(value); // 2^12 * (2 / s)
    return sign | compose(2 * bias - 1 - exponent(value), quotient);
}

uint32_t approximate_reciprocal_root(uint32_t value)
{
    if (is_nan(value))
        return value | quiet_bit;
    if (is_zero(value))
        return (value & sign_bit) | infinity;
    if ((value & sign_bit) != 0)
        return default_nan;
    if (value == infinity)
        return 0;
    // With x = s * 4^k and s in [1, 4), the result is (2 / sqrt(s)) * 2^(-k-1).
    bool const odd = exponent(value) % 2 == 0;
    uint64_t const s = significand(value) << (odd ? 1 : 0);                    // 2^23 * s
    unsigned const k_biased = (exponent(value) + (odd ? bias - 1 : bias)) / 2; // k + 127
    if (s == fraction + 1)
        return (2 * bias - k_biased) << 23;
    // (2^12 * 2 / sqrt(s))^2 = 2^26 / s, here in units of 2^-20 of a square to keep the root's bits.
    uint64_t const square = (uint64_t{1} << 49) / s;
    return compose(2 * bias - 1 - k_biased, root(square));
}

} // namespace ringside::cpu::sse
