// The one list of micro-steps and what a step tells. Names are part of docs/formats: window, terminal,
// comparison and tests all hang on them. Read next: observer.hpp.
#pragma once

#include "cpu/result.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace ringside::cpu {

enum class Step : uint8_t
{
    // INT n, exception, interrupt
    write_cr2,
    check_idt_limit,
    read_gate,
    check_gate_type,
    check_gate_dpl,
    check_gate_present,
    check_code_selector,
    read_code_descriptor,
    check_code_descriptor,
    check_tss_limit,
    read_rsp0, // of the inner ring; RSP1 and RSP2 have the same step
    read_ist,
    read_ss0, // 32-bit TSS only
    check_stack_canonical,
    check_target_canonical,
    load_rsp,
    load_ss_null,
    push_ss,
    push_rsp,
    push_rflags,
    push_cs,
    push_rip,
    push_error_code,
    load_cs,
    load_rip,
    set_cpl,
    mask_rflags,
    // SYSCALL, SYSRET
    check_sce,
    check_mode,
    save_rcx,
    save_r11,
    load_ss,
    check_cpl,
    check_rcx_canonical,
    load_rflags,
    // SYSENTER, SYSEXIT
    check_sysenter_cs,
    clear_rflags,
    // IRET, far transfers
    check_nt,
    pop_rip,
    pop_cs,
    pop_rflags,
    pop_rsp,
    pop_ss,
    check_stack_selector,
    read_stack_descriptor,
    check_stack_descriptor,
    null_data_segments,
    end_nmi_blocking,
    set_descriptor_accessed, // the CPU writes the accessed bit of a descriptor that lacked it
                             // SWAPGS
    swap_gs_base,
    // CR3
    load_cr3,
    flush_tlb,
    // page walk
    read_pml4e,
    read_pdpte,
    read_pde,
    read_pte,
    set_accessed,
    set_dirty,
    check_protection,
    // delivery cannot go on
    double_fault,
    shutdown,
    count_,
};

std::string_view name(Step step);
// The step of that name, or Step::count_.
Step step_named(std::string_view name);

// The kinds of transition, for grouping steps and for the manual's title.
enum class Transition : uint8_t
{
    none,
    software_interrupt, // INT n, INT3, INTO
    exception,
    external_interrupt,
    iret,
    syscall,
    sysret,
    sysenter,
    sysexit,
    swapgs,
    far_branch,
    control_register,
    page_walk,
    count_,
};

std::string_view name(Transition transition);
// The manual's title for a step of a transition, e.g. "SDM Vol. 2A, INT n/INTO/INT3/INT1".
std::string_view manual_title(Transition transition, Step step);

// Where a step's value was read from or written to.
enum class Place : uint8_t
{
    none,
    idt,
    gdt,
    ldt,
    tss,
    stack,
    msr,       // address = MSR number
    register_, // `what` names it
    page_table,
};

// What one micro-step did. A memory step names the address and the bytes that the hardware moved.
struct StepRecord
{
    Step step = Step::count_;
    Transition transition = Transition::none;
    Place place = Place::none;
    uint8_t read_bytes = 0;     // moved from memory by the hardware
    uint8_t written_bytes = 0;  // moved to memory by the hardware
    std::string_view what = {}; // register or field: "RSP", "IDT[0x80]", "TSS.RSP0"; static storage
    uint64_t address = 0;       // linear address, selector, vector or MSR number, as `place` says
    uint64_t before = 0;        // old value, or for a check the left side of the comparison
    uint64_t value = 0;         // new or read value, or for a check the right side
    uint64_t value_high = 0;    // upper half of a 16-byte gate
    bool waived = false;        // a check of privilege that would have failed, but the model's rings are off
    Fault fault{};              // happened() if this is a check that failed
};

} // namespace ringside::cpu
