// What micro-steps mean, one sentence each. A step's name says what is done, its record what happened: where
// the two differ (no ring changed, no other stack was taken), the record decides. The order and the checks
// themselves are the processor's (cpu/transitions); the manual's title for each step comes from there too.
#include "gui/view/builder.hpp"

namespace ringside::gui {

namespace {

using cpu::Step;
using cpu::StepRecord;
using cpu::Transition;

constexpr unsigned selector_rpl = 3;

// SYSCALL, SYSRET, SYSENTER and SYSEXIT load CS and SS without reading a table.
bool is_fast(Transition transition)
{
    return transition == Transition::syscall || transition == Transition::sysret ||
           transition == Transition::sysenter || transition == Transition::sysexit;
}

bool leaves_the_kernel(Transition transition)
{
    return transition == Transition::sysret || transition == Transition::sysexit ||
           transition == Transition::iret;
}

// Programs live in the lower half of the addresses, the kernel in the upper one.
bool in_upper_half(uint64_t address)
{
    return address >> 63 != 0;
}

char const* meaning_of_code_check(Catalogue const& tr, Transition transition)
{
    switch (transition) {
    case Transition::iret:
        return tr("The descriptor must be a present code segment that the ring returned to may run.");
    case Transition::far_branch:
        return tr("The descriptor must be a present code segment that may be entered from here.");
    default:
        return tr("The descriptor must be a present code segment that may be entered from here; its DPL "
                  "becomes the new ring, unless it is conforming.");
    }
}

char const* meaning_of_stack_check(Catalogue const& tr, Transition transition)
{
    return transition == Transition::iret || transition == Transition::far_branch
               ? tr("The selector of the stack segment must fit the ring that is returned to.")
               : tr("The selector of the new stack segment must not be null and must lie within its table.");
}

// SDM Vol. 3A, "64-Bit Mode Call Gates" for what a far branch finds in a gate.
char const* meaning_of_call_gate(Catalogue const& tr, Step step)
{
    switch (step) {
    case Step::check_gate_type:
        return tr("The upper half of a call gate is marked by a type of 0.");
    case Step::check_gate_dpl:
        return tr("A program may call only gates whose DPL is not below its own ring.");
    case Step::read_gate:
        return tr("The upper half of the call gate completes the address of the code.");
    default:
        return "";
    }
}

char const* meaning_of_check(Catalogue const& tr, StepRecord const& record)
{
    switch (record.step) {
    case Step::check_idt_limit:
        return tr("The gate of this vector must lie within the IDT.");
    case Step::check_gate_type:
        return tr("Only an interrupt gate or a trap gate may be passed through.");
    case Step::check_gate_dpl:
        return tr("A program may call only gates whose DPL is not below its own ring: this keeps INT 14 from "
                  "faking a "
                  "page fault.");
    case Step::check_gate_present:
        return tr("A gate that is not present leads nowhere.");
    case Step::check_code_selector:
        return tr("The selector of the new code segment must not be null and must lie within its table.");
    case Step::check_code_descriptor:
        return meaning_of_code_check(tr, record.transition);
    case Step::check_tss_limit:
        return tr("The new stack pointer must lie within the TSS.");
    case Step::check_stack_canonical:
        return tr("The new stack pointer must be a canonical address.");
    case Step::check_target_canonical:
        if (record.what == "EIP against CS limit")
            return tr("The address to go on at must lie within the code segment.");
        return tr("The address to go on at must be canonical.");
    case Step::check_sce:
        return tr("EFER.SCE must be set: the kernel switches SYSCALL and SYSRET on.");
    case Step::check_mode:
        return tr("This instruction works in this mode only.");
    case Step::check_cpl:
        return tr("Only ring 0 may execute this.");
    case Step::check_rcx_canonical:
        return tr("RCX is where the program goes on: it must be a canonical address.");
    case Step::check_sysenter_cs:
        return tr("SYSENTER_CS must not be null: the kernel switches SYSENTER on by writing it.");
    case Step::check_nt:
        return tr("With NT set, IRET would return to another task, which 64-bit mode has not.");
    case Step::check_stack_selector:
        return meaning_of_stack_check(tr, record.transition);
    case Step::check_stack_descriptor:
        return tr("The stack segment must be present, writable data of the right ring.");
    case Step::check_protection:
        return tr("The rights of all levels together decide whether the access is allowed.");
    default:
        return "";
    }
}

char const* meaning_of_read(Catalogue const& tr, StepRecord const& record)
{
    bool const local = record.place == cpu::Place::ldt;
    switch (record.step) {
    case Step::read_gate:
        return tr("The gate says where the kernel's code is, by which selector, and who may come here.");
    case Step::read_code_descriptor:
        return local ? tr("The LDT says what kind of code the selector stands for, and which ring it gives.")
                     : tr("The GDT says what kind of code the selector stands for, and which ring it gives.");
    case Step::read_rsp0:
        return tr("The TSS holds the kernel's stack pointer: the hardware takes it from there, no program "
                  "can choose "
                  "it.");
    case Step::read_ist:
        return tr(
            "The gate asks for a stack of its own: its address is in the interrupt stack table of the TSS.");
    case Step::read_ss0:
        return tr("The 32-bit TSS holds the selector of the kernel's stack, too.");
    case Step::read_stack_descriptor:
        return local ? tr("The LDT says what kind of stack the selector stands for.")
                     : tr("The GDT says what kind of stack the selector stands for.");
    case Step::read_pml4e:
    case Step::read_pdpte:
    case Step::read_pde:
    case Step::read_pte:
        return tr("One level of the page tables: the entry leads to the next one or to the page.");
    default:
        return "";
    }
}

char const* meaning_of_pop(Catalogue const& tr, Step step)
{
    switch (step) {
    case Step::pop_rip:
        return tr("Read from the stack: where the interrupted code goes on.");
    case Step::pop_cs:
        return tr("Read from the stack: the code selector; its low two bits say which ring is returned to.");
    case Step::pop_rflags:
        return tr("Read from the stack: the flags of the interrupted code.");
    case Step::pop_rsp:
        return tr("Read from the stack: the stack pointer of the interrupted code.");
    case Step::pop_ss:
        return tr("Read from the stack: the stack selector of the interrupted code.");
    default:
        return "";
    }
}

// A far CALL pushes for a far RET: nothing was interrupted.
char const* meaning_on_the_stack_of_a_call(Catalogue const& tr, Step step)
{
    switch (step) {
    case Step::push_ss:
        return tr("The caller's stack segment, for the far return.");
    case Step::push_rsp:
        return tr("The caller's stack pointer, for the far return.");
    case Step::push_cs:
        return tr("The caller's code selector, for the far return.");
    case Step::push_rip:
        return tr("Where the caller goes on after the far return.");
    case Step::pop_rip:
        return tr("Read from the stack: where the caller goes on.");
    case Step::pop_rsp:
        return tr("Read from the stack: the caller's stack pointer.");
    case Step::pop_ss:
        return tr("Read from the stack: the caller's stack selector.");
    default:
        return "";
    }
}

// In 64-bit mode SS and RSP are pushed by every delivery, also by one that stays in ring 0 and on its stack.
char const* meaning_of_push(Catalogue const& tr, StepRecord const& record)
{
    bool const leaves_users_stack = !in_upper_half(record.value) && in_upper_half(record.address);
    switch (record.step) {
    case Step::push_ss:
        return (record.value & selector_rpl) != 0
                   ? tr("The first word on the new stack: which stack segment was in use before.")
                   : tr("The first word of the frame: which stack segment was in use before.");
    case Step::push_rsp:
        return leaves_users_stack
                   ? tr("Where the user's stack was: RSP is already the kernel's, so only this word knows.")
                   : tr("Where RSP was, so that the return can put it back.");
    case Step::push_rflags:
        return tr("The flags as they were, so that the return can put them back.");
    case Step::push_cs:
        return (record.value & selector_rpl) != 0
                   ? tr("Its low two bits tell the kernel which ring it was called from.")
                   : tr("Its low two bits are 0: the kernel itself was interrupted.");
    case Step::push_rip:
        return tr("Where the interrupted code goes on after the return.");
    case Step::push_error_code:
        return tr("What went wrong, for the handler of the exception.");
    default:
        return "";
    }
}

char const* meaning_of_fast_load(Catalogue const& tr, Transition transition, Step step)
{
    switch (step) {
    case Step::load_rip:
        return leaves_the_kernel(transition)
                   ? tr("The program goes on where it was left.")
                   : tr("The kernel's entry point comes from an MSR that the kernel wrote "
                        "at boot; no table is read.");
    case Step::load_cs:
        return tr(
            "The selector comes from an MSR; the hidden part is fixed by the instruction, no descriptor is "
            "read.");
    case Step::load_ss:
        return transition == Transition::sysenter || transition == Transition::sysexit
                   ? tr("The stack selector follows the code selector; no descriptor is read.")
                   : tr("The stack selector follows the code selector. RSP itself is not touched.");
    case Step::load_rsp:
        return leaves_the_kernel(transition) ? tr("The user's stack pointer is put back.")
                                             : tr("The kernel's stack pointer comes from an MSR.");
    case Step::load_rflags:
        return tr("The flags come back from R11.");
    default:
        return "";
    }
}

// Direct, through a call gate, or back by RET.
char const* meaning_of_far_load(Catalogue const& tr, Step step)
{
    switch (step) {
    case Step::load_rsp:
        return tr("RSP moves to the stack of the new ring.");
    case Step::load_cs:
        return tr("CS is loaded with the selector of the target.");
    case Step::load_rip:
        return tr("The next instruction is the one at the target.");
    default:
        return "";
    }
}

// Without another stack a delivery only rounds RSP down. SDM Vol. 3A, "64-Bit Mode Stack Frame".
char const* meaning_of_new_rsp(Catalogue const& tr, StepRecord const& record)
{
    if (record.value == (record.before & ~uint64_t{0xf}))
        return tr("The stack stays the same: RSP is only rounded down to a multiple of 16.");
    return !in_upper_half(record.before) && in_upper_half(record.value)
               ? tr("RSP moves to the kernel's stack: from here on the user's stack is left alone.")
               : tr("RSP moves to the stack that the TSS names.");
}

char const* meaning_of_load(Catalogue const& tr, StepRecord const& record)
{
    bool const leaves = leaves_the_kernel(record.transition);
    switch (record.step) {
    case Step::load_rsp:
        return leaves ? tr("The interrupted code has its stack again.") : meaning_of_new_rsp(tr, record);
    case Step::load_ss_null:
        return tr("SS becomes null: in 64-bit mode the kernel needs none.");
    case Step::load_cs:
        return leaves ? tr("The code segment of the interrupted code is loaded.")
                      : tr("CS is loaded with the gate's selector.");
    case Step::load_ss:
        return tr("The stack segment is loaded.");
    case Step::load_rip:
        return leaves ? tr("The interrupted code goes on here.")
                      : tr("The next instruction is the handler's first.");
    case Step::load_rflags:
        return tr("The flags of the interrupted code come back; IOPL and IF only where the ring allows it.");
    case Step::load_cr3:
        return record.before != record.value ? tr("Another set of page tables is in force.")
                                             : tr("The same page tables stay in force.");
    default:
        return "";
    }
}

char const* meaning_of_ring(Catalogue const& tr, StepRecord const& record)
{
    if (record.before == record.value)
        return tr("The ring stays the same.");
    if (record.value == 0)
        return tr("The ring changes: from now on everything is allowed.");
    return record.value == 3 ? tr("The ring is the program's again.")
                             : tr("The ring changes: other rights are in force from now on.");
}

char const* meaning_of_flags(Catalogue const& tr, StepRecord const& record)
{
    bool const was_on = (record.before & cpu::flag::interrupt) != 0;
    bool const on = (record.value & cpu::flag::interrupt) != 0;
    if (record.step == Step::clear_rflags)
        return was_on ? tr("IF is cleared; the other flags stay as the program had them.")
                      : tr("IF was 0 already; the other flags stay as the program had them.");
    if (!is_fast(record.transition))
        return tr("TF, NT, RF are cleared and, by an interrupt gate, IF; AC and DF are not.");
    return on ? tr("Every flag that SFMASK names is cleared; IF is none of them: interrupts stay on.")
              : tr("Every flag that SFMASK names is cleared: the kernel starts with interrupts off.");
}

char const* meaning_of_rest(Catalogue const& tr, StepRecord const& record)
{
    switch (record.step) {
    case Step::write_cr2:
        return tr("CR2 tells the handler which address could not be reached.");
    case Step::set_cpl:
        return meaning_of_ring(tr, record);
    case Step::mask_rflags:
    case Step::clear_rflags:
        return meaning_of_flags(tr, record);
    case Step::save_rcx:
        return tr("The return address goes to RCX: no memory is touched, and what RCX held is lost.");
    case Step::save_r11:
        return tr("The flags go to R11, and what R11 held is lost.");
    case Step::null_data_segments:
        return tr("Data segments that the outer ring may not use become null.");
    case Step::end_nmi_blocking:
        return tr("Another non-maskable interrupt may come.");
    case Step::set_descriptor_accessed:
        return tr("The descriptor was used for the first time: the CPU marks it.");
    case Step::swap_gs_base:
        return tr("The kernel's GS base and the program's change places.");
    case Step::flush_tlb:
        return record.what == "CR3" ? tr("Translations of the old page tables are forgotten.")
                                    : tr("Translations made under the old rules are forgotten.");
    case Step::set_accessed:
        return tr("The entry was used: the CPU marks it.");
    case Step::set_dirty:
        return tr("The page is written to: the CPU marks it.");
    case Step::double_fault:
        return tr("Delivering a fault has faulted: a double fault takes its place.");
    case Step::shutdown:
        return tr("Not even the double fault could be delivered: the processor stops.");
    default:
        return "";
    }
}

// What a kind of transition does otherwise than the rest; empty where it does not.
char const* meaning_of_its_own(Catalogue const& tr, StepRecord const& record)
{
    if (is_fast(record.transition))
        return meaning_of_fast_load(tr, record.transition, record.step);
    if (record.transition != Transition::far_branch)
        return "";
    for (auto const meaning : {meaning_of_call_gate, meaning_on_the_stack_of_a_call, meaning_of_far_load})
        if (char const* const found = meaning(tr, record.step); *found != '\0')
            return found;
    return "";
}

} // namespace

std::string meaning_of(Catalogue const& tr, StepRecord const& record)
{
    for (auto const meaning : {meaning_of_its_own, meaning_of_check, meaning_of_read, meaning_of_push,
                               meaning_of_load, meaning_of_rest})
        if (char const* const found = meaning(tr, record); *found != '\0')
            return found;
    return meaning_of_pop(tr, record.step);
}

} // namespace ringside::gui
