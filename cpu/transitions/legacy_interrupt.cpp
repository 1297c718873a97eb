// Delivery in 32-bit protected mode outside long mode: 8-byte gates, ESPn and SSn from a 32-bit TSS, 4-byte
// pushes, and SS:ESP pushed only when the ring changes. SDM Vol. 2A, "INT n/INTO/INT3/INT1", INTER- and
// INTRA-PRIVILEGE-LEVEL-INTERRUPT. Compare with interrupt.cpp to see what long mode changed.
#include "cpu/transitions/code_switch.hpp"
#include "cpu/transitions/delivery.hpp"
#include "cpu/transitions/descriptor.hpp"
#include "cpu/transitions/stack_switch.hpp"
#include "cpu/transitions/tss.hpp"

namespace ringside::cpu {

namespace {

struct NewStack
{
    uint32_t esp = 0;
    FoundDescriptor ss{};
};

// The stack of an inner ring, checked as the TSS's: errors are #TS.
Result<NewStack> fetch_stack(Story const& story, unsigned new_cpl)
{
    auto const named = TRY(read_legacy_stack(story, new_cpl));
    if (named.ss.null())
        TRY(story.check(Step::check_stack_selector, "SS selector is null", named.ss.value, 0, false,
                        invalid_tss(0)));
    auto const ss = TRY(find_stack_descriptor(story, named.ss, Vector::invalid_tss));
    TRY(story.judge(Step::check_stack_descriptor, "new CPL against stack DPL", new_cpl, ss.descriptor.dpl(),
                    judge_stack(ss, new_cpl, Vector::invalid_tss, story.rings())));
    return NewStack{named.esp, ss};
}

// A new stack that has no room gives #SS with its selector, the present one #SS(0).
Result<void> push_word(Story const& story, Step step, std::string_view what, uint64_t value, unsigned new_cpl)
{
    auto const& state = story.state();
    auto const switched = new_cpl != state.cpl;
    auto const room_error = switched ? Selector{state.segment(SegmentName::ss).selector}.error_code() : 0;
    return push_in_segment<uint32_t>(story, step, what, static_cast<uint32_t>(value), push_privilege(new_cpl),
                                     room_error);
}

Result<void> switch_stack(Story const& story, NewStack& stack, unsigned new_cpl)
{
    auto const& state = story.state();
    auto const old_ss = state.segment(SegmentName::ss).selector;
    auto const old_esp = static_cast<uint32_t>(state.gpr[rsp]);
    TRY(set_accessed(story.cpu(), story.transition(), stack.ss));
    TRY(load_rsp(story, stack.esp));
    TRY(load_ss(story, loaded_segment(stack.ss, new_cpl)));
    TRY(push_word(story, Step::push_ss, "SS", old_ss, new_cpl));
    return push_word(story, Step::push_rsp, "ESP", old_esp, new_cpl);
}

} // namespace

Result<void> deliver_in_legacy_mode(Story const& story, Event const& event, uint64_t return_rip)
{
    auto& state = story.state();
    auto const gate = TRY(fetch_gate(story, event));

    auto code = TRY(find_code_descriptor(story, gate.selector()));
    TRY(story.judge(Step::check_code_descriptor, "CPL against code DPL", state.cpl, code.descriptor.dpl(),
                    judge_handler(code, state.cpl, false, story.rings())));
    auto const new_cpl = ring_of_entry(code.descriptor, state.cpl);

    NewStack stack;
    auto const changes_ring = new_cpl != state.cpl;
    if (changes_ring)
        stack = TRY(fetch_stack(story, new_cpl));
    auto const limit = code.descriptor.limit();
    TRY(story.check(Step::check_target_canonical, "EIP against CS limit", gate.offset(), limit,
                    gate.offset() <= limit, general_protection(0)));
    auto const image = rflags_image(state, event);
    auto const old_cs = state.segment(SegmentName::cs).selector;

    if (changes_ring)
        TRY(switch_stack(story, stack, new_cpl));
    TRY(push_word(story, Step::push_rflags, "EFLAGS", image, new_cpl));
    TRY(push_word(story, Step::push_cs, "CS", old_cs, new_cpl));
    TRY(push_word(story, Step::push_rip, "EIP", return_rip, new_cpl));
    if (event.has_error_code)
        TRY(push_word(story, Step::push_error_code, "error code", event.error_code, new_cpl));

    TRY(set_accessed(story.cpu(), story.transition(), code));
    TRY(load_cs(story, loaded_segment(code, new_cpl)));
    TRY(load_rip(story, gate.offset()));
    TRY(set_cpl(story, new_cpl));
    return change_rflags(story, Step::mask_rflags, rflags_in_handler(state, gate));
}

} // namespace ringside::cpu
