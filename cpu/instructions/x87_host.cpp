// The host's x87 at the guest's service: see x87_host.hpp for what these functions promise.
//
// Each operation runs as one asm statement under the guest's control word, its rounding, precision and masks.
// An exception that the guest left unmasked becomes pending on the host; FNSTSW and FNCLEX, which do not
// wait, read and clear it within the same statement, so that no instruction of the compiler's ever meets it.
// The compiler moves values to and from the x87 stack with 80-bit loads and stores, which change no bit and
// raise nothing. Where an unmasked exception would keep an instruction from pushing or popping, the compiler
// would lose count of the stack: there the exceptions before computing are masked on the host, and the caller
// sees them in the status.
#include "cpu/instructions/x87_host.hpp"

#include "cpu/instructions/x87.hpp"

#include <cstring>

namespace ringside::cpu::x87 {

namespace {

using Real80 = long double;

Real80 to_host(F80 value)
{
    Real80 real = 0;
    std::memcpy(&real, &value.significand, sizeof value.significand);
    std::memcpy(reinterpret_cast<char*>(&real) + 8, &value.sign_exponent, sizeof value.sign_exponent);
    return real;
}

F80 from_host(Real80 const& real)
{
    F80 value;
    std::memcpy(&value.significand, &real, sizeof value.significand);
    std::memcpy(&value.sign_exponent, reinterpret_cast<char const*>(&real) + 8, sizeof value.sign_exponent);
    return value;
}

constexpr uint16_t visible = status::exceptions | status::conditions;

// Runs one host instruction under the guest's control word; FDECSTP and FINCSTP clear C1 before it.
template <typename Operation>
uint16_t status_of(uint16_t control, Operation operation)
{
    uint16_t saved = 0;
    uint16_t after = 0;
    asm volatile("fnstcw %0\n\tfnclex\n\tfldcw %1\n\tfdecstp\n\tfincstp" : "=m"(saved) : "m"(control));
    operation(after);
    asm volatile("fldcw %0" : : "m"(saved));
    return after & visible;
}

template <typename Operation>
Outcome binary(F80 left, F80 right, uint16_t control, Operation operation)
{
    auto a = to_host(left);
    auto const b = to_host(right);
    auto const status = status_of(control, [&](uint16_t& after) { operation(a, b, after); });
    return {from_host(a), status};
}

template <typename Real, typename Operation>
Outcome binary_real(F80 left, Real const& right, uint16_t control, Operation operation)
{
    auto a = to_host(left);
    auto const status = status_of(control, [&](uint16_t& after) { operation(a, right, after); });
    return {from_host(a), status};
}

template <typename Operation>
uint16_t comparison(F80 left, F80 right, uint16_t control, Operation operation)
{
    auto const a = to_host(left);
    auto const b = to_host(right);
    return status_of(control, [&](uint16_t& after) { operation(a, b, after); });
}

template <typename Operation>
Outcome unary(F80 value, uint16_t control, Operation operation)
{
    auto a = to_host(value);
    auto const status = status_of(control, [&](uint16_t& after) { operation(a, after); });
    return {from_host(a), status};
}

template <typename T, typename Operation>
Converted<T> to_memory(F80 value, uint16_t control, Operation operation)
{
    auto const a = to_host(value);
    Converted<T> result{};
    result.status = status_of(control, [&](uint16_t& after) { operation(a, result.value, after); });
    return result;
}

uint16_t with_masked(uint16_t control, uint16_t exceptions)
{
    return control | exceptions;
}

} // namespace

Outcome add(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fadd %%st(1), %%st\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Outcome subtract(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fsub %%st(1), %%st\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Outcome multiply(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fmul %%st(1), %%st\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Outcome divide(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fdiv %%st(1), %%st\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Outcome subtract_reversed(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fsubr %%st(1), %%st\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Outcome divide_reversed(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fdivr %%st(1), %%st\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

template <>
Outcome add_real<uint32_t>(F80 a, uint32_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint32_t const& y, uint16_t& after) {
        asm volatile("fadds %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome add_real<uint64_t>(F80 a, uint64_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint64_t const& y, uint16_t& after) {
        asm volatile("faddl %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome subtract_real<uint32_t>(F80 a, uint32_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint32_t const& y, uint16_t& after) {
        asm volatile("fsubs %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome subtract_real<uint64_t>(F80 a, uint64_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint64_t const& y, uint16_t& after) {
        asm volatile("fsubl %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome subtract_reversed_real<uint32_t>(F80 a, uint32_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint32_t const& y, uint16_t& after) {
        asm volatile("fsubrs %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome subtract_reversed_real<uint64_t>(F80 a, uint64_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint64_t const& y, uint16_t& after) {
        asm volatile("fsubrl %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome multiply_real<uint32_t>(F80 a, uint32_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint32_t const& y, uint16_t& after) {
        asm volatile("fmuls %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome multiply_real<uint64_t>(F80 a, uint64_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint64_t const& y, uint16_t& after) {
        asm volatile("fmull %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome divide_real<uint32_t>(F80 a, uint32_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint32_t const& y, uint16_t& after) {
        asm volatile("fdivs %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome divide_real<uint64_t>(F80 a, uint64_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint64_t const& y, uint16_t& after) {
        asm volatile("fdivl %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome divide_reversed_real<uint32_t>(F80 a, uint32_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint32_t const& y, uint16_t& after) {
        asm volatile("fdivrs %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

template <>
Outcome divide_reversed_real<uint64_t>(F80 a, uint64_t b, uint16_t control)
{
    return binary_real(a, b, control, [](Real80& x, uint64_t const& y, uint16_t& after) {
        asm volatile("fdivrl %2\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "m"(y));
    });
}

uint16_t compare(F80 a, F80 b, uint16_t control)
{
    return comparison(a, b, control, [](Real80 x, Real80 y, uint16_t& after) {
        asm volatile("fcom %%st(1)\n\tfnstsw %0\n\tfnclex" : "=m"(after) : "t"(x), "u"(y));
    });
}

uint16_t compare_unordered(F80 a, F80 b, uint16_t control)
{
    return comparison(a, b, control, [](Real80 x, Real80 y, uint16_t& after) {
        asm volatile("fucom %%st(1)\n\tfnstsw %0\n\tfnclex" : "=m"(after) : "t"(x), "u"(y));
    });
}

template <>
uint16_t compare_real<uint32_t>(F80 a, uint32_t b, uint16_t control)
{
    auto const x = to_host(a);
    return status_of(control, [&](uint16_t& after) {
        asm volatile("fcoms %2\n\tfnstsw %0\n\tfnclex" : "=m"(after) : "t"(x), "m"(b));
    });
}

template <>
uint16_t compare_real<uint64_t>(F80 a, uint64_t b, uint16_t control)
{
    auto const x = to_host(a);
    return status_of(control, [&](uint16_t& after) {
        asm volatile("fcoml %2\n\tfnstsw %0\n\tfnclex" : "=m"(after) : "t"(x), "m"(b));
    });
}

Outcome square_root(F80 a, uint16_t control)
{
    return unary(a, control, [](Real80& x, uint16_t& after) {
        asm volatile("fsqrt\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after));
    });
}

Outcome round_to_integer(F80 a, uint16_t control)
{
    return unary(a, control, [](Real80& x, uint16_t& after) {
        asm volatile("frndint\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after));
    });
}

Outcome scale(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fscale\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Outcome remainder(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fprem\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Outcome remainder_nearest(F80 a, F80 b, uint16_t control)
{
    return binary(a, b, control, [](Real80& x, Real80 y, uint16_t& after) {
        asm volatile("fprem1\n\tfnstsw %1\n\tfnclex" : "+t"(x), "=m"(after) : "u"(y));
    });
}

Extracted extract(F80 a, uint16_t control)
{
    auto const x = to_host(a);
    Real80 significand = 0;
    Real80 exponent = 0;
    auto const status = status_of(with_masked(control, status::before_computing), [&](uint16_t& after) {
        asm volatile("fxtract\n\tfnstsw %2\n\tfnclex"
                     : "=t"(significand), "=u"(exponent), "=m"(after)
                     : "0"(x));
    });
    return {from_host(significand), from_host(exponent), status};
}

template <>
Outcome from_real<uint32_t>(uint32_t bits, uint16_t control)
{
    return unary({}, with_masked(control, status::before_computing), [&](Real80& x, uint16_t& after) {
        asm volatile("flds %2\n\tfnstsw %1\n\tfnclex" : "=t"(x), "=m"(after) : "m"(bits));
    });
}

template <>
Converted<uint32_t> to_real<uint32_t>(F80 a, uint16_t control)
{
    return to_memory<uint32_t>(a, control, [](Real80 x, uint32_t& value, uint16_t& after) {
        asm volatile("fsts %0\n\tfnstsw %1\n\tfnclex" : "+m"(value), "=m"(after) : "t"(x));
    });
}

template <>
Outcome from_real<uint64_t>(uint64_t bits, uint16_t control)
{
    return unary({}, with_masked(control, status::before_computing), [&](Real80& x, uint16_t& after) {
        asm volatile("fldl %2\n\tfnstsw %1\n\tfnclex" : "=t"(x), "=m"(after) : "m"(bits));
    });
}

template <>
Converted<uint64_t> to_real<uint64_t>(F80 a, uint16_t control)
{
    return to_memory<uint64_t>(a, control, [](Real80 x, uint64_t& value, uint16_t& after) {
        asm volatile("fstl %0\n\tfnstsw %1\n\tfnclex" : "+m"(value), "=m"(after) : "t"(x));
    });
}

template <>
Converted<int16_t> to_integer<int16_t>(F80 a, uint16_t control)
{
    return to_memory<int16_t>(a, control, [](Real80 x, int16_t& value, uint16_t& after) {
        asm volatile("fists %0\n\tfnstsw %1\n\tfnclex" : "+m"(value), "=m"(after) : "t"(x));
    });
}

template <>
Converted<int32_t> to_integer<int32_t>(F80 a, uint16_t control)
{
    return to_memory<int32_t>(a, control, [](Real80 x, int32_t& value, uint16_t& after) {
        asm volatile("fistl %0\n\tfnstsw %1\n\tfnclex" : "+m"(value), "=m"(after) : "t"(x));
    });
}

template <>
Converted<int64_t> to_integer<int64_t>(F80 a, uint16_t control)
{
    auto const masked = with_masked(control, status::before_computing);
    return to_memory<int64_t>(a, masked, [](Real80 x, int64_t& value, uint16_t& after) {
        asm volatile("fistpll %0\n\tfnstsw %1\n\tfnclex" : "=m"(value), "=m"(after) : "t"(x) : "st");
    });
}

Converted<Decimal> to_decimal(F80 a, uint16_t control)
{
    auto const masked = with_masked(control, status::before_computing);
    return to_memory<Decimal>(a, masked, [](Real80 x, Decimal& value, uint16_t& after) {
        asm volatile("fbstp %0\n\tfnstsw %1\n\tfnclex" : "=m"(value), "=m"(after) : "t"(x) : "st");
    });
}

} // namespace ringside::cpu::x87
