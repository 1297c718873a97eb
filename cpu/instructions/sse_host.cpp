// The host's SSE unit at the guest's service: see sse_host.hpp for what these functions promise.
// Each operation is one instruction between a load and a store of MXCSR; the three statements are volatile,
// and the compiler keeps volatile statements in order. It may put moves between them, which touch no flags.
#include "cpu/instructions/sse_host.hpp"

#include "cpu/instructions/sse.hpp"

#include <emmintrin.h>

namespace ringside::cpu::sse {

namespace {

// Rounding control, DAZ and FTZ as the guest has them, all exceptions masked, no flag set. Flushing to zero
// happens only while underflow is masked, and the host must not do it for a guest that unmasked it. SDM Vol.
// 1, "Flush-To-Zero".
uint32_t host_control(uint32_t guest)
{
    bool const underflow_masked = (guest & mxcsr::um) != 0;
    return (guest & ~mxcsr::flags & (underflow_masked ? ~0u : ~uint32_t{mxcsr::ftz})) | mxcsr::masks;
}

// Runs one host instruction under the guest's control and returns the flags it raised.
template <typename Operation>
uint32_t flags_of(uint32_t guest, Operation operation)
{
    uint32_t const control = host_control(guest);
    uint32_t saved = 0;
    uint32_t after = 0;
    asm volatile("stmxcsr %0\n\tldmxcsr %1" : "=m"(saved) : "m"(control));
    operation();
    asm volatile("stmxcsr %0\n\tldmxcsr %1" : "=m"(after) : "m"(saved));
    return after & mxcsr::flags;
}

template <typename Operation>
VectorResult binary(Vec128 target, Vec128 source, uint32_t guest, Operation operation)
{
    auto a = std::bit_cast<__m128i>(target);
    auto const b = std::bit_cast<__m128i>(source);
    auto const flags = flags_of(guest, [&] { operation(a, b); });
    return {std::bit_cast<Vec128>(a), flags};
}

template <int predicate>
VectorResult cmpps_by(Vec128 target, Vec128 source, uint32_t guest)
{
    return binary(target, source, guest, [](__m128i& a, __m128i b) {
        asm volatile("cmpps %2, %1, %0" : "+x"(a) : "x"(b), "i"(predicate));
    });
}

template <int predicate>
VectorResult cmppd_by(Vec128 target, Vec128 source, uint32_t guest)
{
    return binary(target, source, guest, [](__m128i& a, __m128i b) {
        asm volatile("cmppd %2, %1, %0" : "+x"(a) : "x"(b), "i"(predicate));
    });
}

template <int predicate>
VectorResult cmpss_by(Vec128 target, Vec128 source, uint32_t guest)
{
    return binary(target, source, guest, [](__m128i& a, __m128i b) {
        asm volatile("cmpss %2, %1, %0" : "+x"(a) : "x"(b), "i"(predicate));
    });
}

template <int predicate>
VectorResult cmpsd_by(Vec128 target, Vec128 source, uint32_t guest)
{
    return binary(target, source, guest, [](__m128i& a, __m128i b) {
        asm volatile("cmpsd %2, %1, %0" : "+x"(a) : "x"(b), "i"(predicate));
    });
}

template <typename Operation>
Order order(Vec128 target, Vec128 source, uint32_t guest, Operation operation)
{
    auto const a = std::bit_cast<__m128i>(target);
    auto const b = std::bit_cast<__m128i>(source);
    uint8_t zero = 0; // not flag outputs of the asm: clang 14 loses CF when there are three
    uint8_t parity = 0;
    uint8_t carry = 0;
    auto const flags = flags_of(guest, [&] { operation(a, b, zero, parity, carry); });
    uint32_t status = 0;
    if (zero != 0)
        status |= flag::zf;
    if (parity != 0)
        status |= flag::pf;
    if (carry != 0)
        status |= flag::cf;
    return {status, flags};
}

template <typename Integer, typename Operation>
VectorResult from_integer(Vec128 target, Integer source, uint32_t guest, Operation operation)
{
    auto a = std::bit_cast<__m128i>(target);
    auto const flags = flags_of(guest, [&] { operation(a, source); });
    return {std::bit_cast<Vec128>(a), flags};
}

template <typename Integer, typename Operation>
IntegerResult to_integer(Vec128 source, uint32_t guest, Operation operation)
{
    auto const a = std::bit_cast<__m128i>(source);
    Integer value = 0;
    auto const flags = flags_of(guest, [&] { operation(value, a); });
    return {static_cast<std::make_unsigned_t<Integer>>(value), flags};
}

} // namespace

VectorResult addps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("addps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult addpd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("addpd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult addss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("addss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult addsd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("addsd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult subps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("subps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult subpd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("subpd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult subss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("subss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult subsd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("subsd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult mulps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("mulps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult mulpd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("mulpd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult mulss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("mulss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult mulsd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("mulsd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult divps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("divps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult divpd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("divpd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult divss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("divss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult divsd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("divsd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult minps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("minps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult minpd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("minpd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult minss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("minss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult minsd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("minsd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult maxps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("maxps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult maxpd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("maxpd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult maxss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("maxss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult maxsd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("maxsd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult sqrtps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("sqrtps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult sqrtpd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("sqrtpd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult sqrtss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("sqrtss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult sqrtsd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("sqrtsd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cmpps(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate)
{
    constexpr std::array<Binary, 8> by_predicate = {cmpps_by<0>, cmpps_by<1>, cmpps_by<2>, cmpps_by<3>,
                                                    cmpps_by<4>, cmpps_by<5>, cmpps_by<6>, cmpps_by<7>};
    return by_predicate[predicate % by_predicate.size()](target, source, mxcsr);
}

VectorResult cmppd(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate)
{
    constexpr std::array<Binary, 8> by_predicate = {cmppd_by<0>, cmppd_by<1>, cmppd_by<2>, cmppd_by<3>,
                                                    cmppd_by<4>, cmppd_by<5>, cmppd_by<6>, cmppd_by<7>};
    return by_predicate[predicate % by_predicate.size()](target, source, mxcsr);
}

VectorResult cmpss(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate)
{
    constexpr std::array<Binary, 8> by_predicate = {cmpss_by<0>, cmpss_by<1>, cmpss_by<2>, cmpss_by<3>,
                                                    cmpss_by<4>, cmpss_by<5>, cmpss_by<6>, cmpss_by<7>};
    return by_predicate[predicate % by_predicate.size()](target, source, mxcsr);
}

VectorResult cmpsd(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate)
{
    constexpr std::array<Binary, 8> by_predicate = {cmpsd_by<0>, cmpsd_by<1>, cmpsd_by<2>, cmpsd_by<3>,
                                                    cmpsd_by<4>, cmpsd_by<5>, cmpsd_by<6>, cmpsd_by<7>};
    return by_predicate[predicate % by_predicate.size()](target, source, mxcsr);
}

Order comiss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return order(target, source, mxcsr,
                 [](__m128i a, __m128i b, uint8_t& zero, uint8_t& parity, uint8_t& carry) {
                     asm volatile("comiss %4, %3\n\tsetz %0\n\tsetp %1\n\tsetc %2"
                                  : "=q"(zero), "=q"(parity), "=q"(carry)
                                  : "x"(a), "x"(b));
                 });
}

Order comisd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return order(target, source, mxcsr,
                 [](__m128i a, __m128i b, uint8_t& zero, uint8_t& parity, uint8_t& carry) {
                     asm volatile("comisd %4, %3\n\tsetz %0\n\tsetp %1\n\tsetc %2"
                                  : "=q"(zero), "=q"(parity), "=q"(carry)
                                  : "x"(a), "x"(b));
                 });
}

Order ucomiss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return order(target, source, mxcsr,
                 [](__m128i a, __m128i b, uint8_t& zero, uint8_t& parity, uint8_t& carry) {
                     asm volatile("ucomiss %4, %3\n\tsetz %0\n\tsetp %1\n\tsetc %2"
                                  : "=q"(zero), "=q"(parity), "=q"(carry)
                                  : "x"(a), "x"(b));
                 });
}

Order ucomisd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return order(target, source, mxcsr,
                 [](__m128i a, __m128i b, uint8_t& zero, uint8_t& parity, uint8_t& carry) {
                     asm volatile("ucomisd %4, %3\n\tsetz %0\n\tsetp %1\n\tsetc %2"
                                  : "=q"(zero), "=q"(parity), "=q"(carry)
                                  : "x"(a), "x"(b));
                 });
}

VectorResult cvtps2pd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtps2pd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvtpd2ps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtpd2ps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvtss2sd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtss2sd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvtsd2ss(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtsd2ss %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvtdq2ps(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtdq2ps %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvtdq2pd(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtdq2pd %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvtps2dq(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtps2dq %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvttps2dq(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvttps2dq %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvtpd2dq(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvtpd2dq %1, %0" : "+x"(a) : "x"(b));
    });
}

VectorResult cvttpd2dq(Vec128 target, Vec128 source, uint32_t mxcsr)
{
    return binary(target, source, mxcsr, [](__m128i& a, __m128i b) {
        asm volatile("cvttpd2dq %1, %0" : "+x"(a) : "x"(b));
    });
}

template <>
VectorResult cvtsi2ss<int32_t>(Vec128 target, int32_t source, uint32_t mxcsr)
{
    return from_integer(target, source, mxcsr, [](__m128i& a, int32_t value) {
        asm volatile("cvtsi2ssl %1, %0" : "+x"(a) : "r"(value));
    });
}

template <>
VectorResult cvtsi2ss<int64_t>(Vec128 target, int64_t source, uint32_t mxcsr)
{
    return from_integer(target, source, mxcsr, [](__m128i& a, int64_t value) {
        asm volatile("cvtsi2ssq %1, %0" : "+x"(a) : "r"(value));
    });
}

template <>
VectorResult cvtsi2sd<int32_t>(Vec128 target, int32_t source, uint32_t mxcsr)
{
    return from_integer(target, source, mxcsr, [](__m128i& a, int32_t value) {
        asm volatile("cvtsi2sdl %1, %0" : "+x"(a) : "r"(value));
    });
}

template <>
VectorResult cvtsi2sd<int64_t>(Vec128 target, int64_t source, uint32_t mxcsr)
{
    return from_integer(target, source, mxcsr, [](__m128i& a, int64_t value) {
        asm volatile("cvtsi2sdq %1, %0" : "+x"(a) : "r"(value));
    });
}

template <>
IntegerResult cvtss2si<int32_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int32_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvtss2si %1, %0" : "=r"(value) : "x"(a));
    });
}

template <>
IntegerResult cvtss2si<int64_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int64_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvtss2si %1, %0" : "=r"(value) : "x"(a));
    });
}

template <>
IntegerResult cvttss2si<int32_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int32_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvttss2si %1, %0" : "=r"(value) : "x"(a));
    });
}

template <>
IntegerResult cvttss2si<int64_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int64_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvttss2si %1, %0" : "=r"(value) : "x"(a));
    });
}

template <>
IntegerResult cvtsd2si<int32_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int32_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvtsd2si %1, %0" : "=r"(value) : "x"(a));
    });
}

template <>
IntegerResult cvtsd2si<int64_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int64_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvtsd2si %1, %0" : "=r"(value) : "x"(a));
    });
}

template <>
IntegerResult cvttsd2si<int32_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int32_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvttsd2si %1, %0" : "=r"(value) : "x"(a));
    });
}

template <>
IntegerResult cvttsd2si<int64_t>(Vec128 source, uint32_t mxcsr)
{
    return to_integer<int64_t>(source, mxcsr, [](auto& value, __m128i a) {
        asm volatile("cvttsd2si %1, %0" : "=r"(value) : "x"(a));
    });
}

} // namespace ringside::cpu::sse
