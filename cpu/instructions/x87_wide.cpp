// Arithmetic on 128-bit significands and its rounding to a register: see x87_wide.hpp.
#include "cpu/instructions/x87_wide.hpp"

#include "cpu/instructions/x87.hpp"
#include "cpu/instructions/x87_number.hpp"

#include <bit>
#include <utility>

namespace ringside::cpu::x87 {

namespace {

constexpr unsigned width = 128;
constexpr Bits128 top_bit = Bits128{1} << (width - 1);

unsigned leading_zeros(Bits128 value)
{
    auto const high = static_cast<uint64_t>(value >> 64);
    return high != 0 ? static_cast<unsigned>(std::countl_zero(high))
                     : 64 + static_cast<unsigned>(std::countl_zero(static_cast<uint64_t>(value)));
}

// The upper half of the product of two significands.
Bits128 product_high(Bits128 a, Bits128 b)
{
    Bits128 const a_low = static_cast<uint64_t>(a);
    Bits128 const a_high = a >> 64;
    Bits128 const b_low = static_cast<uint64_t>(b);
    Bits128 const b_high = b >> 64;
    Bits128 const middle = a_high * b_low + (a_low * b_low >> 64);
    Bits128 const middle_low = static_cast<uint64_t>(middle) + a_low * b_high;
    return a_high * b_high + (middle >> 64) + (middle_low >> 64);
}

// a and b with the same sign.
Wide add_magnitudes(Wide a, Wide b)
{
    if (is_smaller(a, b))
        std::swap(a, b);
    auto const shift = static_cast<unsigned>(a.exponent - b.exponent);
    Bits128 const smaller = shift < width ? b.significand >> shift : 0;
    Bits128 const sum = a.significand + smaller;
    if (sum >= a.significand)
        return {sum, a.exponent, a.negative};
    return {sum >> 1 | top_bit, a.exponent + 1, a.negative};
}

// |a| - |b| with the sign of a, where |a| >= |b|. What is too small to be seen still makes the result
// smaller.
Wide subtract_magnitudes(Wide a, Wide b)
{
    auto const shift = static_cast<unsigned>(a.exponent - b.exponent);
    Bits128 const smaller = shift < width ? b.significand >> shift : 0;
    bool const lost = shift >= width || (smaller << shift) != b.significand;
    return normalized(a.significand - smaller - (lost ? 1 : 0), a.exponent, a.negative);
}

} // namespace

Wide normalized(Bits128 significand, int exponent, bool negative)
{
    if (significand == 0)
        return {0, 0, negative};
    auto const shift = leading_zeros(significand);
    return {significand << shift, exponent - static_cast<int>(shift), negative};
}

Wide widen(F80 value)
{
    int const biased = value.sign_exponent & exponent_mask;
    int const exponent = (biased == 0 ? 1 : biased) - exponent_bias;
    return normalized(Bits128{value.significand} << 64, exponent, is_negative(value));
}

Wide widen(uint64_t integer)
{
    return normalized(integer, width - 1, false);
}

Wide negated(Wide a)
{
    a.negative = !a.negative;
    return a;
}

bool is_smaller(Wide a, Wide b)
{
    if (a.is_zero() || b.is_zero())
        return !b.is_zero();
    return a.exponent != b.exponent ? a.exponent < b.exponent : a.significand < b.significand;
}

Wide add(Wide a, Wide b)
{
    if (a.is_zero())
        return b;
    if (b.is_zero())
        return a;
    if (a.negative == b.negative)
        return add_magnitudes(a, b);
    return is_smaller(a, b) ? subtract_magnitudes(b, a) : subtract_magnitudes(a, b);
}

Wide subtract(Wide a, Wide b)
{
    return add(a, negated(b));
}

Wide multiply(Wide a, Wide b)
{
    bool const negative = a.negative != b.negative;
    if (a.is_zero() || b.is_zero())
        return {0, 0, negative};
    return normalized(product_high(a.significand, b.significand), a.exponent + b.exponent + 1, negative);
}

// Bit by bit, as on paper.
Wide divide(Wide a, Wide b)
{
    bool const negative = a.negative != b.negative;
    if (a.is_zero())
        return {0, 0, negative};
    int exponent = a.exponent - b.exponent;
    Bits128 remainder = a.significand;
    if (remainder < b.significand) {
        remainder = (remainder << 1) - b.significand; // the first bit, whose carry the subtraction takes back
        --exponent;
    } else {
        remainder -= b.significand;
    }
    Bits128 quotient = 1;
    for (unsigned i = 1; i < width; ++i) {
        bool const carry = (remainder & top_bit) != 0;
        remainder <<= 1;
        quotient <<= 1;
        if (carry || remainder >= b.significand) {
            remainder -= b.significand;
            quotient |= 1;
        }
    }
    return {quotient, exponent, negative};
}

Wide divide(Wide a, uint64_t b)
{
    return normalized(a.significand / b, a.exponent, a.negative);
}

// ---- rounding

namespace {

enum Rounding : uint16_t
{
    nearest,
    down,
    up,
    to_zero,
};

// A significand of 64 bits, and whether what follows it made it so.
struct Rounded
{
    uint64_t significand;
    bool carried; // out of the top: the significand is 2^63 and the exponent one more
    bool inexact;
    bool upwards;
};

// `lost` says that there was more below the last bit.
Rounded round_significand(Bits128 significand, bool lost, bool negative, uint16_t control)
{
    auto const high = static_cast<uint64_t>(significand >> 64);
    auto const low = static_cast<uint64_t>(significand);
    bool const inexact = low != 0 || lost;
    bool upwards = false;
    switch ((control >> 10) & 3) {
    case nearest:
        upwards = low > integer_bit || (low == integer_bit && (lost || (high & 1) != 0));
        break;
    case down:
        upwards = inexact && negative;
        break;
    case up:
        upwards = inexact && !negative;
        break;
    default:
        break;
    }
    auto const result = high + (upwards ? 1 : 0);
    bool const carried = upwards && result == 0;
    return {carried ? integer_bit : result, carried, inexact, upwards};
}

uint16_t sign_exponent(int biased, bool negative)
{
    return static_cast<uint16_t>(biased | (negative ? sign_bit : 0));
}

uint16_t inexact_status(Rounded const& rounded)
{
    uint16_t result = 0;
    if (rounded.inexact)
        result |= status::pe;
    if (rounded.upwards)
        result |= status::c1;
    return result;
}

constexpr int largest_exponent = 0x7ffe;
constexpr int bias_adjustment = 24576; // SDM Vol. 1, "Numeric Overflow Exception (#O)"

Outcome overflowed(Rounded const& rounded, int biased, bool negative, uint16_t control)
{
    if ((control & status::oe) == 0)
        return {{rounded.significand, sign_exponent(biased - bias_adjustment, negative)},
                static_cast<uint16_t>(status::oe | inexact_status(rounded))};
    auto const direction = (control >> 10) & 3;
    bool const to_infinity = direction == nearest || direction == (negative ? down : up);
    uint16_t const raised = status::oe | status::pe | (to_infinity ? status::c1 : 0);
    if (to_infinity)
        return {{integer_bit, sign_exponent(exponent_mask, negative)}, raised};
    return {{~uint64_t{0}, sign_exponent(largest_exponent, negative)}, raised};
}

Outcome underflowed(Wide value, bool lost, uint16_t control)
{
    int const biased = value.exponent + exponent_bias;
    auto const shift = static_cast<unsigned>(1 - biased);
    Bits128 const shifted = shift < width ? value.significand >> shift : 0;
    bool const lost_more = lost || shift >= width || shifted << shift != value.significand;
    auto const rounded = round_significand(shifted, lost_more, value.negative, control);
    auto const exponent = (rounded.significand & integer_bit) != 0 ? 1 : 0;
    auto raised = inexact_status(rounded);
    if (rounded.inexact)
        raised |= status::ue;
    return {{rounded.significand, sign_exponent(exponent, value.negative)}, raised};
}

} // namespace

Outcome round(Wide value, Exactness exactness, uint16_t control)
{
    if (value.is_zero())
        return {{0, sign_exponent(0, value.negative)}, 0};
    bool const lost = exactness == Exactness::inexact;
    auto const rounded = round_significand(value.significand, lost, value.negative, control);
    int const biased = value.exponent + exponent_bias + (rounded.carried ? 1 : 0);
    if (biased > largest_exponent)
        return overflowed(rounded, biased, value.negative, control);
    if (biased >= 1)
        return {{rounded.significand, sign_exponent(biased, value.negative)}, inexact_status(rounded)};
    if ((control & status::ue) != 0)
        return underflowed(value, lost, control);
    return {{rounded.significand, sign_exponent(biased + bias_adjustment, value.negative)},
            static_cast<uint16_t>(status::ue | inexact_status(rounded))};
}

} // namespace ringside::cpu::x87
