// Near branches, calls and returns, loops, stack frames and instructions that do nothing.
// A branch sets next_rip and faults, if its target is not canonical, before anything has changed.
// SDM Vol. 1, "Control Transfer Instructions".
#include "cpu/cpu.hpp"
#include "cpu/instructions/alu.hpp"
#include "cpu/instructions/form.hpp"

#include <algorithm>
#include <type_traits>

namespace ringside::cpu {

namespace {

// Checks a branch target: canonical in 64-bit mode, within the limit of CS elsewhere. SDM Vol. 2A, "JMP".
Result<void> check_target(Cpu const& cpu, uint64_t target)
{
    auto const& state = cpu.state;
    if (state.code_64()) {
        auto const extended = static_cast<uint64_t>(static_cast<int64_t>(target << 16) >> 16);
        return extended == target ? Result<void>() : Result<void>(general_protection(0));
    }
    return target <= state.segment(SegmentName::cs).limit ? Result<void>()
                                                          : Result<void>(general_protection(0));
}

// The target of a near branch, cut to the operand size.
Result<uint64_t> near_target(Cpu& cpu, Instruction const& instruction)
{
    uint64_t target = 0;
    if (instruction.dst.kind == Operand::Kind::relative)
        target = cpu.next_rip + static_cast<uint64_t>(instruction.dst.value);
    else if (instruction.operand_bits == 64)
        target = TRY(cpu.load<uint64_t>(instruction.dst));
    else if (instruction.operand_bits == 32)
        target = TRY(cpu.load<uint32_t>(instruction.dst));
    else
        target = TRY(cpu.load<uint16_t>(instruction.dst));
    if (instruction.operand_bits == 16)
        target = static_cast<uint16_t>(target);
    else if (!cpu.state.code_64())
        target = static_cast<uint32_t>(target);
    TRY(check_target(cpu, target));
    return target;
}

// JMP. SDM Vol. 2A, "JMP".
Result<void> jump(Cpu& cpu, Instruction const& instruction)
{
    cpu.next_rip = TRY(near_target(cpu, instruction));
    return {};
}

// Jcc. SDM Vol. 2A, "Jcc".
template <unsigned code>
Result<void> jump_if(Cpu& cpu, Instruction const& instruction)
{
    if (alu::condition(code, cpu.state.rflags))
        cpu.next_rip = TRY(near_target(cpu, instruction));
    return {};
}

// The counter of LOOP and JrCXZ has the address size.
uint64_t counter(Cpu const& cpu, Instruction const& instruction)
{
    auto const whole = cpu.state.gpr[rcx];
    return instruction.address_bits == 64   ? whole
           : instruction.address_bits == 32 ? static_cast<uint32_t>(whole)
                                            : static_cast<uint16_t>(whole);
}

void set_counter(Cpu& cpu, Instruction const& instruction, uint64_t value)
{
    switch (instruction.address_bits) {
    case 64:
        cpu.set_gpr<uint64_t>(rcx, value);
        break;
    case 32:
        cpu.set_gpr<uint32_t>(rcx, static_cast<uint32_t>(value));
        break;
    default:
        cpu.set_gpr<uint16_t>(rcx, static_cast<uint16_t>(value));
        break;
    }
}

// JCXZ, JECXZ, JRCXZ. SDM Vol. 2A, "Jcc".
Result<void> jump_if_counter_zero(Cpu& cpu, Instruction const& instruction)
{
    if (counter(cpu, instruction) == 0)
        cpu.next_rip = TRY(near_target(cpu, instruction));
    return {};
}

enum class LoopWhile
{
    always,
    zero,
    not_zero,
};

// LOOP, LOOPE, LOOPNE: no flag changes. SDM Vol. 2A, "LOOP/LOOPcc".
template <LoopWhile condition>
Result<void> loop(Cpu& cpu, Instruction const& instruction)
{
    auto const left = counter(cpu, instruction) - 1;
    auto const zero = cpu.state.has(flag::zf);
    auto const wanted = condition == LoopWhile::always || zero == (condition == LoopWhile::zero);
    auto const exhausted = instruction.address_bits == 64   ? left == 0
                           : instruction.address_bits == 32 ? static_cast<uint32_t>(left) == 0
                                                            : static_cast<uint16_t>(left) == 0;
    if (wanted && !exhausted)
        cpu.next_rip = TRY(near_target(cpu, instruction));
    set_counter(cpu, instruction, left);
    return {};
}

// CALL: target first, then the push. SDM Vol. 2A, "CALL".
template <std::unsigned_integral T>
Result<void> call(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(near_target(cpu, instruction));
    TRY(cpu.push<T>(static_cast<T>(cpu.next_rip)));
    cpu.next_rip = target;
    return {};
}

// RET, RET imm16. SDM Vol. 2B, "RET".
template <std::unsigned_integral T>
Result<void> ret(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(cpu.peek_stack<T>());
    TRY(check_target(cpu, target));
    auto const released =
        instruction.dst.kind == Operand::Kind::immediate ? instruction.dst.value & 0xffff : 0;
    cpu.move_stack_pointer(static_cast<int64_t>(sizeof(T)) + released);
    cpu.next_rip = target;
    return {};
}

// ENTER: pushes the frame pointer, copies outer frame pointers for nesting levels above 0, reserves the
// frame. SDM Vol. 2A, "ENTER".
template <std::unsigned_integral T>
Result<void> enter(Cpu& cpu, Instruction const& instruction)
{
    auto const size = static_cast<uint16_t>(instruction.dst.value);
    auto const level = static_cast<unsigned>(instruction.src.value) % 32;
    T image[33]; // from the new stack top upwards: frame pointers in reverse, then the old rBP
    auto const slots = level == 0 ? 1 : level + 1;
    auto const frame = cpu.stack_pointer() - sizeof(T);
    image[slots - 1] = cpu.gpr<T>(rbp);
    for (unsigned i = 1; i < level; ++i)
        image[slots - 1 - i] = TRY(cpu.read<T>(SegmentName::ss, cpu.state.gpr[rbp] - i * sizeof(T)));
    if (level > 0)
        image[0] = static_cast<T>(frame);
    auto const bottom = cpu.stack_pointer() - slots * sizeof(T);
    TRY(cpu.write_block(SegmentName::ss, bottom, image, static_cast<unsigned>(slots * sizeof(T))));
    // The final stack top must be writable too.
    TRY(cpu.probe_write(SegmentName::ss, bottom - size, 1));
    cpu.move_stack_pointer(-static_cast<int64_t>(slots * sizeof(T) + size));
    cpu.set_gpr<T>(rbp, static_cast<T>(frame));
    return {};
}

// LEAVE. SDM Vol. 2A, "LEAVE".
template <std::unsigned_integral T>
Result<void> leave(Cpu& cpu, Instruction const&)
{
    auto const bits = cpu.stack_bits();
    auto const frame = bits == 64   ? cpu.state.gpr[rbp]
                       : bits == 32 ? cpu.gpr<uint32_t>(rbp)
                                    : uint64_t{cpu.gpr<uint16_t>(rbp)};
    auto const saved = TRY(cpu.read<T>(SegmentName::ss, frame));
    cpu.move_stack_pointer(static_cast<int64_t>(frame + sizeof(T) - cpu.stack_pointer()));
    cpu.set_gpr<T>(rbp, saved);
    return {};
}

// NOP, PAUSE, ENDBR and other hints. SDM Vol. 2B, "NOP".
Result<void> nothing(Cpu&, Instruction const&)
{
    return {};
}

// NOP. AMD's processors refuse 0F 0D, the prefetches, with a register. APM Vol. 3, "PREFETCH, PREFETCHW".
Result<void> no_operation(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.dst.kind == Operand::Kind::gpr && cpu.model().vendor == Vendor::amd) {
        auto const opcode = std::find(instruction.bytes.begin(), instruction.bytes.end(), uint8_t{0x0f});
        if (opcode < instruction.bytes.end() - 1 && opcode[1] == 0x0d)
            return invalid_opcode();
    }
    return {};
}

// BOUND checks a signed index against the two bounds in memory; 32-bit code only. SDM Vol. 2A, "BOUND".
template <std::unsigned_integral T>
Result<void> check_bounds(Cpu& cpu, Instruction const& instruction)
{
    using Signed = std::make_signed_t<T>;
    auto const index = static_cast<Signed>(cpu.gpr<T>(instruction.dst.index));
    auto const address = cpu.effective_address(instruction.src);
    auto const lower = static_cast<Signed>(TRY(cpu.read<T>(instruction.src.segment, address)));
    auto const upper = static_cast<Signed>(TRY(cpu.read<T>(instruction.src.segment, address + sizeof(T))));
    if (index < lower || index > upper)
        return Fault{Vector::bound_range};
    return {};
}

template <unsigned code>
constexpr Form jump_if_form(std::string_view name)
{
    return any(name, jump_if<code>, Ends::block);
}

} // namespace

std::span<Form const> control_flow_forms()
{
    static constexpr Form forms[] = {
        any("jmp", jump, Ends::block),
        jump_if_form<0>("jo"),
        jump_if_form<1>("jno"),
        jump_if_form<2>("jb"),
        jump_if_form<3>("jnb"),
        jump_if_form<4>("jz"),
        jump_if_form<5>("jnz"),
        jump_if_form<6>("jbe"),
        jump_if_form<7>("jnbe"),
        jump_if_form<8>("js"),
        jump_if_form<9>("jns"),
        jump_if_form<10>("jp"),
        jump_if_form<11>("jnp"),
        jump_if_form<12>("jl"),
        jump_if_form<13>("jnl"),
        jump_if_form<14>("jle"),
        jump_if_form<15>("jnle"),
        any("jcxz", jump_if_counter_zero, Ends::block),
        any("jecxz", jump_if_counter_zero, Ends::block),
        any("jrcxz", jump_if_counter_zero, Ends::block),
        any("loop", loop<LoopWhile::always>, Ends::block),
        any("loope", loop<LoopWhile::zero>, Ends::block),
        any("loopne", loop<LoopWhile::not_zero>, Ends::block),
        sized("call", nullptr, call<uint16_t>, call<uint32_t>, call<uint64_t>, Ends::block),
        sized("ret", nullptr, ret<uint16_t>, ret<uint32_t>, ret<uint64_t>, Ends::block),
        sized("enter", nullptr, enter<uint16_t>, enter<uint32_t>, enter<uint64_t>),
        sized("leave", nullptr, leave<uint16_t>, leave<uint32_t>, leave<uint64_t>),
        sized("bound", nullptr, check_bounds<uint16_t>, check_bounds<uint32_t>, nullptr),
        any("nop", no_operation),
        any("pause", nothing),
        any("endbr64", nothing),
        any("endbr32", nothing),
    };
    return forms;
}

} // namespace ringside::cpu
