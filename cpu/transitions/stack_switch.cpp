// Choosing and loading the stack of a handler. SDM Vol. 3A, "Stack Switching in IA-32e Mode".
#include "cpu/transitions/stack_switch.hpp"

#include "cpu/transitions/tss.hpp"

namespace ringside::cpu {

Result<uint64_t> choose_stack(Story const& story, Gate const& gate, unsigned new_cpl)
{
    if (gate.ist() != 0)
        return read_interrupt_stack(story, gate.ist());
    if (new_cpl != story.state().cpl)
        return read_rsp_of_ring(story, new_cpl);
    return present_rsp(story.state());
}

Result<void> push_64(Story const& story, Step step, std::string_view what, uint64_t value,
                     Privilege privilege)
{
    auto& cpu = story.cpu();
    Linear const address{story.state().gpr[rsp] - 8};
    StepRecord record{.step = step,
                      .transition = story.transition(),
                      .place = Place::stack,
                      .what = what,
                      .address = address.value,
                      .value = value};
    auto const written = cpu.write_linear(address, &value, 8, SegmentName::ss, privilege, Agent::hardware);
    if (!written.ok())
        return story.failed(record, written.fault());
    story.state().gpr[rsp] = address.value;
    record.written_bytes = 8;
    return cpu.announce(record);
}

Result<void> load_rsp(Story const& story, uint64_t value)
{
    auto& stack_pointer = story.state().gpr[rsp];
    auto const before = stack_pointer;
    stack_pointer = value;
    return story.loaded(Step::load_rsp, "RSP", before, value);
}

Result<void> load_ss_null(Story const& story, unsigned cpl)
{
    auto& ss = story.state().segment(SegmentName::ss);
    auto const before = ss.selector;
    ss = null_stack_segment(cpl);
    return story.loaded(Step::load_ss_null, "SS", before, ss.selector);
}

} // namespace ringside::cpu
