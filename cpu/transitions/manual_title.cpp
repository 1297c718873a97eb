// Which passage of the manual a micro-step comes from. Titles, not numbers: those move between editions.
#include "cpu/transitions/step.hpp"

namespace ringside::cpu {

namespace {

// The instruction's or the event's own page, where a step has no better one.
constexpr std::array<std::string_view, static_cast<unsigned>(Transition::count_)> own_titles = {
    "SDM Vol. 3A, \"Protected-Mode Memory Management\"",
    "SDM Vol. 2A, \"INT n/INTO/INT3/INT1—Call to Interrupt Procedure\"",
    "SDM Vol. 3A, \"Exception and Interrupt Handling in 64-bit Mode\"",
    "SDM Vol. 3A, \"Exception and Interrupt Handling in 64-bit Mode\"",
    "SDM Vol. 2A, \"IRET/IRETD/IRETQ—Interrupt Return\"",
    "SDM Vol. 2B, \"SYSCALL—Fast System Call\"",
    "SDM Vol. 2B, \"SYSRET—Return From Fast System Call\"",
    "SDM Vol. 2B, \"SYSENTER—Fast System Call\"",
    "SDM Vol. 2B, \"SYSEXIT—Fast Return from Fast System Call\"",
    "SDM Vol. 2B, \"SWAPGS—Swap GS Base Register\"",
    "SDM Vol. 3A, \"Direct Calls or Jumps to Code Segments\"",
    "SDM Vol. 2B, \"MOV—Move to/from Control Registers\"",
    "SDM Vol. 3A, \"4-Level Paging and 5-Level Paging\"",
};
static_assert(!own_titles.back().empty(), "every transition has a title");

bool is_delivery(Transition transition)
{
    return transition == Transition::software_interrupt || transition == Transition::exception ||
           transition == Transition::external_interrupt;
}

// Steps whose rule stands in one place for every transition that does them.
std::string_view common_title(Step step)
{
    switch (step) {
    case Step::set_descriptor_accessed:
        return "SDM Vol. 3A, \"Code- and Data-Segment Descriptor Types\"";
    case Step::flush_tlb:
        return "SDM Vol. 3A, \"Operations that Invalidate TLBs and Paging-Structure Caches\"";
    case Step::set_accessed:
    case Step::set_dirty:
        return "SDM Vol. 3A, \"Accessed and Dirty Flags\"";
    case Step::check_protection:
        return "SDM Vol. 3A, \"Access Rights\"";
    case Step::double_fault:
    case Step::shutdown:
        return "SDM Vol. 3A, \"Interrupt 8—Double Fault Exception (#DF)\"";
    case Step::write_cr2:
        return "SDM Vol. 3A, \"Interrupt 14—Page-Fault Exception (#PF)\"";
    case Step::end_nmi_blocking:
        return "SDM Vol. 3A, \"Handling Multiple NMIs\"";
    default:
        return {};
    }
}

std::string_view delivery_title(Step step)
{
    switch (step) {
    case Step::check_idt_limit:
    case Step::read_gate:
    case Step::check_gate_type:
        return "SDM Vol. 3A, \"64-Bit Mode IDT\"";
    case Step::check_gate_dpl:
        return "SDM Vol. 3A, \"Protection of Exception- and Interrupt-Handler Procedures\"";
    case Step::check_tss_limit:
    case Step::read_rsp0:
        return "SDM Vol. 3A, \"Task Management in 64-bit Mode\"";
    case Step::read_ist:
        return "SDM Vol. 3A, \"Interrupt Stack Table\"";
    case Step::read_ss0:
        return "SDM Vol. 3A, \"Task-State Segment (TSS)\"";
    case Step::check_stack_canonical:
    case Step::check_target_canonical:
        return "SDM Vol. 1, \"Canonical Addressing\"";
    case Step::load_rsp:
    case Step::load_ss_null:
        return "SDM Vol. 3A, \"Stack Switching in IA-32e Mode\"";
    case Step::push_ss:
    case Step::push_rsp:
    case Step::push_rflags:
    case Step::push_cs:
    case Step::push_rip:
        return "SDM Vol. 3A, \"64-Bit Mode Stack Frame\"";
    case Step::push_error_code:
        return "SDM Vol. 3A, \"Error Code\"";
    case Step::mask_rflags:
        return "SDM Vol. 3A, \"Flag Usage By Exception- or Interrupt-Handler Procedure\"";
    default:
        return {};
    }
}

std::string_view return_title(Step step)
{
    switch (step) {
    case Step::check_rcx_canonical:
    case Step::check_target_canonical:
        return "SDM Vol. 1, \"Canonical Addressing\"";
    case Step::null_data_segments:
        return "SDM Vol. 3A, \"Returning from a Called Procedure\"";
    default:
        return {};
    }
}

} // namespace

std::string_view manual_title(Transition transition, Step step)
{
    if (transition >= Transition::count_ || step >= Step::count_)
        return {};
    if (auto const title = common_title(step); !title.empty())
        return title;
    auto const title = is_delivery(transition) ? delivery_title(step) : return_title(step);
    return title.empty() ? own_titles[static_cast<unsigned>(transition)] : title;
}

} // namespace ringside::cpu
