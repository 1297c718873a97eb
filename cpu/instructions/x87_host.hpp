// What the elementary x87 instructions compute, as pure functions: values and control word in, value and
// status word out. The host is an x86-64 too, and IEEE 754 arithmetic under the same control word gives the
// same bits on every processor, so the host's x87 computes it; the handlers judge the flags afterwards. The
// functions leave the host's x87 as they found it: control word restored, no exception pending, stack empty.
// The transcendental instructions are not here: vendors differ in them (see x87_transcendental.cpp).
#pragma once

#include "cpu/state/state.hpp"

#include <array>

namespace ringside::cpu::x87 {

// A result and what the status word says of it: exception flags and condition codes.
struct Outcome
{
    F80 value;
    uint16_t status;
};

// An operation of ST(0) with another register.
using Binary = Outcome (*)(F80, F80, uint16_t control);
Outcome add(F80 a, F80 b, uint16_t control);
Outcome subtract(F80 a, F80 b, uint16_t control); // a - b
Outcome multiply(F80 a, F80 b, uint16_t control);
Outcome divide(F80 a, F80 b, uint16_t control); // a / b
Outcome subtract_reversed(F80 a, F80 b, uint16_t control);
Outcome divide_reversed(F80 a, F80 b, uint16_t control);

// An operation of ST(0) with the bits of a single or double in memory, which may be denormal or signalling
// itself.
template <typename Real>
using BinaryReal = Outcome (*)(F80, Real, uint16_t control);
template <typename Real>
Outcome add_real(F80 a, Real b, uint16_t control);
template <typename Real>
Outcome subtract_real(F80 a, Real b, uint16_t control);
template <typename Real>
Outcome subtract_reversed_real(F80 a, Real b, uint16_t control);
template <typename Real>
Outcome multiply_real(F80 a, Real b, uint16_t control);
template <typename Real>
Outcome divide_real(F80 a, Real b, uint16_t control);
template <typename Real>
Outcome divide_reversed_real(F80 a, Real b, uint16_t control);

// Comparisons: C3, C2 and C0 of the status.
using Compare = uint16_t (*)(F80, F80, uint16_t control);
uint16_t compare(F80 a, F80 b, uint16_t control);
uint16_t compare_unordered(F80 a, F80 b, uint16_t control);
template <typename Real>
uint16_t compare_real(F80 a, Real b, uint16_t control);

Outcome square_root(F80 a, uint16_t control);
Outcome round_to_integer(F80 a, uint16_t control);
Outcome scale(F80 a, F80 b, uint16_t control);
Outcome remainder(F80 a, F80 b, uint16_t control);         // FPREM
Outcome remainder_nearest(F80 a, F80 b, uint16_t control); // FPREM1

struct Extracted
{
    F80 significand;
    F80 exponent;
    uint16_t status;
};
Extracted extract(F80 a, uint16_t control);

// To and from memory formats.
template <typename T>
struct Converted
{
    T value;
    uint16_t status;
};
template <typename Real>
Outcome from_real(Real bits, uint16_t control);
template <typename Real>
Converted<Real> to_real(F80 a, uint16_t control);
template <typename Integer>
Converted<Integer> to_integer(F80 a, uint16_t control);
using Decimal = std::array<uint8_t, 10>;
Converted<Decimal> to_decimal(F80 a, uint16_t control);

} // namespace ringside::cpu::x87
