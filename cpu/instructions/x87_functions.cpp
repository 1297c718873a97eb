// Series and argument reductions for exponential, logarithm, sine, cosine and arc tangent: see
// x87_functions.hpp. Each series is summed from its smallest term (Horner) and long enough for 2^-100.
#include "cpu/instructions/x87_functions.hpp"

#include "cpu/instructions/x87_number.hpp"

#include <array>

namespace ringside::cpu::x87 {

namespace {

Wide constant(uint64_t high, uint64_t low, int exponent)
{
    return {Bits128{high} << 64 | low, exponent, false};
}

Wide one()
{
    return widen(uint64_t{1});
}

Wide log_of_2()
{
    return constant(0xb172'17f7'd1cf'79ab, 0xc9e3'b398'03f2'f6af, -1);
}

// artanh(z) / z = 1 + z^2/3 + z^4/5 + ... (alternating for the arc tangent), up to the given odd divisor.
Wide odd_series(Wide square, unsigned last_divisor)
{
    auto sum = divide(one(), uint64_t{last_divisor});
    for (auto divisor = last_divisor; divisor > 1; divisor -= 2)
        sum = add(divide(one(), uint64_t{divisor} - 2), multiply(square, sum));
    return sum;
}

// log2((1 + z) / (1 - z)) for |z| <= 1/3.
Wide logarithm_of_ratio(Wide z)
{
    constexpr unsigned last_divisor = 67; // (1/9)^33 < 2^-104
    auto const series = odd_series(multiply(z, z), last_divisor);
    auto const natural = multiply(widen(uint64_t{2}), multiply(z, series));
    return divide(natural, log_of_2());
}

// arctan(u) for |u| <= 1/32.
Wide arc_tangent_series(Wide u)
{
    constexpr unsigned last_divisor = 23; // 2^-110
    return multiply(u, odd_series(negated(multiply(u, u)), last_divisor));
}

constexpr unsigned steps = 16; // arc tangents of 0/16 .. 16/16

// Each from the one before: arctan(k/16) = arctan((k-1)/16) + arctan(16 / (256 + k(k-1))).
std::array<Wide, steps + 1> const& arc_tangents()
{
    static std::array<Wide, steps + 1> const table = [] {
        std::array<Wide, steps + 1> made{};
        for (uint64_t k = 1; k <= steps; ++k) {
            auto const u = divide(widen(uint64_t{steps}), steps * steps + k * (k - 1));
            made[k] = add(made[k - 1], arc_tangent_series(u));
        }
        return made;
    }();
    return table;
}

// arctan(t) for 0 <= t <= 1: from the nearest k/16, arctan(t) = arctan(c) + arctan((t - c) / (1 + t c)).
Wide arc_tangent_to_one(Wide t)
{
    auto const scaled = multiply(t, widen(uint64_t{2 * steps}));
    auto const halves = scaled.exponent < 0 || scaled.is_zero()
                            ? 0u
                            : static_cast<unsigned>(scaled.significand >> (127 - scaled.exponent));
    auto const k = (halves + 1) / 2;
    if (k == 0)
        return arc_tangent_series(t);
    auto const c = divide(widen(uint64_t{k}), uint64_t{steps});
    auto const u = divide(subtract(t, c), add(one(), multiply(t, c)));
    return add(arc_tangents()[k], arc_tangent_series(u));
}

// sin(r) / r, and cos(r), as 1 - r^2/(a b) (1 - r^2/(c d) (...)) for |r| <= pi/4.
Wide alternating_series(Wide square, unsigned last_divisor)
{
    auto sum = one();
    for (auto divisor = last_divisor; divisor >= 2; divisor -= 2)
        sum = subtract(one(), multiply(divide(square, uint64_t{divisor} * (divisor - 1)), sum));
    return sum;
}

// What is left of an angle after whole quarter turns, and how many those were.
struct Reduced
{
    Wide rest; // |rest| <= pi/4
    unsigned quarters;
};

// Half of pi, 0x3243f6a8885a308d3 * 2^-65, by the 66 bits that processors keep.
constexpr int pi_fraction_bits = 65;
Bits128 half_pi()
{
    return Bits128{0x3'243f'6a88'85a3} << 16 | 0x08d3;
}

// The significand, times 2^shift, divided by half of pi with the remainder nearest to zero; all exact.
Reduced reduce(uint64_t significand, unsigned shift)
{
    Bits128 const divisor = half_pi();
    Bits128 remainder = significand;
    unsigned quarters = static_cast<unsigned>(remainder / divisor);
    remainder %= divisor;
    for (unsigned i = 0; i < shift; ++i) {
        remainder <<= 1;
        quarters <<= 1;
        if (remainder >= divisor) {
            remainder -= divisor;
            quarters |= 1;
        }
    }
    bool const past_half = remainder > divisor - remainder;
    if (past_half) {
        remainder = divisor - remainder;
        ++quarters;
    }
    return {normalized(remainder, 127 - pi_fraction_bits, past_half), quarters & 3u};
}

Reduced reduce(F80 magnitude)
{
    // significand * 2^(exponent - 63), in units of 2^-65.
    int const exponent = (magnitude.sign_exponent & exponent_mask) - exponent_bias;
    int const shift = exponent - 63 + pi_fraction_bits;
    auto const quarter_turn = normalized(half_pi(), 127 - pi_fraction_bits - 1, false); // pi/4
    if (shift < 0 || is_smaller(widen(magnitude), quarter_turn))
        return {widen(magnitude), 0};
    return reduce(magnitude.significand, static_cast<unsigned>(shift));
}

} // namespace

Wide exponential_minus_one(Wide x)
{
    // e^y - 1 = y (1 + y/2 (1 + y/3 (...)))
    constexpr uint64_t last_term = 30; // 0.7^30 / 30! < 2^-120
    auto const y = multiply(x, log_of_2());
    auto sum = one();
    for (auto n = last_term; n >= 2; --n)
        sum = add(one(), multiply(divide(y, n), sum));
    return multiply(y, sum);
}

Wide logarithm(Wide x)
{
    // x = m * 2^k with m in [3/4, 3/2), so that k and log2(m) never nearly cancel.
    int k = x.exponent;
    Wide m{x.significand, 0, false};
    auto const one_and_a_half = Wide{Bits128{3} << 126, 0, false};
    if (!is_smaller(m, one_and_a_half)) {
        --m.exponent;
        ++k;
    }
    auto const fraction = logarithm_of_ratio(divide(subtract(m, one()), add(m, one())));
    auto whole = widen(static_cast<uint64_t>(k < 0 ? -k : k));
    whole.negative = k < 0;
    return add(whole, fraction);
}

Wide logarithm_of_successor(Wide x)
{
    auto const half = Wide{Bits128{1} << 127, -1, false};
    if (is_smaller(x, half)) // then (1 + z) / (1 - z) = 1 + x
        return logarithm_of_ratio(divide(x, add(widen(uint64_t{2}), x)));
    return logarithm(add(one(), x));
}

Wide pi()
{
    return constant(0xc90f'daa2'2168'c234, 0xc4c6'628b'80dc'1cd1, 1);
}

Wide arc_tangent(Wide y, Wide x)
{
    bool const negative = y.negative;
    bool const left = x.negative;
    y.negative = false;
    x.negative = false;
    auto half = pi();
    --half.exponent;
    auto const steep = is_smaller(x, y);
    auto angle = arc_tangent_to_one(steep ? divide(x, y) : divide(y, x));
    if (steep)
        angle = subtract(half, angle);
    if (left)
        angle = subtract(pi(), angle);
    angle.negative = negative;
    return angle;
}

SineCosine sine_and_cosine(F80 angle)
{
    bool const negative = is_negative(angle);
    angle.sign_exponent &= exponent_mask;
    auto const reduced = reduce(angle);
    auto const square = multiply(reduced.rest, reduced.rest);
    auto const sine = multiply(reduced.rest, alternating_series(square, 29)); // 0.8^30 / 30! < 2^-110
    auto const cosine = alternating_series(square, 30);
    auto const swapped = (reduced.quarters & 1) != 0;
    SineCosine result = swapped ? SineCosine{cosine, negated(sine)} : SineCosine{sine, cosine};
    if ((reduced.quarters & 2) != 0)
        result = {negated(result.sine), negated(result.cosine)};
    if (negative)
        result.sine = negated(result.sine);
    return result;
}

} // namespace ringside::cpu::x87
