// Segment descriptors as a transition meets them: found by a selector, read, judged, marked accessed, loaded.
// The judges are pure functions that stand in the order of the manual's text. Read next: gate.hpp.
#pragma once

#include "cpu/transitions/selector.hpp"
#include "cpu/transitions/story.hpp"

namespace ringside::cpu {

// A descriptor and where it was found.
struct FoundDescriptor
{
    Descriptor descriptor{};
    Linear address{};
    Selector selector{};
    Place place = Place::gdt;
};

// The steps `check_code_selector, read_code_descriptor`. A null selector gives #GP(0), one beyond its table
// #GP(selector).
Result<FoundDescriptor> find_code_descriptor(Story const& story, Selector selector);

// The steps `check_stack_selector, read_stack_descriptor`, with `vector` for a selector beyond its table: #GP
// for returns, #TS for the stack that a TSS names. The caller has dealt with a null selector.
Result<FoundDescriptor> find_stack_descriptor(Story const& story, Selector selector, Vector vector);

// A segment in IA-32e mode cannot be both 64-bit and 32-bit. SDM Vol. 3A, "Code-Segment Descriptor in 64-bit
// Mode".
constexpr bool has_reserved_size(Descriptor descriptor, bool long_mode)
{
    return long_mode && descriptor.long_code() && descriptor.big();
}

// Asked about each comparison of privilege that does not hold: with rings off it refuses none, and remembers.
class Waiver
{
public:
    explicit constexpr Waiver(Rings rings) : rings_(rings) {}

    constexpr bool refuses(bool violated)
    {
        used_ = used_ || (violated && rings_ == Rings::off);
        return violated && rings_ == Rings::on;
    }
    constexpr bool used() const { return used_; }

private:
    Rings rings_;
    bool used_ = false;
};

// The code segment that an interrupt gate names. SDM Vol. 2A, "INT n/INTO/INT3/INT1", TRAP-OR-INTERRUPT-GATE.
Verdict judge_handler(FoundDescriptor const& found, unsigned cpl, bool long_mode, Rings rings);
// The code segment that IRET or a far RET returns to. SDM Vol. 2A, "IRET/IRETD/IRETQ"; Vol. 2B, "RET".
Verdict judge_return(FoundDescriptor const& found, unsigned cpl, bool long_mode, Rings rings);
// The code segment that a far JMP or CALL names. SDM Vol. 2A, "JMP" and "CALL".
Verdict judge_far_target(FoundDescriptor const& found, unsigned cpl, bool long_mode, Rings rings);
// A stack segment for code that will run at `cpl`. `vector` is #GP or #TS, as above.
Verdict judge_stack(FoundDescriptor const& found, unsigned cpl, Vector vector, Rings rings);

// The step `set_descriptor_accessed`, done when a segment register is about to be loaded from a descriptor
// whose accessed bit is clear. SDM Vol. 3A, "Code- and Data-Segment Descriptor Types".
Result<void> set_accessed(Cpu& cpu, Transition transition, FoundDescriptor& found);

// The ring in which a handler or a call gate's code runs. Only with rings off can the segment be an outer
// one; control then stays in the present ring, as with conforming code.
constexpr unsigned ring_of_entry(Descriptor descriptor, unsigned cpl)
{
    return descriptor.conforming() || descriptor.dpl() > cpl ? cpl : descriptor.dpl();
}

// The segment register as loaded, with the selector's RPL replaced.
Segment loaded_segment(FoundDescriptor const& found, unsigned rpl);

} // namespace ringside::cpu
