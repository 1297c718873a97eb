// The stack, the status word and the commitment of results that all x87 instructions share: see x87.hpp.
// Read next: x87_moves.cpp.
#include "cpu/instructions/x87.hpp"

#include <algorithm>

namespace ringside::cpu::x87 {

Result<void> check_usable(Cpu const& cpu)
{
    if ((cpu.state.cr0 & (cr0::em | cr0::ts)) != 0)
        return device_not_available();
    return {};
}

Result<void> check_pending(Cpu const& cpu)
{
    if ((cpu.state.x87.status & status::es) != 0 && (cpu.state.cr0 & cr0::ne) != 0)
        return Fault{Vector::x87_error};
    return {};
}

Result<void> begin(Cpu const& cpu)
{
    TRY(check_usable(cpu));
    return check_pending(cpu);
}

void note_instruction(Cpu& cpu, Instruction const& instruction)
{
    auto& state = cpu.state.x87;
    state.instruction_pointer = cpu.state.rip;
    state.instruction_selector = cpu.state.segment(SegmentName::cs).selector;
    // FOP: the escape byte's low three bits and the byte after it. No prefix looks like an escape byte.
    auto const is_escape = [](uint8_t byte) { return (byte & 0xf8) == 0xd8; };
    auto const* const escape =
        std::find_if(instruction.bytes.begin(), instruction.bytes.end() - 2, is_escape);
    state.opcode = static_cast<uint16_t>((escape[0] & 7u) << 8 | escape[1]);
    if (!instruction.dst.is_memory())
        return;
    state.data_pointer = cpu.effective_address(instruction.dst);
    state.data_selector = cpu.state.segment(instruction.dst.segment).selector;
}

Result<void> start(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    note_instruction(cpu, instruction);
    return {};
}

void set_st(Cpu& cpu, unsigned index, F80 value)
{
    auto const number = physical(cpu, index);
    cpu.state.x87.registers[number] = value;
    cpu.state.x87.empty &= static_cast<uint8_t>(~(1u << number));
}

void free_st(Cpu& cpu, unsigned index)
{
    cpu.state.x87.empty |= static_cast<uint8_t>(1u << physical(cpu, index));
}

void move_top(Cpu& cpu, int by)
{
    auto const top = (cpu.state.x87.top() + static_cast<unsigned>(by)) & 7u;
    auto& word = cpu.state.x87.status;
    word = static_cast<uint16_t>((word & ~status::top) | top << 11);
}

void pop(Cpu& cpu, Pop pops)
{
    for (auto i = static_cast<unsigned>(pops); i > 0; --i) {
        free_st(cpu, 0);
        move_top(cpu, 1);
    }
}

void push(Cpu& cpu, F80 value)
{
    move_top(cpu, -1);
    set_st(cpu, 0, value);
}

void set_conditions(Cpu& cpu, uint16_t bits, uint16_t which)
{
    auto& word = cpu.state.x87.status;
    word = static_cast<uint16_t>((word & ~which) | (bits & which));
}

void update_summary(Cpu& cpu)
{
    auto& word = cpu.state.x87.status;
    bool const pending = (word & ~cpu.state.x87.control & status::exceptions) != 0;
    word = static_cast<uint16_t>(word & ~(status::es | status::busy));
    if (pending)
        word |= status::es | status::busy;
}

uint16_t raise(Cpu& cpu, uint16_t exceptions)
{
    cpu.state.x87.status |= exceptions;
    update_summary(cpu);
    return static_cast<uint16_t>(exceptions & ~cpu.state.x87.control & status::exceptions);
}

bool underflow(Cpu& cpu)
{
    set_conditions(cpu, 0, status::c1);
    return raise(cpu, status::ie | status::sf) == 0;
}

bool overflow(Cpu& cpu)
{
    set_conditions(cpu, status::c1, status::c1);
    return raise(cpu, status::ie | status::sf) == 0;
}

void underflow_into(Cpu& cpu, unsigned destination, Pop pops)
{
    if (!underflow(cpu))
        return;
    set_st(cpu, destination, indefinite);
    pop(cpu, pops);
}

void push_checked(Cpu& cpu, F80 value)
{
    if (is_empty(cpu, 7)) {
        set_conditions(cpu, 0, status::c1);
        push(cpu, value);
    } else if (overflow(cpu)) {
        push(cpu, indefinite);
    }
}

bool note_outcome(Cpu& cpu, uint16_t outcome)
{
    set_conditions(cpu, outcome, status::c1);
    return (raise(cpu, outcome & status::exceptions) & status::before_computing) == 0;
}

void finish(Cpu& cpu, Outcome const& outcome, unsigned destination, Pop pops)
{
    if (!note_outcome(cpu, outcome.status))
        return;
    set_st(cpu, destination, outcome.value);
    pop(cpu, pops);
}

uint16_t tag_word(X87 const& state)
{
    constexpr uint16_t integer_bit = 63;
    uint16_t word = 0;
    for (unsigned i = 0; i < 8; ++i) {
        auto const& value = state.registers[i];
        auto const exponent = value.sign_exponent & 0x7fffu;
        uint16_t tag = 0; // valid
        if (((state.empty >> i) & 1u) != 0)
            tag = 3;
        else if (exponent == 0 && value.significand == 0)
            tag = 1; // zero
        else if (exponent == 0 || exponent == 0x7fff || value.significand >> integer_bit == 0)
            tag = 2; // special: denormal, infinity, NaN, unsupported
        word = static_cast<uint16_t>(word | tag << (2 * i));
    }
    return word;
}

void set_tag_word(X87& state, uint16_t tags)
{
    state.empty = 0;
    for (unsigned i = 0; i < 8; ++i)
        if (((tags >> (2 * i)) & 3u) == 3)
            state.empty |= static_cast<uint8_t>(1u << i);
}

void set_control(X87& state, uint16_t control)
{
    state.control = (control & control_writable) | control_fixed;
}

void initialize(X87& state)
{
    auto const registers = state.registers;
    state = {};
    state.registers = registers; // SDM Vol. 2A, "FINIT/FNINIT": tagged empty, but not changed
}

} // namespace ringside::cpu::x87
