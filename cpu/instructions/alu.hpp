// What the integer instructions compute, as pure functions: value and status flags from operands and old
// flags. Flags that a manual calls undefined keep what most processors leave; cases mask them. Handlers and
// faster paths call the same functions. SDM Vol. 1, "Instruction Set Summary"; each function names the
// instruction it serves.
#pragma once

#include "cpu/state/flags.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace ringside::cpu::alu {

template <std::unsigned_integral T>
using Signed = std::make_signed_t<T>;

constexpr uint32_t when(bool condition, uint64_t bit)
{
    return condition ? static_cast<uint32_t>(bit) : 0u;
}

// ---- ADD ADC SUB SBB CMP NEG INC DEC

template <std::unsigned_integral T>
constexpr Computed<T> add(T a, T b, bool carry = false)
{
    auto const sum = static_cast<T>(a + b + T{carry});
    return {sum, add_flags(a, b, sum)};
}

template <std::unsigned_integral T>
constexpr Computed<T> subtract(T a, T b, bool borrow = false)
{
    auto const difference = static_cast<T>(a - b - T{borrow});
    return {difference, subtract_flags(a, b, difference)};
}

// ---- AND OR XOR TEST: CF and OF are cleared, AF is undefined

template <std::unsigned_integral T>
constexpr Computed<T> logic(T value)
{
    return {value, result_flags(value)};
}

// ---- shifts and rotates; `count` is already masked to 5 or 6 bits and not zero

// SHL/SAL. OF is defined for a count of 1: CF ^ sign.
template <std::unsigned_integral T>
constexpr Computed<T> shift_left(T value, unsigned count)
{
    constexpr auto bits = bits_of<T>;
    auto const result = count < bits ? static_cast<T>(value << count) : T{0};
    auto const carry = count <= bits && ((value >> (bits - count)) & 1) != 0;
    return {result, result_flags(result) | when(carry, flag::cf) | when(carry != sign(result), flag::of)};
}

// SHR. OF is defined for a count of 1: the old sign.
template <std::unsigned_integral T>
constexpr Computed<T> shift_right(T value, unsigned count)
{
    constexpr auto bits = bits_of<T>;
    auto const last = count <= bits ? static_cast<T>(value >> (count - 1)) : T{0};
    auto const result = static_cast<T>(last >> 1);
    return {result, result_flags(result) | when((last & 1) != 0, flag::cf) | when(sign(last), flag::of)};
}

// SAR. OF is 0 for a count of 1.
template <std::unsigned_integral T>
constexpr Computed<T> shift_arithmetic(T value, unsigned count)
{
    auto const limited = count < bits_of<T> ? count : bits_of<T>;
    auto const last = static_cast<Signed<T>>(static_cast<Signed<T>>(value) >> (limited - 1));
    auto const result = static_cast<T>(last >> 1);
    return {result, result_flags(result) | when((last & 1) != 0, flag::cf)};
}

// ROL: only CF and OF change.
template <std::unsigned_integral T>
constexpr Computed<T> rotate_left(T value, unsigned count)
{
    auto const result = std::rotl(value, static_cast<int>(count % bits_of<T>));
    auto const carry = (result & 1) != 0;
    return {result, when(carry, flag::cf) | when(carry != sign(result), flag::of)};
}

// ROR: OF is the exclusive or of the two top bits.
template <std::unsigned_integral T>
constexpr Computed<T> rotate_right(T value, unsigned count)
{
    auto const result = std::rotr(value, static_cast<int>(count % bits_of<T>));
    return {result,
            when(sign(result), flag::cf) | when(sign(result) != sign(static_cast<T>(result << 1)), flag::of)};
}

// RCL rotates through CF: a rotation of bits + 1 places.
template <std::unsigned_integral T>
constexpr Computed<T> rotate_carry_left(T value, bool carry, unsigned count)
{
    for (count %= bits_of<T> + 1; count > 0; --count) {
        auto const out = sign(value);
        value = static_cast<T>(static_cast<T>(value << 1) | T{carry});
        carry = out;
    }
    return {value, when(carry, flag::cf) | when(carry != sign(value), flag::of)};
}

// RCR. OF is the exclusive or of the two top bits of the result.
template <std::unsigned_integral T>
constexpr Computed<T> rotate_carry_right(T value, bool carry, unsigned count)
{
    for (count %= bits_of<T> + 1; count > 0; --count) {
        auto const out = (value & 1) != 0;
        value = static_cast<T>((value >> 1) | static_cast<T>(T{carry} << (bits_of<T> - 1)));
        carry = out;
    }
    return {value, when(carry, flag::cf) | when(sign(value) != sign(static_cast<T>(value << 1)), flag::of)};
}

// SHLD: bits of `fill` enter from the right. A 16-bit count above 16 is undefined; the operand pair then
// repeats.
template <std::unsigned_integral T>
constexpr Computed<T> shift_left_double(T value, T fill, unsigned count)
{
    constexpr auto bits = bits_of<T>;
    T result{};
    bool carry{};
    if (count <= bits) {
        result = count == bits ? fill : static_cast<T>((value << count) | (fill >> (bits - count)));
        carry = ((value >> (bits - count)) & 1) != 0;
    } else {
        auto const more = count - bits;
        result = static_cast<T>((fill << more) | (value >> (bits - more)));
        carry = ((fill >> (bits - more)) & 1) != 0;
    }
    return {result,
            result_flags(result) | when(carry, flag::cf) | when(sign(value) != sign(result), flag::of)};
}

// SHRD: bits of `fill` enter from the left.
template <std::unsigned_integral T>
constexpr Computed<T> shift_right_double(T value, T fill, unsigned count)
{
    constexpr auto bits = bits_of<T>;
    T result{};
    bool carry{};
    if (count <= bits) {
        result = count == bits ? fill : static_cast<T>((value >> count) | (fill << (bits - count)));
        carry = ((value >> (count - 1)) & 1) != 0;
    } else {
        auto const more = count - bits;
        result = static_cast<T>((fill >> more) | (value << (bits - more)));
        carry = ((fill >> (more - 1)) & 1) != 0;
    }
    return {result,
            result_flags(result) | when(carry, flag::cf) | when(sign(value) != sign(result), flag::of)};
}

// ---- MUL IMUL DIV IDIV

template <std::unsigned_integral T>
struct Double
{
    T low;
    T high;
    bool operator==(Double const&) const = default;
};

__extension__ using uint128 = unsigned __int128;
__extension__ using int128 = __int128;

template <std::unsigned_integral T>
using Wide = std::conditional_t<
    sizeof(T) == 1, uint16_t,
    std::conditional_t<sizeof(T) == 2, uint32_t, std::conditional_t<sizeof(T) == 4, uint64_t, uint128>>>;

template <std::unsigned_integral T>
using SignedWide = std::conditional_t<
    sizeof(T) == 1, int16_t,
    std::conditional_t<sizeof(T) == 2, int32_t, std::conditional_t<sizeof(T) == 4, int64_t, int128>>>;

template <std::unsigned_integral T>
constexpr Double<T> split(Wide<T> wide)
{
    return {static_cast<T>(wide), static_cast<T>(wide >> bits_of<T>)};
}

template <std::unsigned_integral T>
constexpr Double<T> multiply(T a, T b)
{
    return split<T>(static_cast<Wide<T>>(Wide<T>{a} * Wide<T>{b}));
}

template <std::unsigned_integral T>
constexpr Double<T> multiply_signed(T a, T b)
{
    auto const product = static_cast<SignedWide<T>>(static_cast<Signed<T>>(a)) * static_cast<Signed<T>>(b);
    return split<T>(static_cast<Wide<T>>(product));
}

// CF and OF say that the upper half matters: it is not zero (MUL), not the sign of the lower (IMUL).
template <std::unsigned_integral T>
constexpr uint32_t multiply_flags(Double<T> product)
{
    return when(product.high != 0, flag::cf | flag::of);
}
template <std::unsigned_integral T>
constexpr uint32_t multiply_signed_flags(Double<T> product)
{
    T const extension = sign(product.low) ? static_cast<T>(~T{0}) : T{0};
    return when(product.high != extension, flag::cf | flag::of);
}

template <std::unsigned_integral T>
struct Quotient
{
    bool fits; // false: #DE
    T quotient;
    T remainder;
};

template <std::unsigned_integral T>
constexpr Quotient<T> divide(Double<T> dividend, T divisor)
{
    if (divisor <= dividend.high)
        return {false, 0, 0}; // division by zero, or a quotient that needs more bits
    auto const wide = static_cast<Wide<T>>(Wide<T>{dividend.high} << bits_of<T> | dividend.low);
    return {true, static_cast<T>(wide / divisor), static_cast<T>(wide % divisor)};
}

template <std::unsigned_integral T>
constexpr Quotient<T> divide_signed(Double<T> dividend, T divisor)
{
    // Magnitudes, so that the most negative dividend overflows nothing here.
    auto wide = static_cast<Wide<T>>(Wide<T>{dividend.high} << bits_of<T> | dividend.low);
    auto const negative_dividend = sign(dividend.high);
    auto const negative_divisor = sign(divisor);
    if (negative_dividend)
        wide = static_cast<Wide<T>>(Wide<T>{0} - wide);
    auto const magnitude = negative_divisor ? static_cast<T>(T{0} - divisor) : divisor;
    auto const result = divide(split<T>(wide), magnitude);
    auto const negative = negative_dividend != negative_divisor;
    auto const limit = static_cast<T>((T{1} << (bits_of<T> - 1)) - (negative ? 0u : 1u));
    if (!result.fits || result.quotient > limit)
        return {false, 0, 0};
    return {true, negative ? static_cast<T>(T{0} - result.quotient) : result.quotient,
            negative_dividend ? static_cast<T>(T{0} - result.remainder) : result.remainder};
}

// ---- decimal adjustment (not in 64-bit mode): AL or AX with CF and AF

constexpr Computed<uint8_t> decimal_adjust_add(uint8_t al, bool cf, bool af)
{
    auto const low = (al & 0xf) > 9 || af;
    auto const high = al > 0x99 || cf;
    auto const result = static_cast<uint8_t>(al + (low ? 6 : 0) + (high ? 0x60 : 0));
    return {result, result_flags(result) | when(low, flag::af) | when(high, flag::cf)};
}

constexpr Computed<uint8_t> decimal_adjust_subtract(uint8_t al, bool cf, bool af)
{
    auto const low = (al & 0xf) > 9 || af;
    auto const high = al > 0x99 || cf;
    auto const result = static_cast<uint8_t>(al - (low ? 6 : 0) - (high ? 0x60 : 0));
    auto const borrow = low && al < 6;
    return {result, result_flags(result) | when(low, flag::af) | when(high || borrow, flag::cf)};
}

constexpr Computed<uint16_t> ascii_adjust_add(uint16_t ax, bool af)
{
    auto const adjust = (ax & 0xf) > 9 || af;
    auto const sum = static_cast<uint16_t>(adjust ? ax + 0x106 : ax);
    return {static_cast<uint16_t>(sum & 0xff0f), when(adjust, flag::cf | flag::af)};
}

constexpr Computed<uint16_t> ascii_adjust_subtract(uint16_t ax, bool af)
{
    auto const adjust = (ax & 0xf) > 9 || af;
    auto const difference = static_cast<uint16_t>(adjust ? ax - 0x106 : ax);
    return {static_cast<uint16_t>(difference & 0xff0f), when(adjust, flag::cf | flag::af)};
}

// ---- conditions of Jcc, SETcc, CMOVcc by their number in the encoding. SDM Vol. 1, "EFLAGS Condition
// Codes".

constexpr bool condition(unsigned code, uint64_t flags)
{
    auto const is = [flags](uint64_t bit) { return (flags & bit) != 0; };
    bool holds = false;
    switch (code >> 1) {
    case 0:
        holds = is(flag::of);
        break;
    case 1:
        holds = is(flag::cf);
        break;
    case 2:
        holds = is(flag::zf);
        break;
    case 3:
        holds = is(flag::cf | flag::zf);
        break;
    case 4:
        holds = is(flag::sf);
        break;
    case 5:
        holds = is(flag::pf);
        break;
    case 6:
        holds = is(flag::sf) != is(flag::of);
        break;
    default:
        holds = is(flag::zf) || is(flag::sf) != is(flag::of);
        break;
    }
    return holds != ((code & 1) != 0);
}

} // namespace ringside::cpu::alu
