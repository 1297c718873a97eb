// The inexact flag of an operation that overflows or underflows while that is unmasked. Then the flag does
// not speak of the result that the masked response would store, but of the one with an unbounded exponent,
// which may well be exact: the largest number doubled overflows exactly. SDM Vol. 1, "Numeric Overflow
// Exception (#O)"; IEEE 754, "Overflow". The x87 rounds to 24 or 53 bits too, and its exponent is wide enough
// to count as unbounded here.
#pragma once

#include "cpu/instructions/sse_host.hpp"
#include "cpu/instructions/x87_host.hpp"

#include <cstddef>

namespace ringside::cpu::sse {

// A lane of single or double precision as the x87 sees it; a denormal is zero if DAZ says so.
F80 widen(uint32_t lane, uint32_t control);
F80 widen(uint64_t lane, uint32_t control);

// Whether the operation is inexact when rounded to the precision of 4 or 8 byte numbers.
bool is_inexact(x87::Binary operation, F80 a, F80 b, size_t result_bytes);

// Whether these flags need a second look: unmasked overflow or underflow, and inexact.
bool needs_precision(uint32_t flags, uint32_t control);

} // namespace ringside::cpu::sse
