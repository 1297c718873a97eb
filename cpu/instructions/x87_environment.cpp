// The x87 environment and the whole x87 state in memory: FNSTENV, FLDENV, FNSAVE, FRSTOR, in their 16- and
// 32-bit protected-mode forms (64-bit mode has no form of its own). FXSAVE is in sse_state.cpp. SDM Vol. 1,
// "Protected Mode x87 FPU State Image in Memory". Read next: x87_transcendental.cpp.
#include "cpu/instructions/x87.hpp"

#include <cstring>
#include <span>

namespace ringside::cpu::x87 {

namespace {

// Seven fields, each in a word or in a doubleword whose unused half is all ones when stored.
constexpr unsigned fields = 7;
enum Field : uint8_t
{
    control_word,
    status_word,
    tags,
    instruction_offset,
    instruction_selector, // and in the 32-bit form FOP above it
    data_offset,
    data_selector,
};
constexpr unsigned registers_bytes = 80;
constexpr unsigned largest_image = fields * 4 + registers_bytes;

using Bytes = std::array<uint8_t, largest_image>;

// Bytes of a field: 2 with a 16-bit operand size, else 4.
unsigned field_bytes(Instruction const& instruction)
{
    return instruction.operand_bits == 16 ? 2 : 4;
}

std::array<uint32_t, fields> environment_of(X87 const& state)
{
    constexpr uint32_t unused = 0xffff'0000;
    return {state.control | unused,
            state.status | unused,
            tag_word(state) | unused,
            static_cast<uint32_t>(state.instruction_pointer),
            uint32_t{state.opcode} << 16 | state.instruction_selector,
            static_cast<uint32_t>(state.data_pointer),
            state.data_selector | unused};
}

void put_environment(X87 const& state, unsigned field, Bytes& bytes)
{
    auto const values = environment_of(state);
    for (unsigned i = 0; i < fields; ++i)
        std::memcpy(&bytes[i * field], &values[i], field);
}

void take_environment(X87& state, unsigned field, Bytes const& bytes)
{
    std::array<uint32_t, fields> values{};
    for (unsigned i = 0; i < fields; ++i)
        std::memcpy(&values[i], &bytes[i * field], field);
    set_control(state, static_cast<uint16_t>(values[control_word]));
    state.status = static_cast<uint16_t>(values[status_word]);
    set_tag_word(state, static_cast<uint16_t>(values[tags]));
    state.instruction_pointer = values[instruction_offset];
    state.instruction_selector = static_cast<uint16_t>(values[instruction_selector]);
    state.opcode = static_cast<uint16_t>(values[instruction_selector] >> 16 & 0x7ff);
    state.data_pointer = values[data_offset];
    state.data_selector = static_cast<uint16_t>(values[data_selector]);
}

// ST(0) to ST(7), ten bytes each.
void put_registers(X87 const& state, std::span<uint8_t> bytes)
{
    for (unsigned i = 0; i < 8; ++i) {
        auto const& value = state.registers[(state.top() + i) & 7u];
        std::memcpy(&bytes[i * 10], &value.significand, 8);
        std::memcpy(&bytes[i * 10 + 8], &value.sign_exponent, 2);
    }
}

void take_registers(X87& state, std::span<uint8_t const> bytes)
{
    for (unsigned i = 0; i < 8; ++i) {
        auto& value = state.registers[(state.top() + i) & 7u];
        std::memcpy(&value.significand, &bytes[i * 10], 8);
        std::memcpy(&value.sign_exponent, &bytes[i * 10 + 8], 2);
    }
}

// FNSTENV: afterwards all exceptions are masked.
Result<void> store_environment(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_usable(cpu));
    auto const field = field_bytes(instruction);
    Bytes bytes{};
    put_environment(cpu.state.x87, field, bytes);
    TRY(cpu.write_block(instruction.dst.segment, cpu.effective_address(instruction.dst), bytes.data(),
                        fields * field));
    cpu.state.x87.control |= status::exceptions;
    update_summary(cpu);
    return {};
}

Result<void> load_environment(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const field = field_bytes(instruction);
    Bytes bytes{};
    TRY(cpu.read_block(instruction.dst.segment, cpu.effective_address(instruction.dst), bytes.data(),
                       fields * field));
    take_environment(cpu.state.x87, field, bytes);
    update_summary(cpu);
    return {};
}

// FNSAVE: afterwards the unit is as after FNINIT.
Result<void> save(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_usable(cpu));
    auto const field = field_bytes(instruction);
    Bytes bytes{};
    put_environment(cpu.state.x87, field, bytes);
    put_registers(cpu.state.x87, std::span(bytes).subspan(fields * field));
    TRY(cpu.write_block(instruction.dst.segment, cpu.effective_address(instruction.dst), bytes.data(),
                        fields * field + registers_bytes));
    initialize(cpu.state.x87);
    return {};
}

Result<void> restore(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const field = field_bytes(instruction);
    Bytes bytes{};
    TRY(cpu.read_block(instruction.dst.segment, cpu.effective_address(instruction.dst), bytes.data(),
                       fields * field + registers_bytes));
    take_environment(cpu.state.x87, field, bytes);
    take_registers(cpu.state.x87, std::span(bytes).subspan(fields * field));
    update_summary(cpu);
    return {};
}

constexpr std::array forms = {
    any("fnstenv", store_environment),
    any("fldenv", load_environment),
    any("fnsave", save),
    any("frstor", restore),
};

} // namespace

std::span<Form const> environment_forms()
{
    return forms;
}

} // namespace ringside::cpu::x87
