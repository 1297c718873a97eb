// RDMSR and WRMSR: which model-specific registers there are and what may be written to them.
// SDM Vol. 2B, "RDMSR"; Vol. 2C, "WRMSR"; SDM Vol. 4, "Model-Specific Registers"; APM Vol. 2, "System
// Resources".
#include "cpu/instructions/system.hpp"
#include "cpu/transitions/canonical.hpp"
#include "cpu/transitions/msr_numbers.hpp"

#include <cstdio>

namespace ringside::cpu {

namespace {

constexpr uint64_t apic_global_enable = 1 << 11;
constexpr uint64_t bootstrap_processor = 1 << 8;
constexpr uint64_t fast_strings = 1;
constexpr uint64_t low_half = 0xffff'ffff;

bool intel(Cpu const& cpu)
{
    return cpu.model().vendor == Vendor::intel;
}

// A register or the #GP(0) of one that this processor does not have, which the log names.
Fault unknown(Cpu& cpu, uint32_t number)
{
    char text[20];
    auto const length = std::snprintf(text, sizeof text, "MSR 0x%x", number);
    cpu.bus().note_unimplemented({text, static_cast<size_t>(length)}, cpu.state.rip);
    return general_protection(0);
}

// Registers that say "nothing here" of features that CPUID does not offer; reading them is harmless.
bool reads_as_zero(uint32_t number, Vendor vendor)
{
    switch (number) {
    case msr::bios_sign_id:
    case msr::mtrr_capabilities:
    case msr::mtrr_default_type:
    case msr::machine_check_capabilities:
    case msr::machine_check_status:
    case msr::debug_control:
        return true;
    case msr::platform_id:
    case msr::feature_control:
        return vendor == Vendor::intel;
    case msr::amd_system_configuration:
    case msr::amd_hardware_configuration:
    case msr::amd_decode_configuration:
        return vendor == Vendor::amd;
    default:
        return false;
    }
}

// ---- writes

Result<void> write_canonical(uint64_t& target, uint64_t value)
{
    if (!is_canonical(value))
        return general_protection(0);
    target = value;
    return {};
}

// AMD stores 32 bits of SYSENTER_ESP and SYSENTER_EIP. APM Vol. 2, "SYSENTER and SYSEXIT MSRs".
Result<void> write_sysenter_pointer(Cpu const& cpu, uint64_t& target, uint64_t value)
{
    return write_canonical(target, intel(cpu) ? value : value & low_half);
}

// LME cannot change while paging is on; LMA follows CR0.PG and ignores writes. SDM Vol. 3A, "Extended Feature
// Enable Register".
Result<void> write_efer(Cpu& cpu, uint64_t value)
{
    constexpr uint64_t defined = efer::sce | efer::lme | efer::lma | efer::nxe;
    auto& state = cpu.state;
    if ((value & ~defined) != 0)
        return general_protection(0);
    if (state.paging() && ((value ^ state.efer) & efer::lme) != 0)
        return general_protection(0);
    state.efer = (value & ~uint64_t{efer::lma}) | (state.efer & efer::lma);
    cpu.mapping_changed();
    return {};
}

// x2APIC mode is not offered. SDM Vol. 3A, "Local APIC Status and Location".
Result<void> write_apic_base(Cpu& cpu, uint64_t value)
{
    auto const address = ((uint64_t{1} << physical_address_bits) - 1) & ~uint64_t{0xfff};
    if ((value & ~(address | apic_global_enable | bootstrap_processor)) != 0)
        return general_protection(0);
    cpu.state.apic_base = value;
    cpu.mapping_changed();
    return {};
}

// Eight memory types, of which 2, 3 and 8 to 255 are reserved. SDM Vol. 3A, "IA32_PAT MSR".
Result<void> write_pat(Cpu& cpu, uint64_t value)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        auto const type = (value >> shift) & 0xff;
        if (type == 2 || type == 3 || type > 7)
            return general_protection(0);
    }
    cpu.state.pat = value;
    return {};
}

Result<void> write_misc_enable(Cpu& cpu, uint64_t value)
{
    if ((value & ~fast_strings) != 0)
        return general_protection(0);
    cpu.state.misc_enable = value;
    return {};
}

// The rest of the list: what is known is read-only, but writing 0 to BIOS_SIGN_ID is how its reading begins.
Result<void> write_other(Cpu& cpu, uint32_t number, uint64_t value)
{
    if (number == msr::misc_enable && intel(cpu))
        return write_misc_enable(cpu, value);
    if (number == msr::bios_sign_id && value == 0)
        return {};
    return reads_as_zero(number, cpu.model().vendor) ? general_protection(0) : unknown(cpu, number);
}

} // namespace

Result<void> set_msr(Cpu& cpu, uint32_t number, uint64_t value)
{
    auto& state = cpu.state;
    switch (number) {
    case msr::tsc:
        state.tsc_offset = value - state.time;
        return {};
    case msr::apic_base:
        return write_apic_base(cpu, value);
    case msr::pat:
        return write_pat(cpu, value);
    case msr::sysenter_cs:
        state.sysenter_cs = value & low_half;
        return {};
    case msr::sysenter_esp:
        return write_sysenter_pointer(cpu, state.sysenter_esp, value);
    case msr::sysenter_eip:
        return write_sysenter_pointer(cpu, state.sysenter_eip, value);
    case msr::efer:
        return write_efer(cpu, value);
    case msr::star:
        state.star = value;
        return {};
    case msr::lstar:
        return write_canonical(state.lstar, value);
    case msr::cstar:
        return write_canonical(state.cstar, value);
    case msr::sfmask:
        state.sfmask = value & low_half;
        return {};
    case msr::fs_base:
        return write_canonical(state.segment(SegmentName::fs).base, value);
    case msr::gs_base:
        return write_canonical(state.segment(SegmentName::gs).base, value);
    case msr::kernel_gs_base:
        return write_canonical(state.kernel_gs_base, value);
    case msr::tsc_aux:
        state.tsc_aux = value & low_half;
        return {};
    default:
        return write_other(cpu, number, value);
    }
}

Result<uint64_t> msr_value(Cpu& cpu, uint32_t number)
{
    auto const& state = cpu.state;
    switch (number) {
    case msr::tsc:
        return cpu.tsc();
    case msr::apic_base:
        return state.apic_base;
    case msr::pat:
        return state.pat;
    case msr::sysenter_cs:
        return state.sysenter_cs;
    case msr::sysenter_esp:
        return state.sysenter_esp;
    case msr::sysenter_eip:
        return state.sysenter_eip;
    case msr::efer:
        return state.efer;
    case msr::star:
        return state.star;
    case msr::lstar:
        return state.lstar;
    case msr::cstar:
        return state.cstar;
    case msr::sfmask:
        return state.sfmask;
    case msr::fs_base:
        return state.segment(SegmentName::fs).base;
    case msr::gs_base:
        return state.segment(SegmentName::gs).base;
    case msr::kernel_gs_base:
        return state.kernel_gs_base;
    case msr::tsc_aux:
        return state.tsc_aux;
    default:
        break;
    }
    if (number == msr::misc_enable && intel(cpu))
        return state.misc_enable;
    if (reads_as_zero(number, cpu.model().vendor))
        return uint64_t{0};
    return unknown(cpu, number);
}

Result<void> read_msr(Cpu& cpu, Instruction const&)
{
    TRY(require_ring_0(cpu));
    auto const value = TRY(msr_value(cpu, cpu.gpr<uint32_t>(rcx)));
    cpu.set_gpr<uint32_t>(rax, static_cast<uint32_t>(value));
    cpu.set_gpr<uint32_t>(rdx, static_cast<uint32_t>(value >> 32));
    return {};
}

Result<void> write_msr(Cpu& cpu, Instruction const&)
{
    TRY(require_ring_0(cpu));
    auto const value = uint64_t{cpu.gpr<uint32_t>(rdx)} << 32 | cpu.gpr<uint32_t>(rax);
    return set_msr(cpu, cpu.gpr<uint32_t>(rcx), value);
}

} // namespace ringside::cpu
