// Loading CS, SS, RIP, CPL and RFLAGS, each as a step.
#include "cpu/transitions/code_switch.hpp"

namespace ringside::cpu {

namespace {

constexpr uint32_t flat_limit = 0xffff'ffff;
constexpr uint32_t flat = attribute::non_system | attribute::present | attribute::granularity;
constexpr uint32_t code_type = 11; // execute, read, accessed
constexpr uint32_t data_type = 3;  // read, write, accessed

Result<void> load_segment_register(Story const& story, Step step, SegmentName name, std::string_view what,
                                   Segment const& segment)
{
    auto& held = story.state().segment(name);
    auto const before = held.selector;
    held = segment;
    return story.loaded(step, what, before, segment.selector);
}

} // namespace

Result<void> load_cs(Story const& story, Segment const& cs)
{
    return load_segment_register(story, Step::load_cs, SegmentName::cs, "CS", cs);
}

Result<void> load_ss(Story const& story, Segment const& ss)
{
    return load_segment_register(story, Step::load_ss, SegmentName::ss, "SS", ss);
}

Result<void> load_rip(Story const& story, uint64_t rip)
{
    auto& state = story.state();
    auto const before = state.rip;
    state.rip = rip;
    story.cpu().next_rip = rip;
    return story.loaded(Step::load_rip, "RIP", before, rip);
}

Result<void> set_cpl(Story const& story, unsigned cpl)
{
    auto& state = story.state();
    auto const before = state.cpl;
    state.cpl = static_cast<uint8_t>(cpl);
    return story.loaded(Step::set_cpl, "CPL", before, cpl);
}

Result<void> change_rflags(Story const& story, Step step, uint64_t value)
{
    auto& rflags = story.state().rflags;
    auto const before = rflags;
    rflags = value | flag::fixed;
    return story.loaded(step, "RFLAGS", before, rflags);
}

Segment flat_code(uint64_t selector, unsigned dpl, CodeSize size)
{
    uint32_t const code_size = size == CodeSize::bits_64 ? attribute::long_code : attribute::big;
    return {0, flat_limit, flat | code_type | code_size | dpl << attribute::dpl_shift,
            static_cast<uint16_t>(selector)};
}

Segment flat_stack(uint64_t selector, unsigned dpl)
{
    return {0, flat_limit, flat | data_type | attribute::big | dpl << attribute::dpl_shift,
            static_cast<uint16_t>(selector)};
}

} // namespace ringside::cpu
