// Reading and judging segment descriptors. Each judge tests in the order of the manual's operation text, so
// that of two things that are wrong the one is reported that a processor reports.
#include "cpu/transitions/descriptor.hpp"

namespace ringside::cpu {

namespace {

constexpr unsigned type_byte = 5; // of a descriptor: type, S, DPL, P

Fault selector_fault(Vector vector, Selector selector)
{
    return {vector, selector.error_code()};
}

struct FindSteps
{
    Step check;
    Step read;
};

Result<FoundDescriptor> find(Story const& story, Selector selector, FindSteps const& steps, Vector vector)
{
    auto const table = table_of(story.state(), selector);
    auto const limit = table.place == Place::gdt ? std::string_view("GDT limit") : "LDT limit";
    TRY(story.check(steps.check, table.usable ? limit : "LDT not loaded", last_byte(selector), table.limit,
                    reaches(table, selector), selector_fault(vector, selector)));
    auto const address = descriptor_address(table, selector);
    auto const what = table.place == Place::gdt ? std::string_view("GDT descriptor") : "LDT descriptor";
    auto const raw = TRY(story.read_table<uint64_t>(steps.read, table.place, what, address, selector.value));
    return FoundDescriptor{{raw}, address, selector, table.place};
}

} // namespace

Result<FoundDescriptor> find_code_descriptor(Story const& story, Selector selector)
{
    if (selector.null())
        TRY(story.check(Step::check_code_selector, "CS selector is null", selector.value, 0, false,
                        general_protection(0)));
    return find(story, selector, {Step::check_code_selector, Step::read_code_descriptor},
                Vector::general_protection);
}

Result<FoundDescriptor> find_stack_descriptor(Story const& story, Selector selector, Vector vector)
{
    return find(story, selector, {Step::check_stack_selector, Step::read_stack_descriptor}, vector);
}

Verdict judge_handler(FoundDescriptor const& found, unsigned cpl, bool long_mode, Rings rings)
{
    Waiver waiver(rings);
    auto const& [descriptor, address, selector, place] = found;
    auto const refused = selector_fault(Vector::general_protection, selector);
    if (!descriptor.is_code())
        return {"not a code segment", refused};
    if (waiver.refuses(descriptor.dpl() > cpl))
        return {"descriptor DPL above CPL", refused};
    if (long_mode && !descriptor.long_code())
        return {"L = 0: not a 64-bit segment", refused};
    if (has_reserved_size(descriptor, long_mode))
        return {"L and D are both 1", refused};
    if (!descriptor.present())
        return {"descriptor not present", selector_fault(Vector::segment_not_present, selector)};
    return {.waived = waiver.used()};
}

Verdict judge_return(FoundDescriptor const& found, unsigned cpl, bool long_mode, Rings rings)
{
    Waiver waiver(rings);
    auto const& [descriptor, address, selector, place] = found;
    auto const refused = selector_fault(Vector::general_protection, selector);
    if (!descriptor.is_code())
        return {"not a code segment", refused};
    if (has_reserved_size(descriptor, long_mode))
        return {"L and D are both 1", refused};
    if (waiver.refuses(selector.rpl() < cpl))
        return {"selector RPL below CPL", refused};
    if (waiver.refuses(descriptor.conforming() && descriptor.dpl() > selector.rpl()))
        return {"conforming, DPL above RPL", refused};
    if (waiver.refuses(!descriptor.conforming() && descriptor.dpl() != selector.rpl()))
        return {"descriptor DPL is not RPL", refused};
    if (!descriptor.present())
        return {"descriptor not present", selector_fault(Vector::segment_not_present, selector)};
    return {.waived = waiver.used()};
}

Verdict judge_far_target(FoundDescriptor const& found, unsigned cpl, bool long_mode, Rings rings)
{
    Waiver waiver(rings);
    auto const& [descriptor, address, selector, place] = found;
    auto const refused = selector_fault(Vector::general_protection, selector);
    if (!descriptor.is_code())
        return {"not a code segment", refused};
    if (has_reserved_size(descriptor, long_mode))
        return {"L and D are both 1", refused};
    if (waiver.refuses(descriptor.conforming() && descriptor.dpl() > cpl))
        return {"conforming, DPL above CPL", refused};
    if (waiver.refuses(!descriptor.conforming() && selector.rpl() > cpl))
        return {"selector RPL above CPL", refused};
    if (waiver.refuses(!descriptor.conforming() && descriptor.dpl() != cpl))
        return {"descriptor DPL is not CPL", refused};
    if (!descriptor.present())
        return {"descriptor not present", selector_fault(Vector::segment_not_present, selector)};
    return {.waived = waiver.used()};
}

Verdict judge_stack(FoundDescriptor const& found, unsigned cpl, Vector vector, Rings rings)
{
    Waiver waiver(rings);
    auto const& [descriptor, address, selector, place] = found;
    auto const refused = selector_fault(vector, selector);
    if (waiver.refuses(selector.rpl() != cpl))
        return {"selector RPL is not the CPL", refused};
    if (!descriptor.writable_data())
        return {"not a writable data segment", refused};
    if (waiver.refuses(descriptor.dpl() != cpl))
        return {"descriptor DPL is not the CPL", refused};
    if (!descriptor.present())
        return {"descriptor not present", selector_fault(Vector::stack_fault, selector)};
    return {.waived = waiver.used()};
}

// Only the byte with the type is written; how many bytes a processor writes is not in the manual.
Result<void> set_accessed(Cpu& cpu, Transition transition, FoundDescriptor& found)
{
    if (found.descriptor.accessed())
        return {};
    constexpr uint64_t accessed = uint64_t{1} << (type_byte * 8);
    auto const before = static_cast<uint8_t>(found.descriptor.raw >> (type_byte * 8));
    auto const after = static_cast<uint8_t>(before | 1);
    Linear const byte{found.address.value + type_byte};
    TRY(cpu.write_system<uint8_t>(byte, after));
    found.descriptor.raw |= accessed;
    return cpu.announce({.step = Step::set_descriptor_accessed,
                         .transition = transition,
                         .place = found.place,
                         .written_bytes = 1,
                         .what = "accessed bit",
                         .address = byte.value,
                         .before = before,
                         .value = after});
}

Segment loaded_segment(FoundDescriptor const& found, unsigned rpl)
{
    return found.descriptor.load(with_rpl(found.selector, rpl).value);
}

} // namespace ringside::cpu
