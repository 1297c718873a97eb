// Moves, exchanges, the stack, conditional moves and sets, and conversions between widths.
#include "cpu/cpu.hpp"
#include "cpu/instructions/alu.hpp"
#include "cpu/instructions/form.hpp"

namespace ringside::cpu {

namespace {

// MOV. SDM Vol. 2B, "MOV". Segment, control and debug registers are in transitions/ and system.
template <std::unsigned_integral T>
Result<void> move(Cpu& cpu, Instruction const& instruction)
{
    auto const value = TRY(cpu.load<T>(instruction.src));
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::write));
    return target.write(value);
}

// The source of MOVZX, MOVSX and MOVSXD is narrower than the target, by its own size.
template <std::unsigned_integral T>
Result<T> load_extended(Cpu& cpu, Operand const& source, bool sign_extend)
{
    switch (source.bits) {
    case 8: {
        auto const value = TRY(cpu.load<uint8_t>(source));
        return sign_extend ? static_cast<T>(static_cast<int8_t>(value)) : T{value};
    }
    case 16: {
        auto const value = TRY(cpu.load<uint16_t>(source));
        return static_cast<T>(sign_extend ? static_cast<T>(static_cast<int16_t>(value))
                                          : static_cast<T>(value));
    }
    default: {
        auto const value = TRY(cpu.load<uint32_t>(source));
        return sign_extend ? static_cast<T>(static_cast<int32_t>(value)) : static_cast<T>(value);
    }
    }
}

// MOVZX, MOVSX, MOVSXD. SDM Vol. 2B, "MOVZX", "MOVSX/MOVSXD".
template <std::unsigned_integral T, bool sign_extend>
Result<void> move_extended(Cpu& cpu, Instruction const& instruction)
{
    cpu.set_gpr<T>(instruction.dst.index, TRY(load_extended<T>(cpu, instruction.src, sign_extend)));
    return {};
}

// LEA computes and touches no memory. SDM Vol. 2A, "LEA".
template <std::unsigned_integral T>
Result<void> load_address(Cpu& cpu, Instruction const& instruction)
{
    cpu.set_gpr<T>(instruction.dst.index, static_cast<T>(cpu.effective_address(instruction.src)));
    return {};
}

// XCHG; with memory it locks by itself. SDM Vol. 2D, "XCHG".
template <std::unsigned_integral T>
Result<void> exchange(Cpu& cpu, Instruction const& instruction)
{
    auto const left = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const right = TRY(cpu.place<T>(instruction.src, Intent::read_modify_write));
    auto const from_left = TRY(left.read());
    auto const from_right = TRY(right.read());
    TRY(left.write(from_right));
    return right.write(from_left);
}

// XADD. SDM Vol. 2D, "XADD". The destination is written last, so XADD of a register with itself doubles it.
template <std::unsigned_integral T>
Result<void> exchange_add(Cpu& cpu, Instruction const& instruction)
{
    auto const source = TRY(cpu.load<T>(instruction.src));
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const before = TRY(target.read());
    auto const sum = alu::add(before, source);
    auto const register_ = TRY(cpu.place<T>(instruction.src, Intent::write)); // never memory
    TRY(register_.write(before));
    TRY(target.write(sum.value));
    cpu.set_status(sum.flags);
    return {};
}

// CMPXCHG writes its destination in any case: the old value where the comparison fails. SDM Vol. 2A,
// "CMPXCHG".
template <std::unsigned_integral T>
Result<void> compare_exchange(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(cpu.place<T>(instruction.dst, Intent::read_modify_write));
    auto const before = TRY(target.read());
    auto const difference = alu::subtract(cpu.gpr<T>(rax), before);
    if (difference.value == 0) {
        auto const source = TRY(cpu.load<T>(instruction.src));
        TRY(target.write(source));
    } else {
        // A register destination stays as it is, upper half included; memory is written back.
        if (instruction.dst.is_memory())
            TRY(target.write(before));
        cpu.set_gpr<T>(rax, before);
    }
    cpu.set_status(difference.flags);
    return {};
}

// CMPXCHG8B, CMPXCHG16B: only ZF changes; 16 bytes must be aligned. SDM Vol. 2A, "CMPXCHG8B/CMPXCHG16B".
template <std::unsigned_integral T>
Result<void> compare_exchange_pair(Cpu& cpu, Instruction const& instruction)
{
    auto const segment = instruction.dst.segment;
    auto const offset = cpu.effective_address(instruction.dst);
    auto const linear = TRY(cpu.linear_address(segment, offset, 2 * sizeof(T), Intent::read_modify_write));
    if (sizeof(T) == 8 && linear.value % 16 != 0)
        return general_protection(0);
    TRY(cpu.probe_write(segment, offset, 2 * sizeof(T)));
    T pair[2];
    TRY(cpu.read_block(segment, offset, pair, sizeof pair));
    auto const equal = pair[0] == cpu.gpr<T>(rax) && pair[1] == cpu.gpr<T>(rdx);
    T const next[2] = {equal ? cpu.gpr<T>(rbx) : pair[0], equal ? cpu.gpr<T>(rcx) : pair[1]};
    TRY(cpu.write_block(segment, offset, next, sizeof next));
    if (!equal) {
        cpu.set_gpr<T>(rax, pair[0]);
        cpu.set_gpr<T>(rdx, pair[1]);
    }
    cpu.set_status(alu::when(equal, flag::zf), flag::zf);
    return {};
}

// CMOVcc reads its source in any case, and a 32-bit one clears the upper half in any case. SDM Vol. 2A,
// "CMOVcc".
template <std::unsigned_integral T, unsigned code>
Result<void> move_if(Cpu& cpu, Instruction const& instruction)
{
    auto const value = TRY(cpu.load<T>(instruction.src));
    auto const keep = cpu.gpr<T>(instruction.dst.index);
    cpu.set_gpr<T>(instruction.dst.index, alu::condition(code, cpu.state.rflags) ? value : keep);
    return {};
}

// SETcc. SDM Vol. 2B, "SETcc".
template <unsigned code>
Result<void> set_if(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(cpu.place<uint8_t>(instruction.dst, Intent::write));
    return target.write(alu::condition(code, cpu.state.rflags) ? 1 : 0);
}

// ---- the stack

// PUSH; PUSH RSP pushes the old value, and a segment register zero-extended. SDM Vol. 2B, "PUSH".
template <std::unsigned_integral T>
Result<void> push(Cpu& cpu, Instruction const& instruction)
{
    if (instruction.dst.kind == Operand::Kind::segment)
        return cpu.push<T>(cpu.state.segments[instruction.dst.index].selector);
    return cpu.push<T>(TRY(cpu.load<T>(instruction.dst)));
}

// POP: an address that uses RSP is computed after RSP has moved; POP RSP keeps what was popped.
// SDM Vol. 2B, "POP".
template <std::unsigned_integral T>
Result<void> pop(Cpu& cpu, Instruction const& instruction)
{
    auto const value = TRY(cpu.peek_stack<T>());
    auto const old_pointer = cpu.state.gpr[rsp];
    cpu.move_stack_pointer(sizeof(T));
    auto const target = cpu.place<T>(instruction.dst, Intent::write);
    if (!target.ok()) {
        cpu.state.gpr[rsp] = old_pointer;
        return target.fault();
    }
    return target.value().write(value);
}

// PUSHA, POPA: not in 64-bit mode. SDM Vol. 2B, "PUSHA/PUSHAD", "POPA/POPAD".
template <std::unsigned_integral T>
Result<void> push_all(Cpu& cpu, Instruction const&)
{
    T image[8];
    for (unsigned i = 0; i < 8; ++i)
        image[i] = cpu.gpr<T>(7 - i);
    auto const wrapped = [&cpu](uint64_t pointer) {
        return cpu.stack_bits() == 32 ? uint64_t{static_cast<uint32_t>(pointer)}
                                      : uint64_t{static_cast<uint16_t>(pointer)};
    };
    // The pushes go downwards, so a page fault names the highest slot that is missing.
    for (unsigned slot = 1; slot <= 8; ++slot)
        TRY(cpu.probe_write(SegmentName::ss, wrapped(cpu.stack_pointer() - slot * sizeof(T)), sizeof(T)));
    auto const bottom = wrapped(cpu.stack_pointer() - sizeof image);
    TRY(cpu.write_block(SegmentName::ss, bottom, image, sizeof image));
    cpu.move_stack_pointer(-static_cast<int64_t>(sizeof image));
    return {};
}

template <std::unsigned_integral T>
Result<void> pop_all(Cpu& cpu, Instruction const&)
{
    T image[8];
    TRY(cpu.read_block(SegmentName::ss, cpu.stack_pointer(), image, sizeof image));
    for (unsigned i = 0; i < 8; ++i)
        if (7 - i != rsp)
            cpu.set_gpr<T>(7 - i, image[i]);
    cpu.move_stack_pointer(sizeof image);
    return {};
}

// ---- conversions

// CBW CWDE CDQE: sign-extend within rAX. SDM Vol. 2A, "CBW/CWDE/CDQE".
Result<void> convert_byte(Cpu& cpu, Instruction const&)
{
    cpu.set_gpr<uint16_t>(rax, static_cast<uint16_t>(static_cast<int8_t>(cpu.state.gpr[rax])));
    return {};
}
Result<void> convert_word(Cpu& cpu, Instruction const&)
{
    cpu.set_gpr<uint32_t>(rax, static_cast<uint32_t>(static_cast<int16_t>(cpu.state.gpr[rax])));
    return {};
}
Result<void> convert_doubleword(Cpu& cpu, Instruction const&)
{
    cpu.state.gpr[rax] = static_cast<uint64_t>(static_cast<int32_t>(cpu.state.gpr[rax]));
    return {};
}

// CWD CDQ CQO: rDX becomes the sign of rAX. SDM Vol. 2A, "CWD/CDQ/CQO".
template <std::unsigned_integral T>
Result<void> spread_sign(Cpu& cpu, Instruction const&)
{
    cpu.set_gpr<T>(rdx, sign(cpu.gpr<T>(rax)) ? static_cast<T>(~T{0}) : T{0});
    return {};
}

// XLAT: AL = [rBX + AL]. SDM Vol. 2D, "XLAT/XLATB".
Result<void> translate(Cpu& cpu, Instruction const& instruction)
{
    auto address = cpu.state.gpr[rbx] + cpu.gpr<uint8_t>(rax);
    if (instruction.address_bits != 64)
        address =
            instruction.address_bits == 32 ? static_cast<uint32_t>(address) : static_cast<uint16_t>(address);
    cpu.set_gpr<uint8_t>(rax, TRY(cpu.read<uint8_t>(instruction.string_segment, address)));
    return {};
}

template <unsigned code>
constexpr Form move_if_form(std::string_view name)
{
    return sized(name, nullptr, move_if<uint16_t, code>, move_if<uint32_t, code>, move_if<uint64_t, code>);
}

template <unsigned code>
constexpr Form set_if_form(std::string_view name)
{
    return any(name, set_if<code>);
}

} // namespace

std::span<Form const> data_movement_forms()
{
    static constexpr Form forms[] = {
        sized("mov", move<uint8_t>, move<uint16_t>, move<uint32_t>, move<uint64_t>),
        sized("movzx", nullptr, move_extended<uint16_t, false>, move_extended<uint32_t, false>,
              move_extended<uint64_t, false>),
        sized("movsx", nullptr, move_extended<uint16_t, true>, move_extended<uint32_t, true>,
              move_extended<uint64_t, true>),
        sized("movsxd", nullptr, move_extended<uint16_t, true>, move_extended<uint32_t, true>,
              move_extended<uint64_t, true>),
        sized("lea", nullptr, load_address<uint16_t>, load_address<uint32_t>, load_address<uint64_t>),
        sized("xchg", exchange<uint8_t>, exchange<uint16_t>, exchange<uint32_t>, exchange<uint64_t>),
        sized("xadd", exchange_add<uint8_t>, exchange_add<uint16_t>, exchange_add<uint32_t>,
              exchange_add<uint64_t>),
        sized("cmpxchg", compare_exchange<uint8_t>, compare_exchange<uint16_t>, compare_exchange<uint32_t>,
              compare_exchange<uint64_t>),
        any("cmpxchg8b", compare_exchange_pair<uint32_t>),
        sized("push", nullptr, push<uint16_t>, push<uint32_t>, push<uint64_t>),
        sized("pop", nullptr, pop<uint16_t>, pop<uint32_t>, pop<uint64_t>),
        sized("pusha", nullptr, push_all<uint16_t>, nullptr, nullptr),
        sized("pushad", nullptr, nullptr, push_all<uint32_t>, nullptr),
        sized("popa", nullptr, pop_all<uint16_t>, nullptr, nullptr),
        sized("popad", nullptr, nullptr, pop_all<uint32_t>, nullptr),
        any("cbw", convert_byte),
        any("cwde", convert_word),
        any("cdqe", convert_doubleword),
        any("cwd", spread_sign<uint16_t>),
        any("cdq", spread_sign<uint32_t>),
        any("cqo", spread_sign<uint64_t>),
        any("xlat", translate),
        move_if_form<0>("cmovo"),
        move_if_form<1>("cmovno"),
        move_if_form<2>("cmovb"),
        move_if_form<3>("cmovnb"),
        move_if_form<4>("cmovz"),
        move_if_form<5>("cmovnz"),
        move_if_form<6>("cmovbe"),
        move_if_form<7>("cmovnbe"),
        move_if_form<8>("cmovs"),
        move_if_form<9>("cmovns"),
        move_if_form<10>("cmovp"),
        move_if_form<11>("cmovnp"),
        move_if_form<12>("cmovl"),
        move_if_form<13>("cmovnl"),
        move_if_form<14>("cmovle"),
        move_if_form<15>("cmovnle"),
        set_if_form<0>("seto"),
        set_if_form<1>("setno"),
        set_if_form<2>("setb"),
        set_if_form<3>("setnb"),
        set_if_form<4>("setz"),
        set_if_form<5>("setnz"),
        set_if_form<6>("setbe"),
        set_if_form<7>("setnbe"),
        set_if_form<8>("sets"),
        set_if_form<9>("setns"),
        set_if_form<10>("setp"),
        set_if_form<11>("setnp"),
        set_if_form<12>("setl"),
        set_if_form<13>("setnl"),
        set_if_form<14>("setle"),
        set_if_form<15>("setnle"),
    };
    return forms;
}

} // namespace ringside::cpu
