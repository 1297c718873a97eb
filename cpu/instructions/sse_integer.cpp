// Integer arithmetic, comparison, logic and packing on vectors: one operation for MMX and SSE alike. The
// bitwise floating-point instructions (ANDPS ...) are here too, since they look at bits only. SDM Vol. 2B,
// "PADDB/PADDW/PADDD" and its neighbours. Read next: sse_shifts.cpp.
#include "cpu/instructions/sse.hpp"

#include <algorithm>
#include <limits>

namespace ringside::cpu::sse {

namespace {

// The same operation in every lane.
template <typename T, T (*operation)(T, T)>
struct Lanewise
{
    template <typename V>
    static V of(V before, V source)
    {
        auto a = lanes<T>(before);
        auto const b = lanes<T>(source);
        for (size_t i = 0; i < a.size(); ++i)
            a[i] = operation(a[i], b[i]);
        return std::bit_cast<V>(a);
    }
};

template <typename T>
T add(T a, T b)
{
    return static_cast<T>(a + b);
}

template <typename T>
T subtract(T a, T b)
{
    return static_cast<T>(a - b);
}

// Keeps a result within what the lane can hold.
template <typename T>
T saturate(int32_t value)
{
    return static_cast<T>(
        std::clamp<int32_t>(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

template <typename T>
T add_saturated(T a, T b)
{
    return saturate<T>(a + b);
}

template <typename T>
T subtract_saturated(T a, T b)
{
    return saturate<T>(a - b);
}

// PAVGB, PAVGW: rounded up.
template <typename T>
T average(T a, T b)
{
    return static_cast<T>((a + b + 1) >> 1);
}

template <typename T>
T smaller(T a, T b)
{
    return std::min(a, b);
}

template <typename T>
T larger(T a, T b)
{
    return std::max(a, b);
}

template <typename T>
T equal(T a, T b)
{
    return static_cast<T>(a == b ? -1 : 0);
}

template <typename T>
T greater(T a, T b)
{
    return static_cast<T>(a > b ? -1 : 0);
}

uint64_t bit_and(uint64_t a, uint64_t b)
{
    return a & b;
}

uint64_t bit_and_not(uint64_t a, uint64_t b)
{
    return ~a & b;
}

uint64_t bit_or(uint64_t a, uint64_t b)
{
    return a | b;
}

uint64_t bit_xor(uint64_t a, uint64_t b)
{
    return a ^ b;
}

int16_t multiply_low(int16_t a, int16_t b)
{
    return static_cast<int16_t>(a * b);
}

int16_t multiply_high(int16_t a, int16_t b)
{
    return static_cast<int16_t>((a * b) >> 16);
}

uint16_t multiply_high_unsigned(uint16_t a, uint16_t b)
{
    return static_cast<uint16_t>((uint32_t{a} * b) >> 16);
}

// PMULUDQ: the even doublewords.
uint64_t multiply_even(uint64_t a, uint64_t b)
{
    return uint64_t{static_cast<uint32_t>(a)} * static_cast<uint32_t>(b);
}

// PMADDWD: sums of two neighbouring products. Only four times -2^15 * -2^15 leaves 32 bits, and wraps.
uint32_t multiply_and_add(uint32_t a, uint32_t b)
{
    auto const product = [&](unsigned shift) {
        return static_cast<uint32_t>(static_cast<int16_t>(a >> shift) * static_cast<int16_t>(b >> shift));
    };
    return product(0) + product(16);
}

// PSADBW: the sum of the distances of eight bytes.
uint64_t sum_of_distances(uint64_t a, uint64_t b)
{
    auto const left = lanes<uint8_t>(a);
    auto const right = lanes<uint8_t>(b);
    uint64_t sum = 0;
    for (size_t i = 0; i < left.size(); ++i)
        sum += static_cast<uint64_t>(std::max(left[i], right[i]) - std::min(left[i], right[i]));
    return sum;
}

// PACKSSWB, PACKUSWB, PACKSSDW: the lanes of both vectors at half their width.
template <typename Wide, typename Narrow>
struct Pack
{
    template <typename V>
    static V of(V before, V source)
    {
        auto const a = lanes<Wide>(before);
        auto const b = lanes<Wide>(source);
        auto result = lanes<Narrow>(before);
        for (size_t i = 0; i < a.size(); ++i) {
            result[i] = saturate<Narrow>(a[i]);
            result[a.size() + i] = saturate<Narrow>(b[i]);
        }
        return std::bit_cast<V>(result);
    }
};

template <typename T, T (*operation)(T, T)>
constexpr Form each(std::string_view mnemonic)
{
    return any(mnemonic, combine<Lanewise<T, operation>>);
}

constexpr std::array forms = {
    each<uint8_t, add<uint8_t>>("paddb"),
    each<uint16_t, add<uint16_t>>("paddw"),
    each<uint32_t, add<uint32_t>>("paddd"),
    each<uint64_t, add<uint64_t>>("paddq"),
    each<uint8_t, subtract<uint8_t>>("psubb"),
    each<uint16_t, subtract<uint16_t>>("psubw"),
    each<uint32_t, subtract<uint32_t>>("psubd"),
    each<uint64_t, subtract<uint64_t>>("psubq"),
    each<int8_t, add_saturated<int8_t>>("paddsb"),
    each<int16_t, add_saturated<int16_t>>("paddsw"),
    each<uint8_t, add_saturated<uint8_t>>("paddusb"),
    each<uint16_t, add_saturated<uint16_t>>("paddusw"),
    each<int8_t, subtract_saturated<int8_t>>("psubsb"),
    each<int16_t, subtract_saturated<int16_t>>("psubsw"),
    each<uint8_t, subtract_saturated<uint8_t>>("psubusb"),
    each<uint16_t, subtract_saturated<uint16_t>>("psubusw"),
    each<uint8_t, average<uint8_t>>("pavgb"),
    each<uint16_t, average<uint16_t>>("pavgw"),
    each<uint8_t, smaller<uint8_t>>("pminub"),
    each<int16_t, smaller<int16_t>>("pminsw"),
    each<uint8_t, larger<uint8_t>>("pmaxub"),
    each<int16_t, larger<int16_t>>("pmaxsw"),
    each<uint8_t, equal<uint8_t>>("pcmpeqb"),
    each<uint16_t, equal<uint16_t>>("pcmpeqw"),
    each<uint32_t, equal<uint32_t>>("pcmpeqd"),
    each<int8_t, greater<int8_t>>("pcmpgtb"),
    each<int16_t, greater<int16_t>>("pcmpgtw"),
    each<int32_t, greater<int32_t>>("pcmpgtd"),
    each<int16_t, multiply_low>("pmullw"),
    each<int16_t, multiply_high>("pmulhw"),
    each<uint16_t, multiply_high_unsigned>("pmulhuw"),
    each<uint64_t, multiply_even>("pmuludq"),
    each<uint32_t, multiply_and_add>("pmaddwd"),
    each<uint64_t, sum_of_distances>("psadbw"),
    each<uint64_t, bit_and>("pand"),
    each<uint64_t, bit_and_not>("pandn"),
    each<uint64_t, bit_or>("por"),
    each<uint64_t, bit_xor>("pxor"),
    each<uint64_t, bit_and>("andps"),
    each<uint64_t, bit_and>("andpd"),
    each<uint64_t, bit_and_not>("andnps"),
    each<uint64_t, bit_and_not>("andnpd"),
    each<uint64_t, bit_or>("orps"),
    each<uint64_t, bit_or>("orpd"),
    each<uint64_t, bit_xor>("xorps"),
    each<uint64_t, bit_xor>("xorpd"),
    any("packsswb", combine<Pack<int16_t, int8_t>>),
    any("packuswb", combine<Pack<int16_t, uint8_t>>),
    any("packssdw", combine<Pack<int32_t, int16_t>>),
};

} // namespace

std::span<Form const> integer_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
