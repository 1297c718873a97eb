// What the SSE floating-point instructions compute, as pure functions: values and MXCSR in, value and raised
// flags out. The host is an x86-64 too, and IEEE 754 arithmetic under the same MXCSR gives the same bits on
// every processor, NaN payloads included; so the host's unit computes it, with all exceptions masked, and
// sse.cpp judges the flags afterwards. Nothing of the host's own MXCSR gets in or out. SDM Vol. 1, "SIMD
// Floating-Point Exceptions".
#pragma once

#include "cpu/state/state.hpp"

namespace ringside::cpu::sse {

struct VectorResult
{
    Vec128 value;
    uint32_t flags; // of MXCSR
};

struct IntegerResult
{
    uint64_t value;
    uint32_t flags; // of MXCSR
};

// Result of COMIS*, UCOMIS*: ZF, PF and CF as they come out.
struct Order
{
    uint32_t status; // of RFLAGS
    uint32_t flags;  // of MXCSR
};

// A two-operand instruction: the first operand is also the target, whose other lanes a scalar form keeps.
using Binary = VectorResult (*)(Vec128 target, Vec128 source, uint32_t mxcsr);

VectorResult addps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult addpd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult addss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult addsd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult subps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult subpd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult subss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult subsd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult mulps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult mulpd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult mulss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult mulsd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult divps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult divpd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult divss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult divsd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult minps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult minpd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult minss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult minsd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult maxps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult maxpd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult maxss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult maxsd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult sqrtps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult sqrtpd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult sqrtss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult sqrtsd(Vec128 target, Vec128 source, uint32_t mxcsr);

// By predicate 0-7: EQ LT LE UNORD NEQ NLT NLE ORD.
VectorResult cmpps(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate);
VectorResult cmppd(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate);
VectorResult cmpss(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate);
VectorResult cmpsd(Vec128 target, Vec128 source, uint32_t mxcsr, unsigned predicate);
Order comiss(Vec128 target, Vec128 source, uint32_t mxcsr);
Order comisd(Vec128 target, Vec128 source, uint32_t mxcsr);
Order ucomiss(Vec128 target, Vec128 source, uint32_t mxcsr);
Order ucomisd(Vec128 target, Vec128 source, uint32_t mxcsr);

VectorResult cvtps2pd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvtpd2ps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvtss2sd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvtsd2ss(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvtdq2ps(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvtdq2pd(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvtps2dq(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvttps2dq(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvtpd2dq(Vec128 target, Vec128 source, uint32_t mxcsr);
VectorResult cvttpd2dq(Vec128 target, Vec128 source, uint32_t mxcsr);

// A signed integer into the low lane.
template <typename Integer>
VectorResult cvtsi2ss(Vec128 target, Integer source, uint32_t mxcsr);
template <typename Integer>
VectorResult cvtsi2sd(Vec128 target, Integer source, uint32_t mxcsr);

// The low lane as a signed integer of 4 or 8 bytes, rounded as MXCSR says or towards zero.
template <typename Integer>
IntegerResult cvtss2si(Vec128 source, uint32_t mxcsr);
template <typename Integer>
IntegerResult cvttss2si(Vec128 source, uint32_t mxcsr);
template <typename Integer>
IntegerResult cvtsd2si(Vec128 source, uint32_t mxcsr);
template <typename Integer>
IntegerResult cvttsd2si(Vec128 source, uint32_t mxcsr);

} // namespace ringside::cpu::sse
