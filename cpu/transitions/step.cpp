// The names of steps and transitions, as docs/formats has them. The manuals' titles are in manual_title.cpp.
#include "cpu/transitions/step.hpp"

namespace ringside::cpu {

namespace {

constexpr auto step_count = static_cast<unsigned>(Step::count_);

constexpr std::array<std::string_view, step_count> step_names = {
    "write_cr2",
    "check_idt_limit",
    "read_gate",
    "check_gate_type",
    "check_gate_dpl",
    "check_gate_present",
    "check_code_selector",
    "read_code_descriptor",
    "check_code_descriptor",
    "check_tss_limit",
    "read_rsp0",
    "read_ist",
    "read_ss0",
    "check_stack_canonical",
    "check_target_canonical",
    "load_rsp",
    "load_ss_null",
    "push_ss",
    "push_rsp",
    "push_rflags",
    "push_cs",
    "push_rip",
    "push_error_code",
    "load_cs",
    "load_rip",
    "set_cpl",
    "mask_rflags",
    "check_sce",
    "check_mode",
    "save_rcx",
    "save_r11",
    "load_ss",
    "check_cpl",
    "check_rcx_canonical",
    "load_rflags",
    "check_sysenter_cs",
    "clear_rflags",
    "check_nt",
    "pop_rip",
    "pop_cs",
    "pop_rflags",
    "pop_rsp",
    "pop_ss",
    "check_stack_selector",
    "read_stack_descriptor",
    "check_stack_descriptor",
    "null_data_segments",
    "end_nmi_blocking",
    "set_descriptor_accessed",
    "swap_gs_base",
    "load_cr3",
    "flush_tlb",
    "read_pml4e",
    "read_pdpte",
    "read_pde",
    "read_pte",
    "set_accessed",
    "set_dirty",
    "check_protection",
    "double_fault",
    "shutdown",
};
static_assert(!step_names.back().empty(), "every step has a name");

constexpr std::array<std::string_view, static_cast<unsigned>(Transition::count_)> transition_names = {
    "none",       "software_interrupt",
    "exception",  "external_interrupt",
    "iret",       "syscall",
    "sysret",     "sysenter",
    "sysexit",    "swapgs",
    "far_branch", "control_register",
    "page_walk",
};
static_assert(!transition_names.back().empty(), "every transition has a name");

} // namespace

std::string_view name(Step step)
{
    return step < Step::count_ ? step_names[static_cast<unsigned>(step)] : "none";
}

Step step_named(std::string_view wanted)
{
    for (unsigned i = 0; i < step_count; ++i)
        if (step_names[i] == wanted)
            return static_cast<Step>(i);
    return Step::count_;
}

std::string_view name(Transition transition)
{
    return transition < Transition::count_ ? transition_names[static_cast<unsigned>(transition)] : "none";
}

} // namespace ringside::cpu
