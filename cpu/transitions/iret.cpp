// IRET, IRETD, IRETQ: the way back from a handler, in 64-bit, compatibility and 32-bit protected mode.
// SDM Vol. 2A, "IRET/IRETD/IRETQ—Interrupt Return", Operation; SDM Vol. 3A, "IRET in IA-32e Mode".
// The handler's frame was made by interrupt.cpp.
#include "cpu/transitions/attempt.hpp"
#include "cpu/transitions/return.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

namespace {

// What IRET may load into RFLAGS: IOPL, VIF and VIP only at CPL 0, IF only if CPL <= IOPL, and with a 16-bit
// operand only the lower half. CPL and IOPL are those before the return. VM is ignored.
template <std::unsigned_integral T>
uint64_t loadable_flags(Cpu const& cpu)
{
    uint64_t mask = flag::status | flag::tf | flag::df | flag::nt | flag::rf | flag::ac | flag::id;
    if (cpu.may_act_as(io_privilege_level(cpu.state)))
        mask |= flag::interrupt;
    if (cpu.may_act_as(0))
        mask |= flag::iopl | flag::vif | flag::vip;
    return sizeof(T) == 2 ? mask & 0xffff : mask;
}

template <std::unsigned_integral T>
Result<void> load_rflags(Story const& story, T image)
{
    auto const mask = loadable_flags<T>(story.cpu());
    return change_rflags(story, Step::load_rflags, (story.state().rflags & ~mask) | (image & mask));
}

// NT outside long mode means a return to another task.
// FIXME: task returns and returns to virtual-8086 mode are not implemented: #GP(0), and the log says so.
Result<void> check_nested_task(Story const& story)
{
    auto const& state = story.state();
    auto const nested = state.has(flag::nt);
    if (nested && !state.long_mode())
        story.cpu().bus().note_unimplemented("IRET to another task (NT = 1)", state.rip);
    return story.check(Step::check_nt, "NT", nested ? 1 : 0, 0, !nested, general_protection(0));
}

Result<void> check_virtual_8086(Story const& story, uint64_t image)
{
    auto const& state = story.state();
    if (state.long_mode() || state.cpl != 0 || (image & flag::vm) == 0)
        return {};
    story.cpu().bus().note_unimplemented("IRET to virtual-8086 mode", state.rip);
    return general_protection(0);
}

Result<void> end_nmi_blocking(Story const& story)
{
    auto& blocked = story.state().nmi_blocked;
    auto const before = blocked;
    blocked = false;
    return story.loaded(Step::end_nmi_blocking, "NMI blocking", before ? 1 : 0, 0);
}

template <std::unsigned_integral T>
Result<void> iret_steps(Story const& story)
{
    auto& state = story.state();
    TRY(check_nested_task(story));
    ReturnFrame frame;
    frame.rip = TRY(pop<T>(story, Step::pop_rip, "RIP"));
    frame.cs = {static_cast<uint16_t>(TRY(pop<T>(story, Step::pop_cs, "CS")))};
    auto const image = TRY(pop<T>(story, Step::pop_rflags, "RFLAGS"));
    TRY(check_virtual_8086(story, image));
    auto code = TRY(find_return_code(story, frame.cs));

    // 64-bit mode always takes RSP and SS from the frame, the others only if the ring changes.
    auto const changes_ring = frame.cs.rpl() > state.cpl;
    frame.takes_stack = changes_ring || state.code_64();
    if (frame.takes_stack) {
        frame.rsp = TRY(pop<T>(story, Step::pop_rsp, "RSP"));
        frame.ss = {static_cast<uint16_t>(TRY(pop<T>(story, Step::pop_ss, "SS")))};
    }
    // Of a bad RIP and a bad SS, Intel's text finds SS first; AMD's processors were seen to find RIP first.
    FoundDescriptor stack;
    if (!story.intel())
        TRY(check_return_target(story, code, frame.rip));
    if (frame.takes_stack)
        stack = TRY(find_return_stack(story, code, frame));
    if (story.intel())
        TRY(check_return_target(story, code, frame.rip));

    TRY(load_rflags<T>(story, image));
    TRY(load_return_state(story, frame, code, stack));
    return end_nmi_blocking(story);
}

} // namespace

// NMIs are no longer blocked even if the return faults. SDM Vol. 3A, "Handling Multiple NMIs".
template <std::unsigned_integral T>
Result<void> iret(Cpu& cpu, Instruction const&)
{
    auto const result =
        attempt(cpu, Transition::iret, 0, [&] { return iret_steps<T>(Story(cpu, Transition::iret)); });
    if (!result.ok() && !result.fault().is_stop())
        cpu.state.nmi_blocked = false;
    return result;
}

template Result<void> iret<uint16_t>(Cpu&, Instruction const&);
template Result<void> iret<uint32_t>(Cpu&, Instruction const&);
template Result<void> iret<uint64_t>(Cpu&, Instruction const&);

} // namespace ringside::cpu
