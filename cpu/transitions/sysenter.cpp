// SYSENTER and SYSEXIT: stack, code and selectors from three MSRs; nothing is saved anywhere, the caller must
// know where to come back. SDM Vol. 2B, "SYSENTER—Fast System Call" and "SYSEXIT—Fast Return from Fast System
// Call"; SDM Vol. 3A, "Performing Fast Calls to System Procedures with the SYSENTER and SYSEXIT
// Instructions". AMD has both in legacy mode only. APM Vol. 2, "SYSENTER and SYSEXIT (Legacy Mode Only)".
#include "cpu/transitions/attempt.hpp"
#include "cpu/transitions/canonical.hpp"
#include "cpu/transitions/code_switch.hpp"
#include "cpu/transitions/msr_numbers.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

namespace {

Result<void> check_selector(Story const& story)
{
    auto const& state = story.state();
    auto const selector = state.sysenter_cs & 0xfffc;
    return story.check(Step::check_sysenter_cs, "SYSENTER_CS not null", selector, 0,
                       state.protected_mode() && selector != 0, general_protection(0));
}

// Told only where it can fail: on AMD.
Result<void> check_vendor_knows(Story const& story)
{
    auto const long_mode = story.state().long_mode();
    if (story.intel())
        return {};
    return story.check(Step::check_mode, "legacy mode", long_mode ? 1 : 0, 0, !long_mode, invalid_opcode());
}

Result<void> load_pointer(Story const& story, Step step, std::string_view what, uint32_t msr,
                          uint64_t& target, uint64_t value)
{
    auto const before = target;
    target = value;
    return story.loaded_from_msr(step, what, msr, before, value);
}

Result<void> sysenter_steps(Story const& story)
{
    auto& cpu = story.cpu();
    auto& state = cpu.state;
    TRY(check_vendor_knows(story));
    TRY(check_selector(story));
    // VM and IF (and RF) only: TF, NT, AC and DF of the caller survive into the kernel.
    TRY(change_rflags(story, Step::clear_rflags,
                      state.rflags & ~uint64_t{flag::vm | flag::interrupt | flag::rf}));
    auto const width = state.long_mode() ? ~uint64_t{0} : uint64_t{0xffff'ffff};
    TRY(load_pointer(story, Step::load_rsp, "RSP from SYSENTER_ESP", msr::sysenter_esp, state.gpr[rsp],
                     state.sysenter_esp & width));
    cpu.next_rip = state.sysenter_eip & width;
    TRY(load_pointer(story, Step::load_rip, "RIP from SYSENTER_EIP", msr::sysenter_eip, state.rip,
                     cpu.next_rip));
    auto const selector = state.sysenter_cs & 0xfffc;
    TRY(load_cs(story, flat_code(selector, 0, state.long_mode() ? CodeSize::bits_64 : CodeSize::bits_32)));
    TRY(set_cpl(story, 0));
    return load_ss(story, flat_stack(selector + 8, 0));
}

// With REX.W to 64-bit code. RSP comes from RCX, RIP from RDX. RFLAGS stays, so IF must have been set before.
Result<void> sysexit_steps(Story const& story, CodeSize size)
{
    auto& state = story.state();
    auto const to_64 = size == CodeSize::bits_64;
    if (story.intel())
        TRY(check_selector(story));
    TRY(story.check_privilege(Step::check_cpl, "CPL", state.cpl, 0, state.cpl == 0, general_protection(0)));
    TRY(check_vendor_knows(story));
    if (!story.intel())
        TRY(check_selector(story));
    auto const width = to_64 ? ~uint64_t{0} : uint64_t{0xffff'ffff};
    auto const stack = state.gpr[rcx] & width;
    auto const target = state.gpr[rdx] & width;
    if (to_64)
        TRY(story.check(Step::check_target_canonical, "RCX and RDX canonical", stack, target,
                        is_canonical(stack) && is_canonical(target), general_protection(0)));
    auto const before = state.gpr[rsp];
    state.gpr[rsp] = stack;
    TRY(story.loaded(Step::load_rsp, "RSP", before, stack));
    TRY(load_rip(story, target));
    auto const selector = ((state.sysenter_cs & 0xfffc) + (to_64 ? 32 : 16)) | 3;
    TRY(load_cs(story, flat_code(selector, 3, size)));
    TRY(set_cpl(story, 3));
    return load_ss(story, flat_stack(selector + 8, 3));
}

} // namespace

Result<void> sysenter(Cpu& cpu, Instruction const&)
{
    return attempt(cpu, Transition::sysenter, 0,
                   [&] { return sysenter_steps(Story(cpu, Transition::sysenter)); });
}

Result<void> sysexit(Cpu& cpu, Instruction const& instruction)
{
    auto const size = instruction.operand_bits == 64 ? CodeSize::bits_64 : CodeSize::bits_32;
    return attempt(cpu, Transition::sysexit, 0,
                   [&] { return sysexit_steps(Story(cpu, Transition::sysexit), size); });
}

} // namespace ringside::cpu
