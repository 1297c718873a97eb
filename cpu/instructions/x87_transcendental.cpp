// The transcendental instructions: F2XM1, FYL2X, FYL2XP1, FPATAN, FPTAN, FSIN, FCOS, FSINCOS. Here are their
// special cases and how they treat the stack; x87_functions.cpp computes the ordinary ones. Results are
// within one unit in the last place and the same on every host; silicon may differ from them in that place.
// Precision control does not apply. SDM Vol. 1, "Trigonometric Instructions", "Logarithmic, Exponential, and
// Scale".
#include "cpu/instructions/x87.hpp"
#include "cpu/instructions/x87_functions.hpp"
#include "cpu/instructions/x87_number.hpp"

namespace ringside::cpu::x87 {

namespace {

constexpr F80 one = {integer_bit, exponent_bias};

bool is_nan_or_unsupported(F80 value)
{
    auto const number = classify(value);
    return number == Number::nan || number == Number::unsupported;
}

bool is_infinite(F80 value)
{
    return classify(value) == Number::infinity;
}

bool is_zero(F80 value)
{
    return classify(value) == Number::zero;
}

F80 with_sign(F80 value, bool negative)
{
    value.sign_exponent =
        static_cast<uint16_t>((value.sign_exponent & exponent_mask) | (negative ? sign_bit : 0));
    return value;
}

F80 infinity(bool negative)
{
    return with_sign({integer_bit, exponent_mask}, negative);
}

constexpr Outcome invalid = {indefinite, status::ie};

uint16_t denormal_status(F80 a)
{
    return classify(a) == Number::denormal ? uint16_t{status::de} : uint16_t{0};
}

uint16_t denormal_status(F80 a, F80 b)
{
    return denormal_status(a) | denormal_status(b);
}

Outcome also(Outcome outcome, uint16_t raised)
{
    outcome.status |= raised;
    return outcome;
}

// NaNs go through as in any arithmetic; SDM Vol. 1, "Rules for Handling NaNs".
Outcome propagate(F80 a, F80 b, uint16_t control)
{
    return add(a, b, control);
}

// ---- 2^x - 1

Outcome exponential(F80 x, uint16_t control)
{
    if (is_nan_or_unsupported(x))
        return propagate(x, x, control);
    if (is_zero(x))
        return {x, 0};
    if (is_infinite(x))
        return {is_negative(x) ? with_sign(one, true) : x, 0};
    auto const magnitude = with_sign(x, false);
    if (magnitude.sign_exponent >= exponent_bias) {
        // Beyond one the result is undefined: the operand comes back. Exact ends: 2^1 - 1 and 2^-1 - 1.
        if (magnitude == one && is_negative(x))
            return {{integer_bit, sign_bit | (exponent_bias - 1)}, status::pe};
        return {x, status::pe};
    }
    return also(round(exponential_minus_one(widen(x)), Exactness::inexact, control), denormal_status(x));
}

// ---- y * log2(x)

// The product of an infinite or zero factor with a logarithm of known sign (0: the logarithm is zero).
Outcome special_product(F80 y, int sign_of_logarithm, bool infinite_logarithm)
{
    bool const zero_times_infinity =
        (is_zero(y) && infinite_logarithm) || (is_infinite(y) && sign_of_logarithm == 0);
    if (zero_times_infinity)
        return invalid;
    bool const negative = is_negative(y) != (sign_of_logarithm < 0);
    bool const infinite = is_infinite(y) || infinite_logarithm;
    return {infinite ? infinity(negative) : with_sign({}, negative), 0};
}

bool is_power_of_two(Wide value)
{
    return value.significand << 1 == 0;
}

// The logarithm of a power of two is an integer, and yet silicon calls the product inexact, and a tiny one
// underflown.
Outcome times_logarithm(F80 y, Wide logarithm_of_x, Exactness exactness, uint16_t control)
{
    auto const product = round(multiply(widen(y), logarithm_of_x), exactness, control);
    bool const tiny = classify(product.value) == Number::denormal;
    return also(product, static_cast<uint16_t>(status::pe | (tiny ? status::ue : 0)));
}

Outcome scaled_logarithm(F80 x, F80 y, uint16_t control)
{
    if (is_nan_or_unsupported(x) || is_nan_or_unsupported(y))
        return propagate(x, y, control);
    auto const denormal = denormal_status(x, y);
    if (is_zero(x)) {
        if (is_zero(y))
            return invalid;
        if (is_infinite(y))
            return {infinity(!is_negative(y)), 0};
        return {infinity(!is_negative(y)), status::ze};
    }
    if (is_negative(x))
        return invalid;
    bool const above_one = x.sign_exponent > exponent_bias || (x.sign_exponent == exponent_bias && x != one);
    int const sign = x == one ? 0 : above_one ? 1 : -1;
    if (is_infinite(x) || is_infinite(y) || is_zero(y) || sign == 0)
        return also(special_product(y, sign, is_infinite(x)), denormal);
    auto const wide = widen(x);
    auto const exactness = is_power_of_two(wide) ? Exactness::exact : Exactness::inexact;
    return also(times_logarithm(y, logarithm(wide), exactness, control), denormal);
}

// ---- y * log2(x + 1). For x outside (-1, 1) the manual leaves the result undefined; it is that of the
// formula.
Outcome scaled_logarithm_of_successor(F80 x, F80 y, uint16_t control)
{
    if (is_nan_or_unsupported(x) || is_nan_or_unsupported(y))
        return propagate(x, y, control);
    auto const denormal = denormal_status(x, y);
    bool const below = is_negative(x) && (x.sign_exponent & exponent_mask) >= exponent_bias;
    if (below && is_infinite(x))
        return invalid;
    int const sign = is_negative(x) ? -1 : 1;
    if (is_zero(x) && is_infinite(y))
        return invalid;
    if (is_infinite(x) || is_infinite(y) || is_zero(y) || is_zero(x))
        return also(special_product(y, sign, is_infinite(x)), denormal);
    if (below)
        return {x, static_cast<uint16_t>(status::pe | denormal)};
    bool const at_least_half = (x.sign_exponent & exponent_mask) >= exponent_bias - 1;
    auto const successor = x87::add(widen(x), widen(one));
    auto const exactness =
        at_least_half && is_power_of_two(successor) ? Exactness::exact : Exactness::inexact;
    return also(times_logarithm(y, logarithm_of_successor(widen(x)), exactness, control), denormal);
}

// ---- arctan(y / x)

// A multiple of a quarter turn in eighths of a whole one.
Outcome eighths(unsigned count, bool negative, uint16_t control)
{
    auto angle = multiply(pi(), widen(uint64_t{count}));
    angle.exponent -= 2;
    angle.negative = negative;
    return round(angle, Exactness::inexact, control);
}

Outcome angle_of(F80 x, F80 y, uint16_t control)
{
    if (is_nan_or_unsupported(x) || is_nan_or_unsupported(y))
        return propagate(x, y, control);
    auto const denormal = denormal_status(x, y);
    bool const negative = is_negative(y);
    if (is_infinite(y) && is_infinite(x))
        return eighths(is_negative(x) ? 3 : 1, negative, control);
    if (is_infinite(y) || (is_zero(x) && !is_zero(y)))
        return also(eighths(2, negative, control), denormal);
    if (is_infinite(x) || is_zero(y))
        return also(is_negative(x) ? eighths(4, negative, control) : Outcome{with_sign({}, negative), 0},
                    denormal);
    return also(round(arc_tangent(widen(y), widen(x)), Exactness::inexact, control), denormal);
}

// An unmasked exception that comes before computing leaves no other.
Outcome judged(Outcome outcome, uint16_t control)
{
    if ((outcome.status & ~control & status::before_computing) != 0)
        outcome.status &= status::before_computing;
    return outcome;
}

// ---- instructions of one register

template <Outcome (*operation)(F80, uint16_t)>
Result<void> replace(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0))
        underflow_into(cpu, 0);
    else
        finish(cpu, judged(operation(st(cpu, 0), cpu.state.x87.control), cpu.state.x87.control), 0);
    return {};
}

// FYL2X, FYL2XP1, FPATAN: of ST(0) and ST(1) into ST(1), which becomes the top.
template <Outcome (*operation)(F80, F80, uint16_t)>
Result<void> combine(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    if (is_empty(cpu, 0) || is_empty(cpu, 1))
        underflow_into(cpu, 1, Pop::once);
    else
        finish(cpu, judged(operation(st(cpu, 0), st(cpu, 1), cpu.state.x87.control), cpu.state.x87.control),
               1, Pop::once);
    return {};
}

// ---- sine, cosine, tangent

// An angle from 2^63 on is not reduced: C2 tells.
bool is_out_of_range(F80 angle)
{
    return classify(angle) == Number::normal && (angle.sign_exponent & exponent_mask) >= exponent_bias + 63;
}

Outcome sine(F80 x, uint16_t control)
{
    if (is_nan_or_unsupported(x))
        return propagate(x, x, control);
    if (is_infinite(x))
        return invalid;
    if (is_zero(x))
        return {x, 0};
    return also(round(sine_and_cosine(x).sine, Exactness::inexact, control), denormal_status(x));
}

Outcome cosine(F80 x, uint16_t control)
{
    if (is_nan_or_unsupported(x))
        return propagate(x, x, control);
    if (is_infinite(x))
        return invalid;
    if (is_zero(x))
        return {one, 0};
    return also(round(sine_and_cosine(x).cosine, Exactness::inexact, control), denormal_status(x));
}

Outcome tangent(F80 x, uint16_t control)
{
    if (is_nan_or_unsupported(x))
        return propagate(x, x, control);
    if (is_infinite(x))
        return invalid;
    if (is_zero(x))
        return {x, 0};
    auto const both = sine_and_cosine(x);
    return also(round(divide(both.sine, both.cosine), Exactness::inexact, control), denormal_status(x));
}

// FSIN, FCOS.
template <Outcome (*operation)(F80, uint16_t)>
Result<void> replace_angle(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    set_conditions(cpu, 0, status::c2);
    if (is_empty(cpu, 0))
        underflow_into(cpu, 0);
    else if (is_out_of_range(st(cpu, 0)))
        set_conditions(cpu, status::c2, status::c2 | status::c1);
    else
        finish(cpu, judged(operation(st(cpu, 0), cpu.state.x87.control), cpu.state.x87.control), 0);
    return {};
}

// FPTAN and FSINCOS replace ST(0) and push; `pushed` makes the second result.
template <Outcome (*operation)(F80, uint16_t), Outcome (*pushed)(F80, uint16_t)>
Result<void> replace_and_push(Cpu& cpu, Instruction const& instruction)
{
    TRY(start(cpu, instruction));
    set_conditions(cpu, 0, status::c2);
    bool const empty = is_empty(cpu, 0);
    if (empty || !is_empty(cpu, 7)) {
        if (empty ? underflow(cpu) : overflow(cpu)) {
            set_st(cpu, 0, indefinite);
            push(cpu, indefinite);
        }
        return {};
    }
    auto const angle = st(cpu, 0);
    if (is_out_of_range(angle)) {
        set_conditions(cpu, status::c2, status::c2 | status::c1);
        return {};
    }
    auto const control = cpu.state.x87.control;
    auto const first = judged(operation(angle, control), control);
    auto const second = judged(pushed(angle, control), control);
    if (note_outcome(cpu, first.status | (second.status & status::exceptions))) {
        set_st(cpu, 0, first.value);
        push(cpu, second.value);
    }
    return {};
}

// What FPTAN pushes: one, or the NaN of the tangent.
Outcome one_or_nan(F80 x, uint16_t control)
{
    if (is_nan_or_unsupported(x) || is_infinite(x))
        return tangent(x, control);
    return {one, 0};
}

constexpr std::array forms = {
    any("f2xm1", replace<exponential>),
    any("fyl2x", combine<scaled_logarithm>),
    any("fyl2xp1", combine<scaled_logarithm_of_successor>),
    any("fpatan", combine<angle_of>),
    any("fsin", replace_angle<sine>),
    any("fcos", replace_angle<cosine>),
    any("fptan", replace_and_push<tangent, one_or_nan>),
    any("fsincos", replace_and_push<sine, cosine>),
};

} // namespace

std::span<Form const> transcendental_forms()
{
    return forms;
}

} // namespace ringside::cpu::x87
