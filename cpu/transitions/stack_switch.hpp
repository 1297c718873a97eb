// The stack of a transition: which one a delivery goes to, and pushing and popping on it.
// SDM Vol. 3A, "Stack Switching in IA-32e Mode" and "Interrupt Stack Table". Read next: interrupt.cpp.
#pragma once

#include "cpu/transitions/gate.hpp"

namespace ringside::cpu {

// The stack pointer that a 64-bit gate leads to, as yet unaligned: an IST entry if the gate names one, RSPn
// if the ring changes, else the present RSP.
Result<uint64_t> choose_stack(Story const& story, Gate const& gate, unsigned new_cpl);

// RSP of the interrupted code: outside 64-bit mode its upper half does not exist.
inline uint64_t present_rsp(State const& state)
{
    return state.code_64() ? state.gpr[rsp] : static_cast<uint32_t>(state.gpr[rsp]);
}

// A null SS, as long mode loads it when the ring changes. RPL and cached DPL are the new CPL.
constexpr Segment null_stack_segment(unsigned cpl)
{
    return {0, 0, attribute::unusable | cpl << attribute::dpl_shift, static_cast<uint16_t>(cpl)};
}

// The rights of the pushes of a delivery: the hardware's, unless the handler runs in ring 3 itself.
// SDM Vol. 3A, "Determination of Access Rights".
constexpr Privilege push_privilege(unsigned handler_cpl)
{
    return handler_cpl < 3 ? Privilege::system : Privilege::current;
}

// Pushes eight bytes on the stack of a 64-bit handler. The handler's CS is not loaded yet, so the mode of the
// interrupted code must not matter here: RSP is 64 bits wide and SS has no base.
Result<void> push_64(Story const& story, Step step, std::string_view what, uint64_t value,
                     Privilege privilege);

// Pushes by the rules of SS as it is loaded. `room_error` is the #SS error code if the segment has no room.
template <std::unsigned_integral T>
Result<void> push_in_segment(Story const& story, Step step, std::string_view what, T value,
                             Privilege privilege, uint32_t room_error = 0)
{
    auto& cpu = story.cpu();
    auto const bits = cpu.stack_bits();
    auto address = cpu.stack_pointer() - sizeof(T);
    if (bits != 64)
        address &= (uint64_t{1} << bits) - 1;
    StepRecord record{.step = step,
                      .transition = story.transition(),
                      .place = Place::stack,
                      .what = what,
                      .address = address,
                      .value = value};
    auto const linear = cpu.linear_address(SegmentName::ss, address, sizeof(T), Intent::write);
    if (!linear.ok())
        return story.failed(record, stack_fault(room_error));
    record.address = linear.value().value;
    auto const written =
        cpu.write_linear(linear.value(), &value, sizeof(T), SegmentName::ss, privilege, Agent::hardware);
    if (!written.ok())
        return story.failed(record, written.fault());
    cpu.move_stack_pointer(-static_cast<int64_t>(sizeof(T)));
    record.written_bytes = sizeof(T);
    return cpu.announce(record);
}

// Pops from the present stack, with the rights of the present CPL.
template <std::unsigned_integral T>
Result<T> pop(Story const& story, Step step, std::string_view what)
{
    auto& cpu = story.cpu();
    T value = 0;
    StepRecord record{.step = step,
                      .transition = story.transition(),
                      .place = Place::stack,
                      .what = what,
                      .address = cpu.stack_pointer()};
    auto const linear = cpu.linear_address(SegmentName::ss, cpu.stack_pointer(), sizeof(T), Intent::read);
    if (!linear.ok())
        return story.failed(record, linear.fault());
    record.address = linear.value().value;
    auto const read = cpu.read_linear(linear.value(), &value, sizeof(T), SegmentName::ss, Privilege::current,
                                      Agent::hardware);
    if (!read.ok())
        return story.failed(record, read.fault());
    cpu.move_stack_pointer(sizeof(T));
    record.read_bytes = sizeof(T);
    record.value = value;
    TRY(cpu.announce(record));
    return value;
}

// The step `load_rsp`.
Result<void> load_rsp(Story const& story, uint64_t value);

// The step `load_ss_null`.
Result<void> load_ss_null(Story const& story, unsigned cpl);

} // namespace ringside::cpu
