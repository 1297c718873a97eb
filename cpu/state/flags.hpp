// RFLAGS: the bits, and the one place that derives the six status flags from operands and result.
// SDM Vol. 1, "EFLAGS Register".
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

namespace ringside::cpu {

namespace flag {
enum Bit : uint64_t
{
    cf = 1u << 0,
    fixed = 1u << 1, // always 1
    pf = 1u << 2,
    af = 1u << 4,
    zf = 1u << 6,
    sf = 1u << 7,
    tf = 1u << 8,
    interrupt = 1u << 9, // IF
    df = 1u << 10,
    of = 1u << 11,
    iopl = 3u << 12,
    nt = 1u << 14,
    rf = 1u << 16,
    vm = 1u << 17,
    ac = 1u << 18,
    vif = 1u << 19,
    vip = 1u << 20,
    id = 1u << 21,
    status = cf | pf | af | zf | sf | of,
};
}

// A result and the status flags that go with it.
template <std::unsigned_integral T>
struct Computed
{
    T value;
    uint32_t flags; // of flag::status
};

template <std::unsigned_integral T>
constexpr unsigned bits_of = sizeof(T) * 8;

template <std::unsigned_integral T>
constexpr bool sign(T value)
{
    return (value >> (bits_of<T> - 1)) != 0;
}

// SF, ZF and PF, which depend on the result alone. PF looks at the low byte only.
template <std::unsigned_integral T>
constexpr uint32_t result_flags(T result)
{
    uint32_t flags = 0;
    if (result == 0)
        flags |= flag::zf;
    if (sign(result))
        flags |= flag::sf;
    if ((std::popcount(static_cast<uint8_t>(result)) & 1) == 0)
        flags |= flag::pf;
    return flags;
}

// All six after result = a + b + carry. The carry into bit 4 is AF, the carry out of the top is CF.
template <std::unsigned_integral T>
constexpr uint32_t add_flags(T a, T b, T result)
{
    T const carries = static_cast<T>((a & b) | ((a | b) & ~result));
    T const overflow = static_cast<T>((a ^ result) & (b ^ result));
    return result_flags(result) | (sign(carries) ? uint32_t{flag::cf} : 0u) |
           (((a ^ b ^ result) & 0x10) != 0 ? uint32_t{flag::af} : 0u) |
           (sign(overflow) ? uint32_t{flag::of} : 0u);
}

// All six after result = a - b - borrow.
template <std::unsigned_integral T>
constexpr uint32_t subtract_flags(T a, T b, T result)
{
    T const borrows = static_cast<T>((~a & b) | ((~a | b) & result));
    T const overflow = static_cast<T>((a ^ b) & (a ^ result));
    return result_flags(result) | (sign(borrows) ? uint32_t{flag::cf} : 0u) |
           (((a ^ b ^ result) & 0x10) != 0 ? uint32_t{flag::af} : 0u) |
           (sign(overflow) ? uint32_t{flag::of} : 0u);
}

} // namespace ringside::cpu
