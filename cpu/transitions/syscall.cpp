// SYSCALL and SYSRET: the pair that touches no memory at all. SYSCALL keeps the return address in RCX and the
// flags in R11 and takes the rest from MSRs; RSP stays the user's. SDM Vol. 2B, "SYSCALL—Fast System Call"
// and "SYSRET—Return From Fast System Call"; SDM Vol. 3A, "Fast System Calls in 64-Bit Mode". Where AMD
// differs: APM Vol. 3, "SYSCALL" and "SYSRET".
#include "cpu/transitions/attempt.hpp"
#include "cpu/transitions/canonical.hpp"
#include "cpu/transitions/code_switch.hpp"
#include "cpu/transitions/msr_numbers.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

namespace {

// What SYSRET may take from R11: not RF, not VM, no reserved bits. SDM Vol. 2B, "SYSRET".
constexpr uint64_t sysret_flags = 0x3c'7fd7;

uint64_t syscall_selector(State const& state)
{
    return (state.star >> 32) & 0xffff;
}

uint64_t sysret_selector(State const& state)
{
    return (state.star >> 48) | 3; // RPL 3, whatever was written
}

Result<void> check_enabled(Story const& story)
{
    auto const sce = story.state().efer & efer::sce;
    return story.check(Step::check_sce, "EFER.SCE", sce, 1, sce != 0, invalid_opcode());
}

// Intel's processors know both instructions in 64-bit mode only; AMD's know them in every protected mode.
Result<void> check_mode(Story const& story)
{
    auto const allowed = story.state().code_64() || !story.intel();
    return story.check(Step::check_mode, "64-bit mode", story.state().code_64() ? 1 : 0, 1, allowed,
                       invalid_opcode());
}

Result<void> save_rcx(Story const& story, uint64_t return_rip)
{
    auto& cpu = story.cpu();
    auto const before = cpu.state.gpr[rcx];
    cpu.set_gpr<uint64_t>(rcx, return_rip);
    return story.loaded(Step::save_rcx, "RCX", before, return_rip);
}

// R11 gets the flags before masking, RF as 0.
Result<void> save_r11(Story const& story)
{
    auto& state = story.state();
    auto const before = state.gpr[r11];
    state.gpr[r11] = state.rflags & ~uint64_t{flag::rf};
    return story.loaded(Step::save_r11, "R11", before, state.gpr[r11]);
}

Result<void> load_rip_from(Story const& story, std::string_view what, uint32_t msr, uint64_t target)
{
    auto const before = story.state().rip;
    story.state().rip = target;
    story.cpu().next_rip = target;
    return story.loaded_from_msr(Step::load_rip, what, msr, before, target);
}

Result<void> enter_ring_0(Story const& story, CodeSize size)
{
    auto const selector = syscall_selector(story.state());
    TRY(load_cs(story, flat_code(selector & 0xfffc, 0, size)));
    TRY(set_cpl(story, 0));
    return load_ss(story, flat_stack(selector + 8, 0));
}

// AMD outside long mode: EIP comes from STAR, and only IF and VM are cleared. APM Vol. 3, "SYSCALL".
Result<void> syscall_in_legacy_mode(Story const& story)
{
    auto const& state = story.state();
    TRY(save_rcx(story, static_cast<uint32_t>(story.cpu().next_rip)));
    TRY(load_rip_from(story, "EIP from STAR", msr::star, static_cast<uint32_t>(state.star)));
    TRY(change_rflags(story, Step::clear_rflags,
                      state.rflags & ~uint64_t{flag::interrupt | flag::vm | flag::rf}));
    return enter_ring_0(story, CodeSize::bits_32);
}

Result<void> syscall_steps(Story const& story)
{
    auto const& state = story.state();
    TRY(check_enabled(story));
    TRY(check_mode(story));
    if (!state.long_mode())
        return syscall_in_legacy_mode(story);
    TRY(save_rcx(story, story.cpu().next_rip));
    TRY(save_r11(story));
    if (state.code_64())
        TRY(load_rip_from(story, "RIP from LSTAR", msr::lstar, state.lstar));
    else
        TRY(load_rip_from(story, "RIP from CSTAR", msr::cstar, state.cstar));
    TRY(change_rflags(story, Step::mask_rflags, state.rflags & ~state.sfmask & ~uint64_t{flag::rf}));
    TRY(enter_ring_0(story, CodeSize::bits_64));
    // A TF that was masked does not trap: the kernel's first instruction is not single-stepped.
    story.cpu().single_step_trap = story.cpu().single_step_trap && state.has(flag::tf);
    return {};
}

// Intel forces a flat stack segment; AMD changes the selector and keeps what was cached. APM Vol. 3,
// "SYSRET".
Result<void> load_user_ss(Story const& story, uint64_t selector)
{
    if (story.intel())
        return load_ss(story, flat_stack(selector, 3));
    auto ss = story.state().segment(SegmentName::ss);
    ss.selector = static_cast<uint16_t>(selector);
    return load_ss(story, ss);
}

// To 64-bit code with REX.W, else to 32-bit code. The check is Intel's alone, and it comes while CPL is still
// 0 and RSP perhaps already the user's; on AMD the fetch faults in ring 3.
Result<void> sysret_steps(Story const& story, CodeSize size)
{
    auto& state = story.state();
    TRY(check_enabled(story));
    TRY(check_mode(story));
    TRY(story.check_privilege(Step::check_cpl, "CPL", state.cpl, 0, state.cpl == 0, general_protection(0)));
    auto const to_64 = size == CodeSize::bits_64 && state.code_64();
    auto const target = to_64 ? state.gpr[rcx] : static_cast<uint32_t>(state.gpr[rcx]);
    if (to_64 && story.intel())
        TRY(story.check_canonical(Step::check_rcx_canonical, "canonical RCX", target, general_protection(0)));
    // From compatibility and legacy mode (AMD only) R11 is not used. APM Vol. 3, "SYSRET".
    auto const flags = state.code_64() ? state.gpr[r11] & sysret_flags : state.rflags | flag::interrupt;
    TRY(load_rip(story, target));
    TRY(change_rflags(story, Step::load_rflags, flags));
    auto const selector = sysret_selector(state);
    TRY(load_cs(story, flat_code(to_64 ? selector + 16 : selector, 3, size)));
    TRY(set_cpl(story, 3));
    TRY(load_user_ss(story, selector + 8));
    // TF in R11 traps at once, before any instruction of the user.
    story.cpu().single_step_trap = state.has(flag::tf);
    return {};
}

} // namespace

Result<void> syscall(Cpu& cpu, Instruction const&)
{
    return attempt(cpu, Transition::syscall, 0,
                   [&] { return syscall_steps(Story(cpu, Transition::syscall)); });
}

Result<void> sysret(Cpu& cpu, Instruction const& instruction)
{
    auto const size = instruction.operand_bits == 64 ? CodeSize::bits_64 : CodeSize::bits_32;
    return attempt(cpu, Transition::sysret, 0,
                   [&] { return sysret_steps(Story(cpu, Transition::sysret), size); });
}

} // namespace ringside::cpu
