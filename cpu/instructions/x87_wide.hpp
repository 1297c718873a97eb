// Floating-point numbers with 128 bits of significand, for the transcendental instructions: twice what a
// register holds, so that a sum of thirty terms still rounds right. Results are truncated; the last few bits
// are not to be trusted. Nothing here depends on the host. Read next: x87_functions.cpp.
#pragma once

#include "cpu/instructions/x87_host.hpp"

namespace ringside::cpu::x87 {

__extension__ using Bits128 = unsigned __int128;

// significand * 2^(exponent - 127), with the top bit of the significand set unless the number is zero.
struct Wide
{
    Bits128 significand = 0;
    int exponent = 0;
    bool negative = false;

    bool is_zero() const { return significand == 0; }
};

Wide widen(F80 value); // a finite number
Wide widen(uint64_t integer);
// significand * 2^(exponent - 127), normalised.
Wide normalized(Bits128 significand, int exponent, bool negative);

Wide negated(Wide a);
Wide add(Wide a, Wide b);
Wide subtract(Wide a, Wide b);
Wide multiply(Wide a, Wide b);
Wide divide(Wide a, Wide b); // b is not zero
Wide divide(Wide a, uint64_t b);
// Whether |a| < |b|.
bool is_smaller(Wide a, Wide b);

enum class Exactness : uint8_t
{
    exact,   // if the low bits are zero
    inexact, // whatever they are
};

// The register that holds a number, rounded as the control word says, with the exceptions that this raises
// and C1. SDM Vol. 1, "Rounding", "Numeric Overflow Exception (#O)", "Numeric Underflow Exception (#U)".
Outcome round(Wide value, Exactness exactness, uint16_t control);

} // namespace ringside::cpu::x87
