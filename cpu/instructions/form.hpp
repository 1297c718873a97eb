// How a family of instructions names its handlers. Each family file has one table of forms; catalogue.cpp
// joins them; the decoder looks a form up by the manual's mnemonic (in Zydis' spelling, lower case: "jnz",
// "cmovnbe"). To add an instruction, add its handler and one line in its family's table.
#pragma once

#include "cpu/decode/instruction.hpp"

#include <span>
#include <string_view>

namespace ringside::cpu {

enum class Ends : uint8_t
{
    nothing,
    block, // a branch, a transition, or an instruction that can move the next event or the mapping
};

struct Form
{
    std::string_view mnemonic;
    std::array<Handler, 4> by_width; // effective operand size 8, 16, 32, 64; nullptr = #UD
    Ends ends = Ends::nothing;
};

// A form with the same handler at every operand size.
constexpr Form any(std::string_view mnemonic, Handler handler, Ends ends = Ends::nothing)
{
    return {mnemonic, {handler, handler, handler, handler}, ends};
}

// A form with one instance of a template for each operand size.
constexpr Form sized(std::string_view mnemonic, Handler h8, Handler h16, Handler h32, Handler h64,
                     Ends ends = Ends::nothing)
{
    return {mnemonic, {h8, h16, h32, h64}, ends};
}

// The families. String instructions whose names SSE also uses are called "movsd.string" and "cmpsd.string".
std::span<Form const> arithmetic_forms(); // add adc sub sbb cmp inc dec neg mul imul div idiv, BCD
std::span<Form const> logic_forms();      // and or xor not test, shifts, rotates, bit tests, bsf bsr bswap
std::span<Form const>
data_movement_forms();                      // mov movzx movsx lea xchg cmpxchg xadd push pop cmov set cbw ...
std::span<Form const> control_flow_forms(); // jmp jcc call ret loop jrcxz enter leave nop
std::span<Form const> string_forms();       // movs cmps scas lods stos ins outs
std::span<Form const> flag_forms();         // clc stc cmc cld std lahf sahf pushf popf
std::span<Form const> identification_forms(); // cpuid rdtsc rdtscp
std::span<Form const> sse_forms();            // SSE, SSE2, MMX, fxsave fxrstor ldmxcsr stmxcsr, fences
std::span<Form const> x87_forms();
std::span<Form const>
system_forms(); // lgdt lidt ltr mov-cr/dr rdmsr wrmsr invlpg cli sti hlt in out clac stac ...
std::span<Form const> transition_forms(); // int iret syscall sysret sysenter sysexit swapgs far jumps and
                                          // returns, mov/pop/l*s to segment registers

// All of the above, in one order for the life of the program. Instruction::form indexes it.
std::span<Form const> catalogue();

} // namespace ringside::cpu
