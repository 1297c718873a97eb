// IN and OUT, and who may use which port. SDM Vol. 2A, "IN"; Vol. 2B, "OUT"; SDM Vol. 1, "Input/Output".
#include "cpu/instructions/io_permission.hpp"
#include "cpu/instructions/system.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

namespace {

// A port is named by DX or by an immediate byte.
uint16_t port_of(Cpu const& cpu, Operand const& operand)
{
    if (operand.kind == Operand::Kind::gpr)
        return cpu.gpr<uint16_t>(operand.index);
    return static_cast<uint8_t>(operand.value);
}

// The bitmap has a bit for each port; the processor always reads two bytes, so that an access may lie across
// a byte's end. SDM Vol. 1, "I/O Permission Bit Map".
Result<void> check_bitmap(Cpu& cpu, uint16_t port, unsigned bytes)
{
    constexpr uint64_t map_base_field = 102;
    auto const& tr = cpu.state.tr;
    if (!tr.usable() || map_base_field + 1 > tr.limit)
        return general_protection(0);
    auto const map = TRY(cpu.read_system<uint16_t>({tr.base + map_base_field}));
    auto const first = uint64_t{map} + port / 8;
    if (first + 1 > tr.limit)
        return general_protection(0);
    auto const bits = TRY(cpu.read_system<uint16_t>({tr.base + first}));
    auto const wanted = ((1u << bytes) - 1) << (port % 8);
    return (bits & wanted) == 0 ? Result<void>() : general_protection(0);
}

} // namespace

Result<void> check_io_permission(Cpu& cpu, uint16_t port, unsigned bytes)
{
    if (!cpu.may_act_as(io_privilege_level(cpu.state)))
        TRY(check_bitmap(cpu, port, bytes));
    cpu.watch_port(port, bytes);
    return {};
}

template <std::unsigned_integral T>
Result<void> in(Cpu& cpu, Instruction const& instruction)
{
    auto const port = port_of(cpu, instruction.src);
    TRY(check_io_permission(cpu, port, sizeof(T)));
    cpu.set_gpr<T>(rax, static_cast<T>(cpu.bus().read_port(port, sizeof(T))));
    return {};
}

template <std::unsigned_integral T>
Result<void> out(Cpu& cpu, Instruction const& instruction)
{
    auto const port = port_of(cpu, instruction.dst);
    TRY(check_io_permission(cpu, port, sizeof(T)));
    cpu.bus().write_port(port, sizeof(T), cpu.gpr<T>(rax));
    return {};
}

template Result<void> in<uint8_t>(Cpu&, Instruction const&);
template Result<void> in<uint16_t>(Cpu&, Instruction const&);
template Result<void> in<uint32_t>(Cpu&, Instruction const&);
template Result<void> out<uint8_t>(Cpu&, Instruction const&);
template Result<void> out<uint16_t>(Cpu&, Instruction const&);
template Result<void> out<uint32_t>(Cpu&, Instruction const&);

} // namespace ringside::cpu
