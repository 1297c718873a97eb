// Delivery of an interrupt or exception through the 64-bit IDT, for callers in 64-bit and compatibility mode
// alike. SDM Vol. 2A, "INT n/INTO/INT3/INT1", Operation; SDM Vol. 3A, "Exception and Interrupt Handling in
// 64-bit Mode". The legacy form is in legacy_interrupt.cpp; what happens when a delivery itself faults is in
// exception.cpp.
#include "cpu/transitions/attempt.hpp"
#include "cpu/transitions/code_switch.hpp"
#include "cpu/transitions/delivery.hpp"
#include "cpu/transitions/descriptor.hpp"
#include "cpu/transitions/stack_switch.hpp"

namespace ringside::cpu {

namespace {

Transition transition_of(Event const& event)
{
    switch (event.source) {
    case Event::Source::int_n:
    case Event::Source::int3:
    case Event::Source::int1:
        return Transition::software_interrupt;
    case Event::Source::exception:
        return Transition::exception;
    default:
        return Transition::external_interrupt;
    }
}

// EXT is 0 only for INT n, INT3 and INTO. SDM Vol. 3A, "Error Code".
uint32_t external_bit(Event const& event)
{
    return event.software() ? 0 : 1;
}

// Traps and aborts; everything else that is an exception is a fault. SDM Vol. 3A, "Exceptions and
// Interrupts".
bool is_fault_class(uint8_t vector)
{
    switch (static_cast<Vector>(vector)) {
    case Vector::debug: // single-step and data breakpoints; a code breakpoint leaves RF as it is, too
    case Vector::nmi:
    case Vector::breakpoint:
    case Vector::overflow:
    case Vector::double_fault:
    case Vector::machine_check:
        return false;
    default:
        return true;
    }
}

// The handler's frame, pushed from a copy, since the registers change on the way.
struct Frame
{
    uint64_t ss;
    uint64_t rsp;
    uint64_t rflags;
    uint64_t cs;
    uint64_t rip;
};

Result<void> push_frame(Story const& story, Frame const& frame, Event const& event, Privilege privilege)
{
    TRY(push_64(story, Step::push_ss, "SS", frame.ss, privilege));
    TRY(push_64(story, Step::push_rsp, "RSP", frame.rsp, privilege));
    TRY(push_64(story, Step::push_rflags, "RFLAGS", frame.rflags, privilege));
    TRY(push_64(story, Step::push_cs, "CS", frame.cs, privilege));
    TRY(push_64(story, Step::push_rip, "RIP", frame.rip, privilege));
    if (event.has_error_code)
        TRY(push_64(story, Step::push_error_code, "error code", event.error_code, privilege));
    return {};
}

Result<void> deliver_in_long_mode(Story const& story, Event const& event, uint64_t return_rip)
{
    auto& state = story.state();
    auto const gate = TRY(fetch_gate(story, event));

    // The handler's code segment.
    auto code = TRY(find_code_descriptor(story, gate.selector()));
    TRY(story.judge(Step::check_code_descriptor, "CPL against code DPL", state.cpl, code.descriptor.dpl(),
                    judge_handler(code, state.cpl, true, story.rings())));
    auto const new_cpl = ring_of_entry(code.descriptor, state.cpl);

    // The handler's stack, which in long mode is aligned whether or not the ring changes.
    auto const new_rsp = TRY(choose_stack(story, gate, new_cpl));
    TRY(story.check_canonical(Step::check_stack_canonical, "canonical RSP", new_rsp, stack_fault(0)));
    TRY(story.check_canonical(Step::check_target_canonical, "canonical RIP", gate.offset(),
                              general_protection(0)));
    Frame const frame{state.segment(SegmentName::ss).selector, present_rsp(state), rflags_image(state, event),
                      state.segment(SegmentName::cs).selector, return_rip};
    TRY(load_rsp(story, new_rsp & ~uint64_t{0xf}));
    if (new_cpl != state.cpl)
        TRY(load_ss_null(story, new_cpl));
    TRY(push_frame(story, frame, event, push_privilege(new_cpl)));

    // The handler.
    TRY(set_accessed(story.cpu(), story.transition(), code));
    TRY(load_cs(story, loaded_segment(code, new_cpl)));
    TRY(load_rip(story, gate.offset()));
    TRY(set_cpl(story, new_cpl));
    return change_rflags(story, Step::mask_rflags, rflags_in_handler(state, gate));
}

Result<void> write_cr2(Story const& story, Event const& event)
{
    auto& state = story.state();
    auto const before = state.cr2;
    state.cr2 = event.address;
    return story.loaded(Step::write_cr2, "CR2", before, event.address);
}

} // namespace

// Fault-class exceptions push RF = 1, so that an instruction breakpoint does not hit again on the return;
// everything else, a code breakpoint too, pushes the RF there is: 0, unless an IRET has just loaded 1 or a
// REP is not through. TF and IF are those of the interrupted code. SDM Vol. 3B, "Instruction-Breakpoint
// Exception Condition".
uint64_t rflags_image(State const& state, Event const& event)
{
    auto const faulted =
        event.source == Event::Source::exception && (is_fault_class(event.vector) || event.general_detect);
    return state.rflags | (faulted ? uint64_t{flag::rf} : 0);
}

// TF, NT, RF and VM end 0, IF only through an interrupt gate. AC and DF are not touched: software must clear
// them. SDM Vol. 3A, "Flag Usage By Exception- or Interrupt-Handler Procedure".
uint64_t rflags_in_handler(State const& state, Gate const& gate)
{
    uint64_t cleared = flag::tf | flag::nt | flag::rf | flag::vm;
    if (gate.clears_interrupt_flag())
        cleared |= flag::interrupt;
    return state.rflags & ~cleared;
}

Result<void> deliver(Cpu& cpu, Event const& event, uint64_t return_rip)
{
    auto const transition = transition_of(event);
    Story const story(cpu, transition, external_bit(event));
    return attempt(cpu, transition, event.vector, [&]() -> Result<void> {
        if (event.source == Event::Source::exception &&
            event.vector == static_cast<uint8_t>(Vector::page_fault))
            TRY(write_cr2(story, event));
        if (cpu.state.long_mode())
            TRY(deliver_in_long_mode(story, event, return_rip));
        else
            TRY(deliver_in_legacy_mode(story, event, return_rip));
        if (event.source == Event::Source::exception && event.vector == static_cast<uint8_t>(Vector::debug))
            cpu.state.dr7 &= ~uint64_t{dr7::general_detect}; // so that the handler can use the registers
        cpu.state.halted = false;
        cpu.state.shadow = Shadow::none;
        cpu.single_step_trap = false; // TF is 0 in the handler; the pushed TF traps after the return
        return {};
    });
}

} // namespace ringside::cpu
