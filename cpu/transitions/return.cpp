// Going back to a ring that may be an outer one. SDM Vol. 2A, "IRET/IRETD/IRETQ",
// RETURN-TO-OUTER-PRIVILEGE-LEVEL; SDM Vol. 3A, "Returning from a Called Procedure".
#include "cpu/transitions/return.hpp"

namespace ringside::cpu {

namespace {

bool is_64_bit(State const& state, FoundDescriptor const& code)
{
    return state.long_mode() && code.descriptor.long_code();
}

// In 64-bit code RSP takes all bits; elsewhere SS.B says how many are replaced.
void set_stack_pointer(Cpu& cpu, uint64_t value)
{
    switch (cpu.stack_bits()) {
    case 64:
        cpu.state.gpr[rsp] = value;
        break;
    case 32:
        cpu.set_gpr<uint32_t>(rsp, static_cast<uint32_t>(value));
        break;
    default:
        cpu.set_gpr<uint16_t>(rsp, static_cast<uint16_t>(value));
        break;
    }
}

// The names of nulled registers, by a bit for each of ES, DS, FS, GS.
constexpr std::string_view nulled_names[] = {
    "none", "ES",    "DS",    "ES DS",    "FS",    "ES FS",    "DS FS",    "ES DS FS",
    "GS",   "ES GS", "DS GS", "ES DS GS", "FS GS", "ES FS GS", "DS FS GS", "ES DS FS GS"};

bool too_privileged(Segment const& segment, unsigned cpl)
{
    auto const conforming = segment.is_code() && segment.is(attribute::conforming);
    return segment.usable() && !conforming && segment.dpl() < cpl;
}

// Data segments that the outer ring may not use become null. Bases stay: FS and GS of 64-bit code live there.
Result<void> null_data_segments(Story const& story)
{
    auto& state = story.state();
    constexpr SegmentName names[] = {SegmentName::es, SegmentName::ds, SegmentName::fs, SegmentName::gs};
    unsigned nulled = 0;
    for (unsigned i = 0; i < 4; ++i) {
        auto& segment = state.segment(names[i]);
        if (!too_privileged(segment, state.cpl))
            continue;
        segment.selector = 0;
        segment.attributes |= attribute::unusable;
        nulled |= 1u << i;
    }
    return story.loaded(Step::null_data_segments, nulled_names[nulled], 0, nulled);
}

} // namespace

Result<FoundDescriptor> find_return_code(Story const& story, Selector selector)
{
    auto const& state = story.state();
    auto const found = TRY(find_code_descriptor(story, selector));
    TRY(story.judge(Step::check_code_descriptor, "RPL against code DPL", selector.rpl(),
                    found.descriptor.dpl(),
                    judge_return(found, state.cpl, state.long_mode(), story.rings())));
    return found;
}

Result<void> check_return_target(Story const& story, FoundDescriptor const& code, uint64_t rip)
{
    if (is_64_bit(story.state(), code))
        return story.check_canonical(Step::check_target_canonical, "canonical RIP", rip,
                                     general_protection(0));
    auto const limit = code.descriptor.limit();
    return story.check(Step::check_target_canonical, "EIP against CS limit", rip, limit, rip <= limit,
                       general_protection(0));
}

Result<FoundDescriptor> find_return_stack(Story const& story, FoundDescriptor const& code,
                                          ReturnFrame const& frame)
{
    auto const new_cpl = frame.cs.rpl();
    if (frame.ss.null()) {
        // Only 64-bit code of an inner ring does without a stack segment.
        Waiver waiver(story.rings());
        auto const refused =
            !is_64_bit(story.state(), code) || waiver.refuses(new_cpl == 3 || frame.ss.rpl() != new_cpl);
        Verdict const verdict{"SS selector is null", refused ? general_protection(0) : Fault{},
                              waiver.used()};
        TRY(story.judge(Step::check_stack_selector, "SS selector is null", frame.ss.value, new_cpl, verdict));
        return FoundDescriptor{.selector = frame.ss};
    }
    auto const found = TRY(find_stack_descriptor(story, frame.ss, Vector::general_protection));
    TRY(story.judge(Step::check_stack_descriptor, "new CPL against stack DPL", new_cpl,
                    found.descriptor.dpl(),
                    judge_stack(found, new_cpl, Vector::general_protection, story.rings())));
    return found;
}

Result<void> load_return_state(Story const& story, ReturnFrame const& frame, FoundDescriptor& code,
                               FoundDescriptor& stack)
{
    auto& cpu = story.cpu();
    auto& state = story.state();
    auto const new_cpl = frame.cs.rpl();
    auto const changes_ring = new_cpl != state.cpl;
    TRY(set_accessed(cpu, story.transition(), code));
    if (frame.takes_stack && !stack.selector.null())
        TRY(set_accessed(cpu, story.transition(), stack));
    TRY(load_cs(story, loaded_segment(code, new_cpl)));
    if (frame.takes_stack) {
        TRY(load_ss(story,
                    stack.selector.null() ? null_stack_segment(new_cpl) : loaded_segment(stack, new_cpl)));
        auto const before = state.gpr[rsp];
        set_stack_pointer(cpu, frame.rsp);
        TRY(story.loaded(Step::load_rsp, "RSP", before, state.gpr[rsp]));
    }
    TRY(load_rip(story, frame.rip));
    TRY(set_cpl(story, new_cpl));
    return changes_ring ? null_data_segments(story) : Result<void>();
}

} // namespace ringside::cpu
