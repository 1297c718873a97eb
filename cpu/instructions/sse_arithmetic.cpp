// SSE floating-point arithmetic: packed and scalar, single and double, and the approximations RCPPS and
// RSQRTPS. SDM Vol. 2A, "ADDPS" and its neighbours. The results come from sse_host.hpp. Read next:
// sse_compares.cpp.
#include "cpu/instructions/sse.hpp"
#include "cpu/instructions/sse_approximations.hpp"
#include "cpu/instructions/sse_host.hpp"
#include "cpu/instructions/sse_precision.hpp"

namespace ringside::cpu::sse {

namespace {

// What is read and computed: all lanes of T, or the low one.
template <std::unsigned_integral T>
struct Packed
{
    using Lane = T;
    static constexpr size_t count = sizeof(Vec128) / sizeof(T);
    static Result<Vec128> load(Cpu& cpu, Operand const& operand) { return load_aligned(cpu, operand); }
};

template <std::unsigned_integral T>
struct Scalar
{
    using Lane = T;
    static constexpr size_t count = 1;
    static Result<Vec128> load(Cpu& cpu, Operand const& operand) { return load_scalar<T>(cpu, operand); }
};

// The flags of one lane: the others compute with ones, which raises none.
template <typename Shape, Binary operation, x87::Binary unbounded>
uint32_t flags_of_lane(Vec128 target, Vec128 source, uint32_t control, size_t lane)
{
    using T = typename Shape::Lane;
    constexpr T one = sizeof(T) == sizeof(uint32_t) ? T{0x3f80'0000} : static_cast<T>(0x3ff0'0000'0000'0000);
    std::array<T, sizeof(Vec128) / sizeof(T)> ones;
    ones.fill(one);
    auto a = ones;
    auto b = ones;
    a[lane] = lanes<T>(target)[lane];
    b[lane] = lanes<T>(source)[lane];
    auto const flags = operation(std::bit_cast<Vec128>(a), std::bit_cast<Vec128>(b), control).flags;
    if (needs_precision(flags, control) &&
        !is_inexact(unbounded, widen(a[lane], control), widen(b[lane], control), sizeof(T)))
        return flags & ~uint32_t{mxcsr::pe};
    return flags;
}

template <typename Shape, Binary operation, x87::Binary unbounded>
Result<void> calculate(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(Shape::load(cpu, instruction.src));
    auto const before = target(cpu, instruction);
    auto const control = cpu.state.mxcsr;
    auto const result = operation(before, source, control);
    auto flags = result.flags;
    if (needs_precision(flags, control)) [[unlikely]] {
        flags = 0;
        for (size_t lane = 0; lane < Shape::count; ++lane)
            flags |= flags_of_lane<Shape, operation, unbounded>(before, source, control, lane);
    }
    TRY(raise_flags(cpu, flags | tiny_flag<typename Shape::Lane>(cpu, result.value, Shape::count)));
    target(cpu, instruction) = result.value;
    return {};
}

// MIN*, MAX*, SQRT*: their results are never tiny, only selected or far from tiny.
template <typename Shape, Binary operation>
Result<void> calculate_normal(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(Shape::load(cpu, instruction.src));
    auto const result = operation(target(cpu, instruction), source, cpu.state.mxcsr);
    TRY(raise_flags(cpu, result.flags));
    target(cpu, instruction) = result.value;
    return {};
}

// RCP*, RSQRT*: no flags, no exceptions.
template <typename Shape, uint32_t (*operation)(uint32_t)>
Result<void> approximate(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = lanes<uint32_t>(TRY(Shape::load(cpu, instruction.src)));
    auto result = lanes<uint32_t>(target(cpu, instruction));
    for (size_t i = 0; i < Shape::count; ++i)
        result[i] = operation(source[i]);
    target(cpu, instruction) = std::bit_cast<Vec128>(result);
    return {};
}

using PackedSingle = Packed<uint32_t>;
using PackedDouble = Packed<uint64_t>;
using ScalarSingle = Scalar<uint32_t>;
using ScalarDouble = Scalar<uint64_t>;

constexpr std::array forms = {
    any("addps", calculate<PackedSingle, addps, x87::add>),
    any("addpd", calculate<PackedDouble, addpd, x87::add>),
    any("addss", calculate<ScalarSingle, addss, x87::add>),
    any("addsd", calculate<ScalarDouble, addsd, x87::add>),
    any("subps", calculate<PackedSingle, subps, x87::subtract>),
    any("subpd", calculate<PackedDouble, subpd, x87::subtract>),
    any("subss", calculate<ScalarSingle, subss, x87::subtract>),
    any("subsd", calculate<ScalarDouble, subsd, x87::subtract>),
    any("mulps", calculate<PackedSingle, mulps, x87::multiply>),
    any("mulpd", calculate<PackedDouble, mulpd, x87::multiply>),
    any("mulss", calculate<ScalarSingle, mulss, x87::multiply>),
    any("mulsd", calculate<ScalarDouble, mulsd, x87::multiply>),
    any("divps", calculate<PackedSingle, divps, x87::divide>),
    any("divpd", calculate<PackedDouble, divpd, x87::divide>),
    any("divss", calculate<ScalarSingle, divss, x87::divide>),
    any("divsd", calculate<ScalarDouble, divsd, x87::divide>),
    any("minps", calculate_normal<PackedSingle, minps>),
    any("minpd", calculate_normal<PackedDouble, minpd>),
    any("minss", calculate_normal<ScalarSingle, minss>),
    any("minsd", calculate_normal<ScalarDouble, minsd>),
    any("maxps", calculate_normal<PackedSingle, maxps>),
    any("maxpd", calculate_normal<PackedDouble, maxpd>),
    any("maxss", calculate_normal<ScalarSingle, maxss>),
    any("maxsd", calculate_normal<ScalarDouble, maxsd>),
    any("sqrtps", calculate_normal<PackedSingle, sqrtps>),
    any("sqrtpd", calculate_normal<PackedDouble, sqrtpd>),
    any("sqrtss", calculate_normal<ScalarSingle, sqrtss>),
    any("sqrtsd", calculate_normal<ScalarDouble, sqrtsd>),
    any("rcpps", approximate<PackedSingle, approximate_reciprocal>),
    any("rcpss", approximate<ScalarSingle, approximate_reciprocal>),
    any("rsqrtps", approximate<PackedSingle, approximate_reciprocal_root>),
    any("rsqrtss", approximate<ScalarSingle, approximate_reciprocal_root>),
};

} // namespace

std::span<Form const> arithmetic_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
