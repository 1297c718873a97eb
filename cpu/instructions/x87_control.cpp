// x87 control: the control and status words, initialisation, exceptions cleared and awaited. The FN forms do
// not wait for a pending exception. SDM Vol. 2A, "FLDCW", "FSTCW/FNSTCW", "FSTSW/FNSTSW", "FINIT/FNINIT",
// "FCLEX/FNCLEX"; "WAIT/FWAIT". Read next: x87_environment.cpp.
#include "cpu/instructions/x87.hpp"

namespace ringside::cpu::x87 {

namespace {

Result<void> load_control(Cpu& cpu, Instruction const& instruction)
{
    TRY(begin(cpu));
    auto const value = TRY(cpu.load<uint16_t>(instruction.dst));
    set_control(cpu.state.x87, value);
    update_summary(cpu);
    return {};
}

Result<void> store_control(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_usable(cpu));
    return cpu.write<uint16_t>(instruction.dst.segment, cpu.effective_address(instruction.dst),
                               cpu.state.x87.control);
}

// To memory or to AX.
Result<void> store_status(Cpu& cpu, Instruction const& instruction)
{
    TRY(check_usable(cpu));
    auto const target = TRY(cpu.place<uint16_t>(instruction.dst, Intent::write));
    return target.write(cpu.state.x87.status);
}

Result<void> initialize_unit(Cpu& cpu, Instruction const&)
{
    TRY(check_usable(cpu));
    initialize(cpu.state.x87);
    return {};
}

Result<void> clear_exceptions(Cpu& cpu, Instruction const&)
{
    TRY(check_usable(cpu));
    constexpr uint16_t cleared = status::exceptions | status::sf | status::es | status::busy;
    cpu.state.x87.status &= static_cast<uint16_t>(~cleared);
    return {};
}

// FNOP.
Result<void> nothing(Cpu& cpu, Instruction const& instruction)
{
    return start(cpu, instruction);
}

// FENI, FDISI and FSETPM of the 8087 and 80287 do nothing. SDM Vol. 3B, "Obsolete Instructions".
Result<void> obsolete(Cpu& cpu, Instruction const&)
{
    return check_usable(cpu);
}

// FWAIT heeds CR0.TS only while CR0.MP is set. SDM Vol. 3A, "Control Registers", MP.
Result<void> wait(Cpu& cpu, Instruction const&)
{
    constexpr uint64_t both = cr0::mp | cr0::ts;
    if ((cpu.state.cr0 & both) == both)
        return device_not_available();
    return check_pending(cpu);
}

constexpr std::array forms = {
    any("fldcw", load_control),      any("fnstcw", store_control),
    any("fnstsw", store_status),     any("fninit", initialize_unit),
    any("fnclex", clear_exceptions), any("fnop", nothing),
    any("feni8087_nop", obsolete),   any("fdisi8087_nop", obsolete),
    any("fsetpm287_nop", obsolete),  any("fwait", wait),
};

} // namespace

std::span<Form const> control_forms()
{
    return forms;
}

} // namespace ringside::cpu::x87
