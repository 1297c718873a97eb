// What transitions are called and what their micro-steps mean, one sentence each. The order and the checks
// themselves are the processor's (cpu/transitions); the manual's title for each step comes from there too.
#include "gui/view/builder.hpp"

#include "gui/widgets/numbers.hpp"

#include <array>

namespace ringside::gui {

namespace {

using cpu::Step;
using cpu::Transition;

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

char const* meaning_of_check(Catalogue const& tr, Step step)
{
    switch (step) {
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
        return tr("The descriptor must be a present 64-bit code segment that may be entered from here; its "
                  "DPL becomes "
                  "the new ring.");
    case Step::check_tss_limit:
        return tr("The new stack pointer must lie within the TSS.");
    case Step::check_stack_canonical:
        return tr("The new stack pointer must be a canonical address.");
    case Step::check_target_canonical:
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
        return tr("The selector of the stack segment must fit the ring that is returned to.");
    case Step::check_stack_descriptor:
        return tr("The stack segment must be present, writable data of the right ring.");
    case Step::check_protection:
        return tr("The rights of all levels together decide whether the access is allowed.");
    default:
        return "";
    }
}

char const* meaning_of_read(Catalogue const& tr, Step step)
{
    switch (step) {
    case Step::read_gate:
        return tr("The gate says where the kernel's code is, by which selector, and who may come here.");
    case Step::read_code_descriptor:
        return tr("The GDT says what kind of code the selector stands for, and which ring it gives.");
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
        return tr("The GDT says what kind of stack the selector stands for.");
    case Step::read_pml4e:
    case Step::read_pdpte:
    case Step::read_pde:
    case Step::read_pte:
        return tr("One level of the page tables: the entry leads to the next one or to the page.");
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

char const* meaning_of_push(Catalogue const& tr, Step step)
{
    switch (step) {
    case Step::push_ss:
        return tr("The first word on the new stack: which stack segment was in use before.");
    case Step::push_rsp:
        return tr("Where the user's stack was: RSP is already the kernel's, so only this word knows.");
    case Step::push_rflags:
        return tr("The flags as they were, so that the return can put them back.");
    case Step::push_cs:
        return tr("Its low two bits tell the kernel which ring it was called from.");
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

char const* meaning_of_load(Catalogue const& tr, Transition transition, Step step)
{
    bool const leaves = leaves_the_kernel(transition);
    switch (step) {
    case Step::load_rsp:
        return leaves ? tr("The interrupted code has its stack again.")
                      : tr("RSP moves to the kernel's stack: from here on the user's stack is left alone.");
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
        return tr("Another set of page tables is in force.");
    default:
        return "";
    }
}

char const* meaning_of_rest(Catalogue const& tr, Transition transition, Step step)
{
    switch (step) {
    case Step::write_cr2:
        return tr("CR2 tells the handler which address could not be reached.");
    case Step::set_cpl:
        return leaves_the_kernel(transition) ? tr("The ring is the program's again.")
                                             : tr("The ring changes: from now on everything is allowed.");
    case Step::mask_rflags:
        return is_fast(transition)
                   ? tr("Every flag that SFMASK names is cleared: the kernel starts with interrupts off.")
                   : tr("TF, NT, RF are cleared and, by an interrupt gate, IF; AC and DF are not.");
    case Step::clear_rflags:
        return tr("IF is cleared; the other flags stay as the program had them.");
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
        return tr("Translations of the old page tables are forgotten.");
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

} // namespace

std::string meaning_of(Catalogue const& tr, cpu::StepRecord const& record)
{
    char const* found =
        is_fast(record.transition) ? meaning_of_fast_load(tr, record.transition, record.step) : "";
    if (*found == '\0')
        found = meaning_of_check(tr, record.step);
    if (*found == '\0')
        found = meaning_of_read(tr, record.step);
    if (*found == '\0')
        found = meaning_of_push(tr, record.step);
    if (*found == '\0')
        found = meaning_of_load(tr, record.transition, record.step);
    if (*found == '\0')
        found = meaning_of_rest(tr, record.transition, record.step);
    return found;
}

std::string mnemonic_of(cpu::Vector vector)
{
    switch (vector) {
    case cpu::Vector::divide_error:
        return "#DE";
    case cpu::Vector::debug:
        return "#DB";
    case cpu::Vector::nmi:
        return "NMI";
    case cpu::Vector::breakpoint:
        return "#BP";
    case cpu::Vector::overflow:
        return "#OF";
    case cpu::Vector::bound_range:
        return "#BR";
    case cpu::Vector::invalid_opcode:
        return "#UD";
    case cpu::Vector::device_not_available:
        return "#NM";
    case cpu::Vector::double_fault:
        return "#DF";
    case cpu::Vector::invalid_tss:
        return "#TS";
    case cpu::Vector::segment_not_present:
        return "#NP";
    case cpu::Vector::stack_fault:
        return "#SS";
    case cpu::Vector::general_protection:
        return "#GP";
    case cpu::Vector::page_fault:
        return "#PF";
    case cpu::Vector::x87_error:
        return "#MF";
    case cpu::Vector::alignment_check:
        return "#AC";
    case cpu::Vector::machine_check:
        return "#MC";
    case cpu::Vector::simd_error:
        return "#XM";
    case cpu::Vector::stopped:
    case cpu::Vector::none:
        break;
    }
    return "vector " + std::to_string(static_cast<unsigned>(vector));
}

std::string name_of(Catalogue const& tr, emu::TransitionView const& transition)
{
    switch (transition.transition) {
    case Transition::software_interrupt:
        return transition.vector == 3 ? "INT3" : "INT 0x" + hexadecimal(transition.vector);
    case Transition::exception:
        return mnemonic_of(static_cast<cpu::Vector>(transition.vector));
    case Transition::external_interrupt:
        return std::string(tr("interrupt")) + " 0x" + hexadecimal(transition.vector);
    case Transition::iret:
        return "IRET";
    case Transition::syscall:
        return "SYSCALL";
    case Transition::sysret:
        return "SYSRET";
    case Transition::sysenter:
        return "SYSENTER";
    case Transition::sysexit:
        return "SYSEXIT";
    case Transition::swapgs:
        return "SWAPGS";
    case Transition::far_branch:
        return tr("far branch");
    case Transition::control_register:
        return "MOV CR3";
    case Transition::page_walk:
        return tr("page walk");
    case Transition::none:
    case Transition::count_:
        break;
    }
    return {};
}

} // namespace ringside::gui
