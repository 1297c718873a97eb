// MOV to and from debug registers. SDM Vol. 2B, "MOV—Move to/from Debug Registers"; SDM Vol. 3B, "Debug
// Registers". What the breakpoints do is in engine/hardware_breakpoints.cpp.
#include "cpu/instructions/system.hpp"

namespace ringside::cpu {

namespace {

constexpr uint64_t dr6_writable = 0xe00f;
constexpr uint64_t dr6_ones = 0xffff'0ff0;
constexpr uint64_t dr7_writable = 0xffff'23ff;
constexpr uint64_t dr7_ones = 0x400;
constexpr uint64_t dr6_access_detected = 0x2000; // BD

// DR4 and DR5 are DR6 and DR7 unless CR4.DE makes them undefined.
Result<unsigned> real_number(Cpu const& cpu, unsigned number)
{
    if (number != 4 && number != 5)
        return number < 8 ? Result<unsigned>(number) : invalid_opcode();
    if ((cpu.state.cr4 & cr4::de) != 0)
        return invalid_opcode();
    return number + 2;
}

uint64_t read_debug(State const& state, unsigned number)
{
    if (number < 4)
        return state.breakpoint_address[number];
    return number == 6 ? state.dr6 : state.dr7;
}

// A new DR7 changes which accesses must be seen, so the TLB begins anew.
Result<void> write_debug(Cpu& cpu, unsigned number, uint64_t value)
{
    auto& state = cpu.state;
    if (number < 4) {
        state.breakpoint_address[number] = value;
        return {};
    }
    if (value >> 32 != 0)
        return general_protection(0);
    if (number == 6) {
        state.dr6 = (value & dr6_writable) | dr6_ones;
        return {};
    }
    state.dr7 = (value & dr7_writable) | dr7_ones;
    cpu.mapping_changed();
    return {};
}

} // namespace

Result<void> move_debug(Cpu& cpu, Instruction const& instruction)
{
    TRY(require_ring_0(cpu));
    auto const to_debug = instruction.dst.kind == Operand::Kind::debug;
    auto const number = TRY(real_number(cpu, to_debug ? instruction.dst.index : instruction.src.index));
    // With DR7.GD set any use of the registers is a #DB before it. SDM Vol. 3B, "General-Detect Exception
    // Condition".
    if ((cpu.state.dr7 & dr7::general_detect) != 0) {
        cpu.state.dr6 |= dr6_access_detected;
        return Fault{Vector::debug};
    }
    auto const width = cpu.state.code_64() ? ~uint64_t{0} : uint64_t{0xffff'ffff};
    if (to_debug)
        return write_debug(cpu, number, cpu.state.gpr[instruction.src.index] & width);
    cpu.state.gpr[instruction.dst.index] = read_debug(cpu.state, number) & width;
    return {};
}

} // namespace ringside::cpu
