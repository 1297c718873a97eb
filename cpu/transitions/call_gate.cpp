// Far JMP and CALL through a 64-bit call gate. SDM Vol. 2A, "JMP" and "CALL", Operation, CALL-GATE.
// The way into an inner ring that came before interrupt gates and SYSCALL; Linux does not use it.
#include "cpu/transitions/call_gate.hpp"

#include "cpu/transitions/code_switch.hpp"
#include "cpu/transitions/stack_switch.hpp"
#include "cpu/transitions/tss.hpp"

#include <algorithm>

namespace ringside::cpu {

namespace {

constexpr unsigned call_gate_type = 12;

// The code segment must be 64-bit and, for a jump, of the present ring unless it is conforming.
Result<FoundDescriptor> find_entry(Story const& story, CallGate const& gate, FarBranch branch)
{
    auto const cpl = story.state().cpl;
    auto const found = TRY(find_code_descriptor(story, gate.selector()));
    auto verdict = judge_handler(found, cpl, true, story.rings());
    auto const inner = !found.descriptor.conforming() && found.descriptor.dpl() != cpl;
    auto const refused = general_protection(gate.selector().error_code());
    if (branch == FarBranch::jump && inner && verdict.fault.vector != Vector::general_protection) {
        if (story.rings() == Rings::on)
            verdict = {"a jump cannot change the ring", refused};
        verdict.waived = story.rings() == Rings::off;
    }
    TRY(story.judge(Step::check_code_descriptor, "CPL against code DPL", cpl, found.descriptor.dpl(),
                    verdict));
    return found;
}

Result<void> check_target(Story const& story, CallGate const& gate)
{
    return story.check_canonical(Step::check_target_canonical, "canonical RIP", gate.offset(),
                                 general_protection(0));
}

Result<void> load_target(Story const& story, CallGate const& gate, FoundDescriptor& code, unsigned cpl)
{
    TRY(set_accessed(story.cpu(), story.transition(), code));
    TRY(load_cs(story, loaded_segment(code, cpl)));
    return load_rip(story, gate.offset());
}

struct Caller
{
    uint64_t ss;
    uint64_t rsp;
    uint64_t cs;
    uint64_t rip;
};

Result<void> push_return(Story const& story, Caller const& caller, Privilege privilege)
{
    TRY(push_64(story, Step::push_cs, "CS", caller.cs, privilege));
    return push_64(story, Step::push_rip, "RIP", caller.rip, privilege);
}

// No parameters are copied by a 64-bit gate, and the stack is not aligned.
Result<void> call_inner_ring(Story const& story, CallGate const& gate, FoundDescriptor& code,
                             Caller const& caller)
{
    auto const new_cpl = code.descriptor.dpl();
    auto const new_rsp = TRY(read_rsp_of_ring(story, new_cpl));
    TRY(story.check_canonical(Step::check_stack_canonical, "canonical RSP", new_rsp, stack_fault(0)));
    TRY(check_target(story, gate));
    TRY(load_rsp(story, new_rsp));
    TRY(load_ss_null(story, new_cpl));
    TRY(push_64(story, Step::push_ss, "SS", caller.ss, Privilege::system));
    TRY(push_64(story, Step::push_rsp, "RSP", caller.rsp, Privilege::system));
    TRY(push_return(story, caller, Privilege::system));
    TRY(load_target(story, gate, code, new_cpl));
    return set_cpl(story, new_cpl);
}

} // namespace

bool is_call_gate(State const& state, Descriptor descriptor)
{
    return state.long_mode() && !descriptor.non_system() && descriptor.type() == call_gate_type;
}

Result<CallGate> fetch_call_gate(Story const& story, FoundDescriptor const& found)
{
    auto const& state = story.state();
    auto const selector = found.selector;
    auto const table = table_of(state, selector);
    auto const refused = general_protection(selector.error_code());
    TRY(story.check(Step::check_code_selector, "table limit for 16 bytes", last_byte(selector, 16),
                    table.limit, reaches(table, selector, 16), refused));
    Linear const upper{found.address.value + 8};
    CallGate const gate{found.descriptor.raw, TRY(story.read_table<uint64_t>(Step::read_gate, found.place,
                                                                             "upper half of the call gate",
                                                                             upper, selector.value))};
    TRY(story.check(Step::check_gate_type, "upper type", gate.upper_type(), 0, gate.upper_type() == 0,
                    refused));
    auto const privilege = std::max<unsigned>(state.cpl, selector.rpl());
    TRY(story.check_privilege(Step::check_gate_dpl, "CPL and RPL against gate DPL", privilege, gate.dpl(),
                              privilege <= gate.dpl(), refused));
    TRY(story.check(Step::check_gate_present, "gate P", gate.present() ? 1 : 0, 1, gate.present(),
                    segment_not_present(selector.error_code())));
    return gate;
}

Result<void> jump_through(Story const& story, CallGate const& gate)
{
    auto code = TRY(find_entry(story, gate, FarBranch::jump));
    TRY(check_target(story, gate));
    return load_target(story, gate, code, story.state().cpl);
}

Result<void> call_through(Story const& story, CallGate const& gate)
{
    auto& state = story.state();
    auto code = TRY(find_entry(story, gate, FarBranch::call));
    Caller const caller{state.segment(SegmentName::ss).selector, present_rsp(state),
                        state.segment(SegmentName::cs).selector, story.cpu().next_rip};
    if (!code.descriptor.conforming() && code.descriptor.dpl() < state.cpl)
        return call_inner_ring(story, gate, code, caller);
    TRY(check_target(story, gate));
    state.gpr[rsp] = caller.rsp;
    TRY(push_return(story, caller, Privilege::current));
    return load_target(story, gate, code, state.cpl);
}

} // namespace ringside::cpu
