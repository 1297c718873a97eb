// SSE floating-point arithmetic: packed and scalar, single and double, and the approximations RCPPS and
// RSQRTPS. SDM Vol. 2A, "ADDPS" and its neighbours. The results come from sse_host.hpp. Read next:
// sse_compares.cpp.
#include "cpu/instructions/sse.hpp"
#include "cpu/instructions/sse_approximations.hpp"
#include "cpu/instructions/sse_host.hpp"

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

template <typename Shape, Binary operation>
Result<void> calculate(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(Shape::load(cpu, instruction.src));
    auto const result = operation(target(cpu, instruction), source, cpu.state.mxcsr);
    auto const tiny = tiny_flag<typename Shape::Lane>(cpu, result.value, Shape::count);
    TRY(raise_flags(cpu, result.flags | tiny));
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
    any("addps", calculate<PackedSingle, addps>),
    any("addpd", calculate<PackedDouble, addpd>),
    any("addss", calculate<ScalarSingle, addss>),
    any("addsd", calculate<ScalarDouble, addsd>),
    any("subps", calculate<PackedSingle, subps>),
    any("subpd", calculate<PackedDouble, subpd>),
    any("subss", calculate<ScalarSingle, subss>),
    any("subsd", calculate<ScalarDouble, subsd>),
    any("mulps", calculate<PackedSingle, mulps>),
    any("mulpd", calculate<PackedDouble, mulpd>),
    any("mulss", calculate<ScalarSingle, mulss>),
    any("mulsd", calculate<ScalarDouble, mulsd>),
    any("divps", calculate<PackedSingle, divps>),
    any("divpd", calculate<PackedDouble, divpd>),
    any("divss", calculate<ScalarSingle, divss>),
    any("divsd", calculate<ScalarDouble, divsd>),
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
