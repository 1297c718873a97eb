// What every x87 handler shares: the register stack, who may execute, how an exception is recorded, and how a
// result or a fault of the stack is committed. An x87 exception never faults the instruction that raised it:
// it is noted in the status word, and if unmasked the next waiting instruction meets it as #MF. The handlers
// are in x87_moves, x87_arithmetic, x87_compares, x87_conversions, x87_control,
// x87_environment and x87_transcendental; x87_host computes the elementary results.
// SDM Vol. 1, "Programming with the x87 FPU".
#pragma once

#include "cpu/cpu.hpp"
#include "cpu/instructions/form.hpp"
#include "cpu/instructions/x87_host.hpp"

namespace ringside::cpu::x87 {

namespace status {
enum Bit : uint16_t
{
    ie = 1u << 0, // invalid
    de = 1u << 1, // denormal operand
    ze = 1u << 2, // division by zero
    oe = 1u << 3, // overflow
    ue = 1u << 4, // underflow
    pe = 1u << 5, // inexact
    sf = 1u << 6, // stack fault
    es = 1u << 7, // an unmasked exception is pending
    c0 = 1u << 8,
    c1 = 1u << 9,
    c2 = 1u << 10,
    top = 7u << 11,
    c3 = 1u << 14,
    busy = 1u << 15, // a copy of ES
    exceptions = 0x3f,
    conditions = c0 | c1 | c2 | c3,
    before_computing = ie | de | ze, // while unmasked, they keep the result from being stored
};
}

constexpr uint16_t control_writable = 0x1f7f;
constexpr uint16_t control_fixed = 0x0040;
constexpr F80 indefinite = {0xc000'0000'0000'0000, 0xffff};

enum class Pop : uint8_t
{
    none,
    once,
    twice,
};

// ---- who may execute
// #NM while CR0.EM or CR0.TS is set. SDM Vol. 3A, "Device Not Available Exception (#NM)".
Result<void> check_usable(Cpu const& cpu);
// #MF for a pending exception. With CR0.NE = 0 a PC would signal IRQ 13 instead; this machine has no such
// line and behaves as with IGNNE# asserted: the instruction goes on. SDM Vol. 1, "Handling x87 FPU Exceptions
// in Software".
Result<void> check_pending(Cpu const& cpu);
// Both, for every waiting instruction.
Result<void> begin(Cpu const& cpu);
// Remembers where the last non-control instruction and its memory operand were. SDM Vol. 1, "x87 FPU
// Instruction and Data (Operand) Pointers". Both vendors keep them always; they differ in what FXSAVE shows
// (see sse_state.cpp).
void note_instruction(Cpu& cpu, Instruction const& instruction);
// begin() and note_instruction() of an instruction that has no memory operand.
Result<void> start(Cpu& cpu, Instruction const& instruction);

// ---- the stack
inline unsigned physical(Cpu const& cpu, unsigned index)
{
    return (cpu.state.x87.top() + index) & 7u;
}
inline bool is_empty(Cpu const& cpu, unsigned index)
{
    return ((cpu.state.x87.empty >> physical(cpu, index)) & 1u) != 0;
}
inline F80 st(Cpu const& cpu, unsigned index)
{
    return cpu.state.x87.registers[physical(cpu, index)];
}
void set_st(Cpu& cpu, unsigned index, F80 value);
void free_st(Cpu& cpu, unsigned index);
void move_top(Cpu& cpu, int by);
void pop(Cpu& cpu, Pop pops);
void push(Cpu& cpu, F80 value);

// ---- the status word
void set_conditions(Cpu& cpu, uint16_t bits, uint16_t which);
// Recomputes ES and B after flags or masks changed.
void update_summary(Cpu& cpu);
// Notes exceptions; those that are not masked come back.
uint16_t raise(Cpu& cpu, uint16_t exceptions);

// ---- stack faults. SDM Vol. 1, "Stack Overflow or Underflow Exception (#IS)"
// A register that is read is empty. True if the masked response goes on: the result is the indefinite.
bool underflow(Cpu& cpu);
// A push finds its register full.
bool overflow(Cpu& cpu);
// The whole response of an instruction whose result goes to ST(destination).
void underflow_into(Cpu& cpu, unsigned destination, Pop pops = Pop::none);
// Pushes a value, or what stack overflow makes of it.
void push_checked(Cpu& cpu, F80 value);

// ---- results
// Notes what an operation raised and stores its result into ST(destination), unless an exception forbids it.
void finish(Cpu& cpu, Outcome const& outcome, unsigned destination, Pop pops = Pop::none);
// The exceptions of an operation with C1, which says whether an inexact result was rounded up.
// Returns whether a result may be stored.
bool note_outcome(Cpu& cpu, uint16_t status);

// ---- the environment, shared by FNSTENV, FXSAVE and their like
// The tag word with two bits a register, by what the registers hold. SDM Vol. 1, "x87 FPU Tag Word".
uint16_t tag_word(X87 const& state);
// Takes over tags of which only "empty" matters: the others follow from the contents.
void set_tag_word(X87& state, uint16_t tags);
// Reserved bits of the control word are fixed.
void set_control(X87& state, uint16_t control);
// FNINIT.
void initialize(X87& state);

// ---- integers (x87_conversions.cpp)
// Exact, whatever the precision control.
F80 from_integer(int64_t value);
// A memory operand of 16, 32 or 64 bits.
Result<int64_t> load_integer(Cpu& cpu, Operand const& operand);

// ---- the tables of the families; x87_forms() joins them
std::span<Form const> move_forms();
std::span<Form const> arithmetic_forms();
std::span<Form const> compare_forms();
std::span<Form const> conversion_forms();
std::span<Form const> control_forms();
std::span<Form const> environment_forms();
std::span<Form const> transcendental_forms();

} // namespace ringside::cpu::x87
