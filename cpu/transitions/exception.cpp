// What happens when a delivery itself faults: the second fault is delivered in its turn, or the two become a
// double fault, or nothing is left but shutdown. SDM Vol. 3A, "Interrupt 8—Double Fault Exception (#DF)", its
// two tables.
#include "cpu/transitions/event.hpp"
#include "cpu/transitions/story.hpp"

namespace ringside::cpu {

namespace {

// SDM Vol. 3A, "Interrupt and Exception Classes".
enum class Severity : uint8_t
{
    benign, // interrupts, INT n, and all exceptions not named below
    contributory,
    page_fault,
    double_fault,
};

Severity severity(Event const& event)
{
    if (event.source != Event::Source::exception)
        return Severity::benign;
    switch (static_cast<Vector>(event.vector)) {
    case Vector::divide_error:
    case Vector::invalid_tss:
    case Vector::segment_not_present:
    case Vector::stack_fault:
    case Vector::general_protection:
        return Severity::contributory;
    case Vector::page_fault:
        return Severity::page_fault;
    case Vector::double_fault:
        return Severity::double_fault;
    default:
        return Severity::benign;
    }
}

enum class Outcome : uint8_t
{
    serial, // deliver the second
    double_fault,
    shutdown,
};

// SDM Vol. 3A, "Conditions for Generating a Double Fault".
Outcome judge(Severity first, Severity second)
{
    if (first == Severity::double_fault)
        return second == Severity::benign ? Outcome::serial : Outcome::shutdown;
    auto const both_contributory = first == Severity::contributory && second == Severity::contributory;
    auto const after_page_fault = first == Severity::page_fault && second != Severity::benign;
    return both_contributory || after_page_fault ? Outcome::double_fault : Outcome::serial;
}

Fault fault_of(Event const& event)
{
    return {static_cast<Vector>(event.vector), event.error_code, event.address};
}

Result<void> tell_escalation(Cpu& cpu, Step step, std::string_view what, Event const& first,
                             Fault const& second)
{
    return cpu.announce({.step = step,
                         .transition = Transition::exception,
                         .what = what,
                         .before = first.vector,
                         .value = static_cast<uint64_t>(second.vector)});
}

// A page fault that becomes part of a double fault, or that ends in shutdown, has still written CR2.
// SDM Vol. 3A, "Interrupt 14—Page-Fault Exception (#PF)".
Result<void> keep_fault_address(Cpu& cpu, Fault const& fault)
{
    if (fault.vector != Vector::page_fault)
        return {};
    auto const before = cpu.state.cr2;
    cpu.state.cr2 = fault.address;
    return Story(cpu, Transition::exception).loaded(Step::write_cr2, "CR2", before, fault.address);
}

// Makes `event` the one to deliver next after its delivery met `fault`; false if the processor shuts down.
Result<bool> escalate(Cpu& cpu, Event& event, Fault const& fault)
{
    auto const second = Event::from(fault);
    switch (judge(severity(event), severity(second))) {
    case Outcome::serial:
        event = second;
        return true;
    case Outcome::double_fault:
        TRY(keep_fault_address(cpu, fault));
        TRY(tell_escalation(cpu, Step::double_fault, "first and second vector", event, fault));
        event = Event::from({Vector::double_fault});
        return true;
    default:
        TRY(keep_fault_address(cpu, fault));
        TRY(tell_escalation(cpu, Step::shutdown, "double fault and third vector", event, fault));
        return false;
    }
}

} // namespace

Delivery raise(Cpu& cpu, Event const& first, uint64_t return_rip)
{
    auto& chain = cpu.fault_chain();
    chain.clear();
    auto event = first;
    if (event.source == Event::Source::exception)
        chain.push_back(fault_of(event));
    for (;;) {
        auto const delivered = deliver(cpu, event, return_rip);
        if (delivered.ok())
            return Delivery::done;
        auto const fault = delivered.fault();
        if (fault.is_stop())
            return Delivery::stopped;
        chain.push_back(fault);
        auto const goes_on = escalate(cpu, event, fault);
        if (!goes_on.ok())
            return Delivery::stopped;
        if (!goes_on.value())
            return Delivery::shutdown;
        if (event.vector == static_cast<uint8_t>(Vector::double_fault))
            chain.push_back(fault_of(event));
    }
}

} // namespace ringside::cpu
