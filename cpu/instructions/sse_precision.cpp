// Inexactness with an unbounded exponent: see sse_precision.hpp.
#include "cpu/instructions/sse_precision.hpp"

#include "cpu/instructions/sse.hpp"
#include "cpu/instructions/x87.hpp"

namespace ringside::cpu::sse {

namespace {

constexpr uint16_t all_masked = x87::status::exceptions;
constexpr uint16_t single_precision = 0u << 8;
constexpr uint16_t double_precision = 2u << 8;
constexpr uint16_t extended_precision = 3u << 8;

template <typename T>
F80 widen_lane(T lane, uint32_t control, T exponent_mask, T sign_mask)
{
    if ((control & mxcsr::daz) != 0 && (lane & exponent_mask) == 0)
        lane &= sign_mask;
    return x87::from_real<T>(lane, all_masked | extended_precision).value;
}

} // namespace

F80 widen(uint32_t lane, uint32_t control)
{
    return widen_lane<uint32_t>(lane, control, 0x7f80'0000, 0x8000'0000);
}

F80 widen(uint64_t lane, uint32_t control)
{
    return widen_lane<uint64_t>(lane, control, 0x7ff0'0000'0000'0000, 0x8000'0000'0000'0000);
}

bool is_inexact(x87::Binary operation, F80 a, F80 b, size_t result_bytes)
{
    auto const precision = result_bytes == sizeof(uint32_t) ? single_precision : double_precision;
    return (operation(a, b, all_masked | precision).status & x87::status::pe) != 0;
}

bool needs_precision(uint32_t flags, uint32_t control)
{
    auto const unmasked = flags & ~(control >> mxcsr::masks_shift);
    return (unmasked & (mxcsr::oe | mxcsr::ue)) != 0 && (flags & mxcsr::pe) != 0;
}

} // namespace ringside::cpu::sse
