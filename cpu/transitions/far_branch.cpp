// Far JMP, CALL and RET: another code segment, and with RET perhaps an outer ring.
// SDM Vol. 2A, "JMP—Jump" and "CALL—Call Procedure"; Vol. 2B, "RET—Return From Procedure"; SDM Vol. 3A,
// "Direct Calls or Jumps to Code Segments". The checks that RET shares with IRET are in return.cpp.
#include "cpu/transitions/attempt.hpp"
#include "cpu/transitions/call_gate.hpp"
#include "cpu/transitions/return.hpp"
#include "cpu/transitions/transitions.hpp"

namespace ringside::cpu {

namespace {

struct FarPointer
{
    uint64_t offset = 0;
    Selector selector{};
};

// m16:T, the offset first, then the selector.
template <std::unsigned_integral T>
Result<FarPointer> pointer_at(Cpu& cpu, Operand const& operand)
{
    auto const address = cpu.effective_address(operand);
    auto const offset = TRY(cpu.read<T>(operand.segment, address));
    auto const selector = TRY(cpu.read<uint16_t>(operand.segment, address + sizeof(T)));
    return FarPointer{offset, {selector}};
}

// ptr16:T in the instruction, or m16:T. AMD's processors have no offset of 64 bits: with REX.W it has 32
// still, while CALL pushes 64 (APM Vol. 3, "JMP (Far)", "CALL (Far)"; seen on a Zen 5).
template <std::unsigned_integral T>
Result<FarPointer> target_of(Cpu& cpu, Instruction const& instruction)
{
    auto const& operand = instruction.dst;
    if (!operand.is_memory())
        return FarPointer{static_cast<T>(operand.value), {instruction.far_selector}};
    if (sizeof(T) == 8 && cpu.model().vendor == Vendor::amd)
        return pointer_at<uint32_t>(cpu, operand);
    return pointer_at<T>(cpu, operand);
}

// FIXME: of system descriptors as targets only the call gates of long mode are implemented; 16- and 32-bit
// call gates, task gates and TSSs of legacy mode give #GP(selector), and the log says so.
void note_legacy_target(Story const& story, Descriptor descriptor)
{
    constexpr uint32_t legacy_types = 1u << 1 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 9 | 1u << 11 | 1u << 12;
    auto const& state = story.state();
    if (!descriptor.non_system() && !state.long_mode() && ((legacy_types >> descriptor.type()) & 1) != 0)
        story.cpu().bus().note_unimplemented("far branch through a legacy gate or to a task", state.rip);
}

// The target is a code segment: checked against the present privilege.
Result<void> check_code(Story const& story, FoundDescriptor const& found, uint64_t offset)
{
    auto const& state = story.state();
    note_legacy_target(story, found.descriptor);
    TRY(story.judge(Step::check_code_descriptor, "CPL against code DPL", state.cpl, found.descriptor.dpl(),
                    judge_far_target(found, state.cpl, state.long_mode(), story.rings())));
    return check_return_target(story, found, offset);
}

// The ring stays: the new CS has the present CPL as its RPL.
Result<void> go_to(Story const& story, FoundDescriptor& code, uint64_t offset)
{
    TRY(set_accessed(story.cpu(), story.transition(), code));
    TRY(load_cs(story, loaded_segment(code, story.state().cpl)));
    return load_rip(story, offset);
}

Result<void> jump_steps(Story const& story, FarPointer const& target)
{
    auto found = TRY(find_code_descriptor(story, target.selector));
    if (is_call_gate(story.state(), found.descriptor))
        return jump_through(story, TRY(fetch_call_gate(story, found)));
    TRY(check_code(story, found, target.offset));
    return go_to(story, found, target.offset);
}

template <std::unsigned_integral T>
Result<void> call_steps(Story const& story, FarPointer const& target)
{
    auto found = TRY(find_code_descriptor(story, target.selector));
    if (is_call_gate(story.state(), found.descriptor))
        return call_through(story, TRY(fetch_call_gate(story, found)));
    auto const return_rip = static_cast<T>(story.cpu().next_rip);
    auto const return_cs = static_cast<T>(story.state().segment(SegmentName::cs).selector);
    TRY(check_code(story, found, target.offset));
    TRY(push_in_segment<T>(story, Step::push_cs, "CS", return_cs, Privilege::current));
    TRY(push_in_segment<T>(story, Step::push_rip, "RIP", return_rip, Privilege::current));
    return go_to(story, found, target.offset);
}

// `released` bytes of parameters are dropped from both stacks.
template <std::unsigned_integral T>
Result<void> return_steps(Story const& story, uint16_t released)
{
    auto& cpu = story.cpu();
    ReturnFrame frame;
    frame.rip = TRY(pop<T>(story, Step::pop_rip, "RIP"));
    frame.cs = {static_cast<uint16_t>(TRY(pop<T>(story, Step::pop_cs, "CS")))};
    auto code = TRY(find_return_code(story, frame.cs));
    cpu.move_stack_pointer(released);
    FoundDescriptor stack;
    frame.takes_stack = frame.cs.rpl() > cpu.state.cpl;
    if (frame.takes_stack) {
        frame.rsp = TRY(pop<T>(story, Step::pop_rsp, "RSP")) + released;
        frame.ss = {static_cast<uint16_t>(TRY(pop<T>(story, Step::pop_ss, "SS")))};
        stack = TRY(find_return_stack(story, code, frame));
    }
    TRY(check_return_target(story, code, frame.rip));
    return load_return_state(story, frame, code, stack);
}

} // namespace

template <std::unsigned_integral T>
Result<void> jump_far(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(target_of<T>(cpu, instruction));
    return attempt(cpu, Transition::far_branch, 0,
                   [&] { return jump_steps(Story(cpu, Transition::far_branch), target); });
}

template <std::unsigned_integral T>
Result<void> call_far(Cpu& cpu, Instruction const& instruction)
{
    auto const target = TRY(target_of<T>(cpu, instruction));
    return attempt(cpu, Transition::far_branch, 0,
                   [&] { return call_steps<T>(Story(cpu, Transition::far_branch), target); });
}

template <std::unsigned_integral T>
Result<void> return_far(Cpu& cpu, Instruction const& instruction)
{
    auto const released = static_cast<uint16_t>(instruction.dst.value);
    return attempt(cpu, Transition::far_branch, 0,
                   [&] { return return_steps<T>(Story(cpu, Transition::far_branch), released); });
}

template Result<void> jump_far<uint16_t>(Cpu&, Instruction const&);
template Result<void> jump_far<uint32_t>(Cpu&, Instruction const&);
template Result<void> jump_far<uint64_t>(Cpu&, Instruction const&);
template Result<void> call_far<uint16_t>(Cpu&, Instruction const&);
template Result<void> call_far<uint32_t>(Cpu&, Instruction const&);
template Result<void> call_far<uint64_t>(Cpu&, Instruction const&);
template Result<void> return_far<uint16_t>(Cpu&, Instruction const&);
template Result<void> return_far<uint32_t>(Cpu&, Instruction const&);
template Result<void> return_far<uint64_t>(Cpu&, Instruction const&);

} // namespace ringside::cpu
