// SSE conversions between single, double and integers, in vectors, MMX registers and general registers.
// SDM Vol. 2A, "CVTDQ2PD" and its neighbours. Read next: sse_state.cpp.
#include "cpu/instructions/sse.hpp"
#include "cpu/instructions/sse_host.hpp"
#include "cpu/instructions/sse_precision.hpp"

namespace ringside::cpu::sse {

namespace {

using Load = Result<Vec128> (*)(Cpu&, Operand const&);

// Within SSE registers.
template <Load load, Binary operation>
Result<void> convert(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(load(cpu, instruction.src));
    auto const result = operation(target(cpu, instruction), source, cpu.state.mxcsr);
    TRY(raise_flags(cpu, result.flags));
    target(cpu, instruction) = result.value;
    return {};
}

// What one double raises when it becomes a single.
uint32_t narrowing_flags(uint64_t value, uint32_t control)
{
    constexpr F80 one = {uint64_t{1} << 63, 0x3fff};
    auto const flags = cvtsd2ss({}, {value, 0}, control).flags;
    if (needs_precision(flags, control) &&
        !is_inexact(x87::multiply, widen(value, control), one, sizeof(uint32_t)))
        return flags & ~uint32_t{mxcsr::pe};
    return flags;
}

// CVTPD2PS, CVTSD2SS: these can overflow and underflow.
template <Load load, Binary operation, size_t count>
Result<void> narrow(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(load(cpu, instruction.src));
    auto const control = cpu.state.mxcsr;
    auto const result = operation(target(cpu, instruction), source, control);
    auto flags = result.flags;
    if (needs_precision(flags, control)) [[unlikely]] {
        flags = 0;
        for (size_t lane = 0; lane < count; ++lane)
            flags |= narrowing_flags(lanes<uint64_t>(source)[lane], control);
    }
    TRY(raise_flags(cpu, flags | tiny_flag<uint32_t>(cpu, result.value, count)));
    target(cpu, instruction) = result.value;
    return {};
}

// A conversion that meets #XM leaves the x87 state alone on Intel; AMD has entered MMX state by then, as a
// Zen 4 shows.
Result<void> raise_flags_entering_mmx(Cpu& cpu, uint32_t flags)
{
    auto const raised = raise_flags(cpu, flags);
    if (raised.ok() || cpu.model().vendor == Vendor::amd)
        enter_mmx(cpu);
    return raised;
}

// CVTPI2PS, CVTPI2PD: two integers of an MMX register or of memory. Memory leaves the x87 state alone, except
// that CVTPI2PS enters MMX state with either. SDM Vol. 2A, "CVTPI2PD".
template <Binary operation, bool keeps_high>
Result<void> convert_from_mmx(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    bool const enters = instruction.src.kind == Operand::Kind::mmx;
    if (enters)
        TRY(check_pending_x87(cpu));
    auto const integers = TRY(load_mmx(cpu, instruction.src));
    auto result = operation({}, {integers, 0}, cpu.state.mxcsr);
    if constexpr (keeps_high)
        result.value.high = target(cpu, instruction).high;
    TRY(enters ? raise_flags_entering_mmx(cpu, result.flags) : raise_flags(cpu, result.flags));
    target(cpu, instruction) = result.value;
    return {};
}

// CVTPS2PI, CVTPD2PI and their truncating forms. Only the lanes that are converted may raise flags.
template <Load load, Binary operation, bool low_half_only>
Result<void> convert_to_mmx(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    TRY(check_pending_x87(cpu));
    auto source = TRY(load(cpu, instruction.src));
    if constexpr (low_half_only)
        source.high = 0;
    auto const result = operation({}, source, cpu.state.mxcsr);
    TRY(raise_flags_entering_mmx(cpu, result.flags));
    set_mmx(cpu, instruction.dst.index, result.value.low);
    return {};
}

// CVTSI2SS, CVTSI2SD.
template <std::unsigned_integral T, VectorResult (*operation)(Vec128, std::make_signed_t<T>, uint32_t)>
Result<void> convert_from_general(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const integer = TRY(cpu.load<T>(instruction.src));
    auto const result =
        operation(target(cpu, instruction), static_cast<std::make_signed_t<T>>(integer), cpu.state.mxcsr);
    TRY(raise_flags(cpu, result.flags));
    target(cpu, instruction) = result.value;
    return {};
}

// CVTSS2SI, CVTTSS2SI, CVTSD2SI, CVTTSD2SI.
template <std::unsigned_integral T, Load load, IntegerResult (*operation)(Vec128, uint32_t)>
Result<void> convert_to_general(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_sse(cpu));
    auto const source = TRY(load(cpu, instruction.src));
    auto const result = operation(source, cpu.state.mxcsr);
    TRY(raise_flags(cpu, result.flags));
    cpu.set_gpr<T>(instruction.dst.index, static_cast<T>(result.value));
    return {};
}

constexpr Load single = load_scalar<uint32_t>;
constexpr Load half = load_scalar<uint64_t>; // one double, or two lanes of 32 bits

template <VectorResult (*narrow_form)(Vec128, int32_t, uint32_t),
          VectorResult (*wide_form)(Vec128, int64_t, uint32_t)>
constexpr Form from_general(std::string_view mnemonic)
{
    constexpr Handler h32 = convert_from_general<uint32_t, narrow_form>;
    return sized(mnemonic, h32, h32, h32, convert_from_general<uint64_t, wide_form>);
}

template <Load load, IntegerResult (*narrow_form)(Vec128, uint32_t),
          IntegerResult (*wide_form)(Vec128, uint32_t)>
constexpr Form to_general(std::string_view mnemonic)
{
    constexpr Handler h32 = convert_to_general<uint32_t, load, narrow_form>;
    return sized(mnemonic, h32, h32, h32, convert_to_general<uint64_t, load, wide_form>);
}

constexpr std::array forms = {
    any("cvtps2pd", convert<half, cvtps2pd>),
    any("cvtpd2ps", narrow<load_aligned, cvtpd2ps, 2>),
    any("cvtss2sd", convert<single, cvtss2sd>),
    any("cvtsd2ss", narrow<half, cvtsd2ss, 1>),
    any("cvtdq2ps", convert<load_aligned, cvtdq2ps>),
    any("cvtdq2pd", convert<half, cvtdq2pd>),
    any("cvtps2dq", convert<load_aligned, cvtps2dq>),
    any("cvttps2dq", convert<load_aligned, cvttps2dq>),
    any("cvtpd2dq", convert<load_aligned, cvtpd2dq>),
    any("cvttpd2dq", convert<load_aligned, cvttpd2dq>),
    any("cvtpi2ps", convert_from_mmx<cvtdq2ps, true>),
    any("cvtpi2pd", convert_from_mmx<cvtdq2pd, false>),
    any("cvtps2pi", convert_to_mmx<half, cvtps2dq, true>),
    any("cvttps2pi", convert_to_mmx<half, cvttps2dq, true>),
    any("cvtpd2pi", convert_to_mmx<load_aligned, cvtpd2dq, false>),
    any("cvttpd2pi", convert_to_mmx<load_aligned, cvttpd2dq, false>),
    from_general<cvtsi2ss<int32_t>, cvtsi2ss<int64_t>>("cvtsi2ss"),
    from_general<cvtsi2sd<int32_t>, cvtsi2sd<int64_t>>("cvtsi2sd"),
    to_general<single, cvtss2si<int32_t>, cvtss2si<int64_t>>("cvtss2si"),
    to_general<single, cvttss2si<int32_t>, cvttss2si<int64_t>>("cvttss2si"),
    to_general<half, cvtsd2si<int32_t>, cvtsd2si<int64_t>>("cvtsd2si"),
    to_general<half, cvttsd2si<int32_t>, cvttsd2si<int64_t>>("cvttsd2si"),
};

} // namespace

std::span<Form const> conversion_forms()
{
    return forms;
}

} // namespace ringside::cpu::sse
