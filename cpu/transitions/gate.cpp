// Finding the gate of a vector. SDM Vol. 2A, "INT n/INTO/INT3/INT1", 64-BIT-MODE and PROTECTED-MODE.
#include "cpu/transitions/gate.hpp"

namespace ringside::cpu {

namespace {

// "IDT[0x00]" to "IDT[0xff]" as static text.
constexpr auto gate_names = [] {
    constexpr char digits[] = "0123456789abcdef";
    std::array<std::array<char, 9>, 256> names{};
    for (unsigned i = 0; i < 256; ++i)
        names[i] = {'I', 'D', 'T', '[', '0', 'x', digits[i >> 4], digits[i & 15], ']'};
    return names;
}();

std::string_view gate_name(uint8_t vector)
{
    return {gate_names[vector].data(), gate_names[vector].size()};
}

// A selector-like error code with IDT (bit 1) set; EXT is the story's. SDM Vol. 3A, "Error Code".
uint32_t vector_error(uint8_t vector)
{
    return vector * 8u + 2u;
}

// The gate is told as one read of its 16 or 8 bytes.
Result<Gate> read_gate(Story const& story, uint8_t vector, Linear address, unsigned bytes)
{
    Gate gate;
    StepRecord record{.step = Step::read_gate,
                      .transition = story.transition(),
                      .place = Place::idt,
                      .what = gate_name(vector),
                      .address = address.value};
    auto const read =
        story.cpu().read_linear(address, &gate, bytes, SegmentName::ds, Privilege::system, Agent::hardware);
    if (!read.ok())
        return story.failed(record, read.fault());
    record.read_bytes = static_cast<uint8_t>(bytes);
    record.value = gate.low;
    record.value_high = gate.high;
    TRY(story.cpu().announce(record));
    return gate;
}

bool is_usable_type(Gate const& gate)
{
    return gate.type() == Gate::interrupt_type || gate.type() == Gate::trap_type;
}

// FIXME: task gates and 16-bit gates of a legacy IDT are not implemented: #GP, and the log says so.
void note_legacy_type(Story const& story, Gate const& gate)
{
    if (story.state().long_mode())
        return;
    if (gate.type() == 5)
        story.cpu().bus().note_unimplemented("task gate in the IDT", story.state().rip);
    if (gate.type() == 6 || gate.type() == 7)
        story.cpu().bus().note_unimplemented("16-bit gate in the IDT", story.state().rip);
}

} // namespace

Result<Gate> fetch_gate(Story const& story, Event const& event)
{
    auto const& state = story.state();
    auto const bytes = state.long_mode() ? 16u : 8u; // long mode's IDT serves compatibility mode too
    auto const first = event.vector * bytes;
    auto const refused = general_protection(vector_error(event.vector));

    TRY(story.check(Step::check_idt_limit, "IDT limit", first + bytes - 1, state.idtr.limit,
                    first + bytes - 1 <= state.idtr.limit, refused));
    auto const gate = TRY(read_gate(story, event.vector, {state.idtr.base + first}, bytes));
    if (!is_usable_type(gate))
        note_legacy_type(story, gate);
    TRY(story.check(Step::check_gate_type, "gate type", gate.type(),
                    gate.type() == Gate::trap_type ? Gate::trap_type : Gate::interrupt_type,
                    is_usable_type(gate), refused));
    // Only INT n, INT3 and INTO are measured by the gate's DPL, else no page fault could come from ring 3.
    if (event.software())
        TRY(story.check_privilege(Step::check_gate_dpl, "CPL against gate DPL", state.cpl, gate.dpl(),
                                  state.cpl <= gate.dpl(), refused));
    TRY(story.check(Step::check_gate_present, "gate P", gate.present() ? 1 : 0, 1, gate.present(),
                    segment_not_present(vector_error(event.vector))));
    return gate;
}

} // namespace ringside::cpu
