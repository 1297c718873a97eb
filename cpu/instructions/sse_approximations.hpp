// RCPPS and RSQRTPS for one lane. Every vendor has other tables, so these are our own, the same on every
// host: the exact quotient or root of the top bits, rounded to 12 bits of significand, which keeps the
// relative error below the 1.5 * 2^-12 of the manual. Bits of single-precision numbers in and out. SDM Vol.
// 2B, "RCPPS", "RSQRTPS".
#pragma once

#include <cstdint>

namespace ringside::cpu::sse {

uint32_t approximate_reciprocal(uint32_t value);
uint32_t approximate_reciprocal_root(uint32_t value);

} // namespace ringside::cpu::sse
