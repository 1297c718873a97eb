// Looking at descriptors without loading them: LAR, LSL, VERR, VERW, ARPL. They never fault over what they
// find; ZF tells. SDM Vol. 2A, "LAR", "LSL", "ARPL"; Vol. 2C, "VERR/VERW".
#include "cpu/instructions/system.hpp"
#include "cpu/transitions/selector.hpp"

#include <initializer_list>

namespace ringside::cpu {

namespace {

struct Looked
{
    bool found = false;
    Descriptor descriptor{};
};

// A descriptor that the present privilege and the selector's RPL may see.
Result<Looked> look(Cpu& cpu, Operand const& operand)
{
    Selector const selector{TRY(cpu.load<uint16_t>(operand))};
    auto const table = table_of(cpu.state, selector);
    if (selector.null() || !reaches(table, selector))
        return Looked{};
    Descriptor const descriptor{TRY(cpu.read_system<uint64_t>(descriptor_address(table, selector)))};
    auto const visible = descriptor.conforming() || cpu.model().rings == Rings::off ||
                         (cpu.state.cpl <= descriptor.dpl() && selector.rpl() <= descriptor.dpl());
    return Looked{visible, descriptor};
}

// The system types that exist, as a bit for each type. Long mode has no 16-bit segments and no task gates.
constexpr uint32_t types(std::initializer_list<unsigned> list)
{
    uint32_t set = 0;
    for (auto const type : list)
        set |= 1u << type;
    return set;
}
constexpr uint32_t rights_types_legacy = types({1, 2, 3, 4, 5, 9, 11, 12});
constexpr uint32_t rights_types_long = types({2, 9, 11, 12});
constexpr uint32_t limit_types_legacy = types({1, 2, 3, 9, 11});
constexpr uint32_t limit_types_long = types({2, 9, 11});

bool has_type(Descriptor descriptor, uint32_t system_types)
{
    return descriptor.non_system() || ((system_types >> descriptor.type()) & 1) != 0;
}

void set_zf(Cpu& cpu, bool value)
{
    cpu.set_status(value ? uint32_t{flag::zf} : 0, flag::zf);
}

} // namespace

// LAR: the descriptor's second doubleword without base bits. Bits 19:16, which are undefined, hold the
// limit's.
template <std::unsigned_integral T>
Result<void> load_access_rights(Cpu& cpu, Instruction const& instruction)
{
    auto const looked = TRY(look(cpu, instruction.src));
    auto const allowed = cpu.state.long_mode() ? rights_types_long : rights_types_legacy;
    auto const good = looked.found && has_type(looked.descriptor, allowed);
    if (good)
        cpu.set_gpr<T>(instruction.dst.index, static_cast<T>((looked.descriptor.raw >> 32) & 0x00ff'ff00));
    set_zf(cpu, good);
    return {};
}

// LSL: the limit in bytes.
template <std::unsigned_integral T>
Result<void> load_segment_limit(Cpu& cpu, Instruction const& instruction)
{
    auto const looked = TRY(look(cpu, instruction.src));
    auto const allowed = cpu.state.long_mode() ? limit_types_long : limit_types_legacy;
    auto const good = looked.found && has_type(looked.descriptor, allowed);
    if (good)
        cpu.set_gpr<T>(instruction.dst.index, static_cast<T>(looked.descriptor.limit()));
    set_zf(cpu, good);
    return {};
}

Result<void> verify_read(Cpu& cpu, Instruction const& instruction)
{
    auto const looked = TRY(look(cpu, instruction.dst));
    set_zf(cpu, looked.found && looked.descriptor.non_system() && looked.descriptor.readable());
    return {};
}

Result<void> verify_write(Cpu& cpu, Instruction const& instruction)
{
    auto const looked = TRY(look(cpu, instruction.dst));
    set_zf(cpu, looked.found && looked.descriptor.writable_data());
    return {};
}

// ARPL raises the RPL of a selector to that of another; not in 64-bit mode, where the opcode is MOVSXD.
Result<void> adjust_rpl(Cpu& cpu, Instruction const& instruction)
{
    Selector const selector{TRY(cpu.load<uint16_t>(instruction.dst))};
    auto const wanted = Selector{TRY(cpu.load<uint16_t>(instruction.src))}.rpl();
    auto const raise = selector.rpl() < wanted;
    // Nothing is written, and a page need not be writable, unless the RPL rises: so does silicon.
    if (raise) {
        auto const target = TRY(cpu.place<uint16_t>(instruction.dst, Intent::write));
        TRY(target.write(with_rpl(selector, wanted).value));
    }
    set_zf(cpu, raise);
    return {};
}

template Result<void> load_access_rights<uint16_t>(Cpu&, Instruction const&);
template Result<void> load_access_rights<uint32_t>(Cpu&, Instruction const&);
template Result<void> load_access_rights<uint64_t>(Cpu&, Instruction const&);
template Result<void> load_segment_limit<uint16_t>(Cpu&, Instruction const&);
template Result<void> load_segment_limit<uint32_t>(Cpu&, Instruction const&);
template Result<void> load_segment_limit<uint64_t>(Cpu&, Instruction const&);

} // namespace ringside::cpu
