// MOV to and from control registers, LMSW, SMSW, CLTS: turning paging and long mode on and off, and what may
// not be combined. SDM Vol. 2B, "MOV—Move to/from Control Registers"; SDM Vol. 3A, "Control Registers" and
// "Initializing IA-32e Mode".
#include "cpu/instructions/system.hpp"
#include "cpu/transitions/attempt.hpp"
#include "cpu/transitions/story.hpp"

namespace ringside::cpu {

namespace {

constexpr uint64_t cr0_writable = cr0::pe | cr0::mp | cr0::em | cr0::ts | cr0::ne | cr0::wp | cr0::am |
                                  cr0::nw | cr0::cd | cr0::pg; // ET is fixed to 1, the rest is ignored
// The bits whose features CPUID offers. All others are reserved: #GP(0).
constexpr uint64_t cr4_writable = cr4::tsd | cr4::de | cr4::pse | cr4::pae | cr4::pge | cr4::pce |
                                  cr4::osfxsr | cr4::osxmmexcpt | cr4::smep | cr4::smap;
// A change of these invalidates the TLB.
constexpr uint64_t cr4_of_paging = cr4::pse | cr4::pae | cr4::pge | cr4::pcide | cr4::smep;
constexpr uint64_t cr8_writable = 0xf;
constexpr uint64_t cr3_no_flush = uint64_t{1} << 63; // with CR4.PCIDE

// The steps that a changed mapping is told by.
Result<void> flush(Story const& story, std::string_view why)
{
    story.cpu().mapping_changed();
    return story.loaded(Step::flush_tlb, why, 0, 0);
}

// ---- CR0

bool cr0_is_consistent(State const& state, uint64_t value)
{
    auto const has = [value](uint64_t bit) { return (value & bit) != 0; };
    if (value >> 32 != 0)
        return false;
    if (has(cr0::pg) && !has(cr0::pe))
        return false;
    if (has(cr0::nw) && !has(cr0::cd))
        return false;
    // Paging cannot be left from 64-bit mode, nor while PCIDs are in use.
    return has(cr0::pg) || (!state.code_64() && (state.cr4 & cr4::pcide) == 0);
}

// Paging goes on with EFER.LME set: long mode begins, in compatibility mode.
bool may_enter_long_mode(State const& state)
{
    return (state.cr4 & cr4::pae) != 0 && !state.segment(SegmentName::cs).long_code();
}

// FIXME: the 32-bit and PAE paging modes and real mode are not implemented: #GP(0), and the log says so.
Result<void> check_mode_change(Cpu& cpu, uint64_t value)
{
    auto const& state = cpu.state;
    if ((value & cr0::pe) == 0) {
        cpu.bus().note_unimplemented("real mode (CR0.PE = 0)", state.rip);
        return general_protection(0);
    }
    if (state.paging() || (value & cr0::pg) == 0)
        return {};
    if ((state.efer & efer::lme) == 0) {
        cpu.bus().note_unimplemented("paging without EFER.LME", state.rip);
        return general_protection(0);
    }
    return may_enter_long_mode(state) ? Result<void>() : general_protection(0);
}

Result<void> write_cr0(Cpu& cpu, uint64_t value)
{
    auto& state = cpu.state;
    if (!cr0_is_consistent(state, value))
        return general_protection(0);
    value = (value & cr0_writable) | cr0::et;
    TRY(check_mode_change(cpu, value));
    auto const paging_changes = ((state.cr0 ^ value) & cr0::pg) != 0;
    state.cr0 = value;
    if (paging_changes) {
        auto const active = (value & cr0::pg) != 0 && (state.efer & efer::lme) != 0;
        state.efer = active ? state.efer | efer::lma : state.efer & ~uint64_t{efer::lma};
    }
    cpu.mapping_changed(); // WP, too, decides what may be written
    if (!paging_changes)
        return {};
    return attempt(cpu, Transition::control_register, 0,
                   [&] { return flush(Story(cpu, Transition::control_register), "CR0.PG"); });
}

// ---- CR3

Result<void> load_cr3_steps(Story const& story, uint64_t value)
{
    auto& state = story.state();
    auto const keeps_tlb = (state.cr4 & cr4::pcide) != 0 && (value & cr3_no_flush) != 0;
    auto const before = state.cr3;
    state.cr3 = value & ~cr3_no_flush;
    story.cpu().mapping_changed();
    TRY(story.loaded(Step::load_cr3, "CR3", before, state.cr3));
    return keeps_tlb ? Result<void>() : flush(story, "CR3");
}

Result<void> write_cr3(Cpu& cpu, uint64_t value)
{
    auto const ignored = (cpu.state.cr4 & cr4::pcide) != 0 ? cr3_no_flush : 0;
    if ((value & ~ignored) >> physical_address_bits != 0)
        return general_protection(0);
    return attempt(cpu, Transition::control_register, 3,
                   [&] { return load_cr3_steps(Story(cpu, Transition::control_register), value); });
}

// ---- CR4

bool cr4_is_allowed(State const& state, uint64_t value)
{
    if ((value & ~cr4_writable) != 0)
        return false;
    if (state.long_mode() && (value & cr4::pae) == 0)
        return false;
    auto const starts_pcid = (value & cr4::pcide) != 0 && (state.cr4 & cr4::pcide) == 0;
    return !starts_pcid || (state.long_mode() && (state.cr3 & 0xfff) == 0);
}

Result<void> write_cr4(Cpu& cpu, uint64_t value)
{
    auto& state = cpu.state;
    if (!cr4_is_allowed(state, value))
        return general_protection(0);
    auto const paging_changes = ((state.cr4 ^ value) & cr4_of_paging) != 0;
    state.cr4 = value;
    cpu.mapping_changed();
    if (!paging_changes)
        return {};
    return attempt(cpu, Transition::control_register, 4,
                   [&] { return flush(Story(cpu, Transition::control_register), "CR4"); });
}

// ---- all

Result<uint64_t> read_control(State const& state, unsigned number)
{
    switch (number) {
    case 0:
        return state.cr0;
    case 2:
        return state.cr2;
    case 3:
        return state.cr3;
    case 4:
        return state.cr4;
    case 8:
        return state.cr8;
    default:
        return invalid_opcode();
    }
}

Result<void> write_control(Cpu& cpu, unsigned number, uint64_t value)
{
    switch (number) {
    case 0:
        return write_cr0(cpu, value);
    case 2:
        cpu.state.cr2 = value;
        return {};
    case 3:
        return write_cr3(cpu, value);
    case 4:
        return write_cr4(cpu, value);
    case 8:
        if ((value & ~cr8_writable) != 0)
            return general_protection(0);
        cpu.state.cr8 = value;
        return {};
    default:
        return invalid_opcode();
    }
}

} // namespace

// The operand is 64 bits wide in 64-bit mode and 32 elsewhere, whatever the prefixes say.
Result<void> move_control(Cpu& cpu, Instruction const& instruction)
{
    TRY(require_ring_0(cpu));
    auto const width = cpu.state.code_64() ? ~uint64_t{0} : uint64_t{0xffff'ffff};
    if (instruction.dst.kind == Operand::Kind::control)
        return write_control(cpu, instruction.dst.index, cpu.state.gpr[instruction.src.index] & width);
    cpu.state.gpr[instruction.dst.index] = TRY(read_control(cpu.state, instruction.src.index)) & width;
    return {};
}

// LMSW sets PE, MP, EM and TS from a 16-bit word; it cannot clear PE. SDM Vol. 2A, "LMSW".
Result<void> load_machine_status(Cpu& cpu, Instruction const& instruction)
{
    TRY(require_ring_0(cpu));
    uint64_t const word = TRY(cpu.load<uint16_t>(instruction.dst));
    constexpr uint64_t loadable = cr0::pe | cr0::mp | cr0::em | cr0::ts;
    auto const kept = (cpu.state.cr0 & ~loadable) | (cpu.state.cr0 & cr0::pe);
    return write_cr0(cpu, kept | (word & loadable));
}

// SMSW: the low word to memory, as much of CR0 as fits to a register. SDM Vol. 2B, "SMSW".
template <std::unsigned_integral T>
Result<void> store_machine_status(Cpu& cpu, Instruction const& instruction)
{
    if (!instruction.dst.is_memory()) {
        cpu.set_gpr<T>(instruction.dst.index, static_cast<T>(cpu.state.cr0));
        return {};
    }
    auto const target = TRY(cpu.place<uint16_t>(instruction.dst, Intent::write));
    return target.write(static_cast<uint16_t>(cpu.state.cr0));
}

// CLTS. SDM Vol. 2A, "CLTS".
Result<void> clear_task_switched(Cpu& cpu, Instruction const&)
{
    TRY(require_ring_0(cpu));
    cpu.state.cr0 &= ~uint64_t{cr0::ts};
    return {};
}

template Result<void> store_machine_status<uint16_t>(Cpu&, Instruction const&);
template Result<void> store_machine_status<uint32_t>(Cpu&, Instruction const&);
template Result<void> store_machine_status<uint64_t>(Cpu&, Instruction const&);

} // namespace ringside::cpu
