// The functions behind the transcendental instructions, for finite arguments in their domain, as numbers of
// 128 bits: software, the same on every host, and far more exact than the 64 bits that a register keeps. SDM
// Vol. 1, "Transcendental Instruction Accuracy". Read next: x87_transcendental.cpp, which knows the special
// cases.
#pragma once

#include "cpu/instructions/x87_wide.hpp"

namespace ringside::cpu::x87 {

// 2^x - 1 for |x| <= 1.
Wide exponential_minus_one(Wide x);
// log2(x) for x > 0.
Wide logarithm(Wide x);
// log2(1 + x) for x > -1.
Wide logarithm_of_successor(Wide x);
// The angle of the point (x, y), in (-pi, pi]; not both are zero.
Wide arc_tangent(Wide y, Wide x);
Wide pi();

struct SineCosine
{
    Wide sine;
    Wide cosine;
};
// Of a register below 2^63 in magnitude. The argument is reduced with pi rounded to 66 bits, as processors do
// it. SDM Vol. 1, "Approximation of Pi".
SineCosine sine_and_cosine(F80 angle);

} // namespace ringside::cpu::x87
