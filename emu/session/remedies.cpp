// What would let a failed check pass: for each check that a field of a table, an MSR or a register decides,
// the change that makes it hold. Whether the rest then goes well is what the changed run shows.
#include "emu/session/parts.hpp"

#include "cpu/transitions/canonical.hpp"
#include "cpu/transitions/msr_numbers.hpp"

namespace ringside::emu {

namespace {

using Area = Field::Area;
using cpu::Step;
using cpu::StepRecord;

// The failed step and what the steps before it have read.
struct Failure
{
    StepRecord const* step = nullptr;
    bool by_gate = false;  // an interrupt or exception, which has read a gate of the IDT
    uint64_t vector = 0;   // of that gate
    uint64_t selector = 0; // of the code descriptor that was read
    std::string stack{};   // "rsp0", "ist1": where the new stack pointer came from; "" if from nowhere
    StepRecord const* popped_rip = nullptr; // of a return
    StepRecord const* popped_cs = nullptr;
};

std::string field_of_tss(StepRecord const& step)
{
    auto const name = step.what.substr(std::string_view("TSS.").size()); // "TSS.RSP0"
    return (step.step == Step::read_ist ? "ist" : "rsp") + std::string(name.substr(3));
}

Failure find_failure(Rehearsal const& rehearsal, cpu::State const& state)
{
    Failure failure{.vector = rehearsal.vector};
    for (auto const& step : rehearsal.steps) {
        if (step.step == Step::read_gate && step.transition != cpu::Transition::far_branch) {
            failure.by_gate = true; // a far branch reads a call gate, which lies in the GDT
            failure.vector = (step.address - state.idtr.base) / (state.long_mode() ? 16 : 8);
        }
        if (step.step == Step::pop_rip)
            failure.popped_rip = &step;
        if (step.step == Step::pop_cs)
            failure.popped_cs = &step;
        if (step.step == Step::read_code_descriptor)
            failure.selector = step.before;
        if ((step.step == Step::read_rsp0 || step.step == Step::read_ist) && state.long_mode())
            failure.stack = field_of_tss(step);
        if (step.fault.happened()) {
            failure.step = &step;
            break;
        }
    }
    return failure;
}

// What lets a page's protection allow an access that it has just refused. A page that is absent has nothing
// behind it that could be allowed.
std::vector<Change> allow_page(Session const& session, cpu::Fault const& fault)
{
    constexpr uint32_t present = 1;
    constexpr uint32_t by_user = 4;
    constexpr uint32_t fetch = 16;
    constexpr uint64_t xd = uint64_t{1} << 63;
    std::vector<Change> changes;
    if (fault.vector != cpu::Vector::page_fault || (fault.error_code & present) == 0)
        return changes;
    auto const levels = session.walk(fault.address);
    for (unsigned level = 0; level < levels.size(); ++level) {
        auto const entry = levels[level].entry;
        Field field{Area::page_entry, fault.address, {}, level};
        if ((fault.error_code & by_user) != 0 && (entry & 4) == 0) {
            field.name = "user";
            changes.push_back({field, 1});
        }
        if ((fault.error_code & 2) != 0 && (entry & 2) == 0) {
            field.name = "write";
            changes.push_back({field, 1});
        }
        if ((fault.error_code & fetch) != 0 && (entry & xd) != 0) {
            field.name = "nx";
            changes.push_back({field, 0});
        }
    }
    return changes;
}

// The selector of a 64-bit code segment of a ring in the GDT, or 0.
uint64_t code_selector(Session const& session, unsigned ring)
{
    auto const limit = session.state().gdtr.limit;
    for (uint32_t selector = 8; selector + 7 <= limit; selector += 8)
        if (auto const found = session.descriptor(static_cast<uint16_t>(selector));
            found && found->is_code() && found->long_code() && found->present() && found->dpl() == ring)
            return selector | ring;
    return 0;
}

uint64_t kernel_code_selector(Session const& session)
{
    return code_selector(session, 0);
}

// A return takes where to go on from the stack.
std::vector<Change> repair_popped(StepRecord const* popped, uint64_t value)
{
    if (popped == nullptr || popped->place != cpu::Place::stack)
        return {};
    return {{{Area::memory, popped->address, {}, 0, popped->read_bytes}, value}};
}

// The ring that the popped RIP belongs to: the kernel has the upper half.
std::vector<Change> repair_popped_cs(Session const& session, Failure const& failure)
{
    auto const to_kernel = failure.popped_rip != nullptr && failure.popped_rip->value >> 63 != 0;
    return repair_popped(failure.popped_cs, code_selector(session, to_kernel ? 0 : 3));
}

std::vector<Change> repair_descriptor(Session const& session, Failure const& failure)
{
    auto const& reason = failure.step->what;
    auto const change = [&](char const* name, uint64_t value) {
        return Change{{Area::descriptor, failure.selector & 0xfff8, name}, value};
    };
    if ((failure.selector & 4) != 0)
        return {}; // in the LDT
    if (reason == "descriptor DPL above CPL" || reason == "conforming, DPL above CPL")
        return {change("dpl", session.state().cpl)};
    if (reason == "L = 0: not a 64-bit segment")
        return {change("l", 1)};
    if (reason == "L and D are both 1")
        return {change("d", 0)};
    if (reason == "descriptor not present")
        return {change("present", 1)};
    return {};
}

// A stack pointer that is not canonical or points nowhere: what the field held before it was changed by hand,
// else the canonical address with the same low bits.
std::vector<Change> repair_stack(Session const& session, Failure const& failure)
{
    if (failure.stack.empty())
        return {};
    Field const field{Area::tss, 0, failure.stack};
    auto const changes = session.changes();
    for (auto const& made : changes)
        if (made.change.field == field)
            return {{field, made.before}};
    if (failure.step->step == Step::check_stack_canonical)
        return {{field, cpu::canonical_form(failure.step->before)}};
    return allow_page(session, failure.step->fault);
}

// The kernel's first instruction cannot be fetched because its address was changed by hand: what it was.
std::vector<Change> restore_entry_point(Session const& session, cpu::Fault const& fault)
{
    if (fault.vector != cpu::Vector::page_fault || fault.address != session.state().rip)
        return {};
    for (auto const& made : session.changes()) {
        auto const& field = made.change.field;
        auto const leads_in = field.area == Area::msr || (field.area == Area::gate && field.name == "offset");
        if (leads_in && made.change.value == fault.address)
            return {{field, made.before}};
    }
    return {};
}

std::vector<Change> changes_for(Session const& session, Failure const& failure)
{
    auto const& step = *failure.step;
    auto const gate = [&](char const* name, uint64_t value) {
        return failure.by_gate ? std::vector<Change>{{{Area::gate, failure.vector, name}, value}}
                               : std::vector<Change>{};
    };
    auto const in_register = [](char const* name, uint64_t value) {
        return std::vector<Change>{{{Area::register_, 0, name}, value}};
    };
    switch (step.step) {
    case Step::check_idt_limit:
        return in_register("idtr.limit", step.before);
    case Step::check_gate_type:
        return gate("type", 0xe);
    case Step::check_gate_dpl:
        return gate("dpl", step.before);
    case Step::check_gate_present:
        return gate("present", 1);
    case Step::check_code_selector:
        return failure.by_gate ? gate("selector", kernel_code_selector(session))
                               : repair_popped_cs(session, failure);
    case Step::check_code_descriptor:
        return repair_descriptor(session, failure);
    case Step::check_tss_limit:
        return in_register("tr.limit", step.before);
    case Step::check_stack_canonical:
    case Step::push_ss:
    case Step::push_rsp:
    case Step::push_rflags:
    case Step::push_cs:
    case Step::push_rip:
    case Step::push_error_code:
        return repair_stack(session, failure);
    case Step::check_target_canonical:
        return failure.by_gate ? gate("offset", cpu::canonical_form(step.before))
                               : repair_popped(failure.popped_rip, cpu::canonical_form(step.before));
    case Step::check_sce:
        return {{{Area::msr, cpu::msr::efer, "sce"}, 1}};
    case Step::check_sysenter_cs:
        return {{{Area::msr, cpu::msr::sysenter_cs, ""}, kernel_code_selector(session)}};
    case Step::check_rcx_canonical:
        return in_register("rcx", cpu::canonical_form(step.before));
    default:
        return allow_page(session, step.fault);
    }
}

} // namespace

std::vector<Remedy> Session::remedies()
{
    auto const& rehearsal = parts_->rehearse();
    auto const failure = find_failure(rehearsal, state());
    std::vector<Remedy> list;
    auto changes = failure.step != nullptr ? changes_for(*this, failure) : allow_page(*this, rehearsal.fault);
    if (changes.empty())
        changes = restore_entry_point(*this, rehearsal.fault);
    for (auto const& change : changes) {
        auto const before = value_of(change.field);
        if (before.ok() && before.value() != change.value)
            list.push_back({"what if " + change_sentence(change, before.value()), change, before.value()});
    }
    return list;
}

} // namespace ringside::emu
