// Names of fields are the manual's and stay as they are in every language; only reasons and remarks are
// translated. Next: explain.cpp, which says what a step means.
#include "gui/view/step_words.hpp"

#include "cpu/transitions/msr_numbers.hpp"
#include "gui/view/builder.hpp"
#include "gui/widgets/numbers.hpp"

#include <array>

namespace ringside::gui {

namespace {

using cpu::Step;
using cpu::StepRecord;

std::string pair(std::string_view name, uint64_t value)
{
    return std::string(name) + " " + hexadecimal(value);
}

// "IDT limit fff ≥ 80f"
std::string within(std::string_view limit, StepRecord const& record)
{
    return pair(limit, record.value) + (record.before <= record.value ? " ≥ " : " < ") +
           hexadecimal(record.before);
}

std::string equals(std::string_view name, uint64_t value, bool holds, uint64_t wanted)
{
    return holds ? std::string(name) + " = " + hexadecimal(value)
                 : pair(name, value) + " ≠ " + hexadecimal(wanted);
}

std::string canonical(Catalogue const& tr, std::string_view name, StepRecord const& record)
{
    return pair(name, record.before) + ": " +
           (record.before == record.value ? tr("canonical") : tr("not canonical"));
}

// Why a descriptor or a selector was refused, as the processor's checks name it (cpu/transitions).
std::string reason_words(Catalogue const& tr, std::string_view reason)
{
    struct Known
    {
        std::string_view reason;
        char const* words;
    };
    std::array const known = {
        Known{"CS selector is null", tr("the code selector is null")},
        Known{"SS selector is null", tr("the stack selector is null")},
        Known{"LDT not loaded", tr("no LDT is loaded")},
        Known{"not a code segment", tr("the descriptor is no code segment")},
        Known{"not a writable data segment", tr("the descriptor is no writable data segment")},
        Known{"descriptor not present", tr("the descriptor is not present")},
        Known{"L = 0: not a 64-bit segment", tr("L = 0: no 64-bit segment")},
        Known{"L and D are both 1", tr("L and D are both 1")},
        Known{"descriptor DPL above CPL", tr("the descriptor's DPL is above CPL")},
        Known{"descriptor DPL is not RPL", tr("the descriptor's DPL is not the selector's RPL")},
        Known{"descriptor DPL is not CPL", tr("the descriptor's DPL is not CPL")},
        Known{"descriptor DPL is not the CPL", tr("the descriptor's DPL is not the new CPL")},
        Known{"selector RPL below CPL", tr("the selector's RPL is below CPL")},
        Known{"selector RPL above CPL", tr("the selector's RPL is above CPL")},
        Known{"selector RPL is not the CPL", tr("the selector's RPL is not the new CPL")},
        Known{"conforming, DPL above RPL", tr("conforming, but its DPL is above RPL")},
        Known{"conforming, DPL above CPL", tr("conforming, but its DPL is above CPL")},
        Known{"a jump cannot change the ring", tr("a jump cannot change the ring")},
    };
    for (Known const& one : known)
        if (one.reason == reason)
            return one.words;
    return std::string(reason);
}

// A null selector is refused, or allowed, without a table; a table that is not there has no limit.
bool meets_no_limit(StepRecord const& record)
{
    return record.what.find("null") != std::string_view::npos || record.what == "LDT not loaded";
}

// "80f ≤ fff"
std::string compared_with_limit(StepRecord const& record)
{
    return hexadecimal(record.before) + (record.before <= record.value ? " ≤ " : " > ") +
           hexadecimal(record.value);
}

std::string selector_words(Catalogue const& tr, StepRecord const& record)
{
    if (meets_no_limit(record))
        return reason_words(tr, record.what) + " (" + hexadecimal(record.before) + ")";
    return within(record.what.starts_with("LDT") ? "LDT limit" : "GDT limit", record);
}

std::string descriptor_words(Catalogue const& tr, StepRecord const& record)
{
    if (record.fault.happened())
        return reason_words(tr, record.what);
    std::string const left = record.what.starts_with("RPL") ? "RPL " : "CPL ";
    return left + hexadecimal(record.before) + ", DPL " + hexadecimal(record.value);
}

std::string target_words(Catalogue const& tr, StepRecord const& record)
{
    if (record.what == "EIP against CS limit")
        return within("CS limit", record);
    if (record.what == "RCX and RDX canonical")
        return pair("RCX", record.before) + ", " + pair("RDX", record.value) + ": " +
               (record.fault.happened() ? tr("not canonical") : tr("canonical"));
    return canonical(tr, "RIP", record);
}

std::string mode_words(StepRecord const& record)
{
    bool const legacy = record.what == "legacy mode";
    return equals(legacy ? "EFER.LMA" : "CS.L", record.before, !record.fault.happened(), legacy ? 0 : 1);
}

std::string compared(Catalogue const& tr, StepRecord const& record)
{
    bool const holds = !record.fault.happened();
    switch (record.step) {
    case Step::check_idt_limit:
        return within("IDT limit", record);
    case Step::check_tss_limit:
        return within("TSS limit", record);
    case Step::check_code_selector:
    case Step::check_stack_selector:
        return selector_words(tr, record);
    case Step::check_code_descriptor:
    case Step::check_stack_descriptor:
        return descriptor_words(tr, record);
    case Step::check_gate_type:
        if (record.what == "upper type")
            return pair(tr("type in the gate's upper half"), record.before);
        return pair("gate type", record.before) + (holds ? "" : " ≠ " + hexadecimal(record.value));
    case Step::check_gate_dpl:
        return pair("gate DPL", record.value) + (record.value >= record.before ? " ≥ " : " < ") +
               pair("CPL", record.before);
    case Step::check_gate_present:
        return equals("gate P", record.before, holds, 1);
    case Step::check_stack_canonical:
        return canonical(tr, "RSP", record);
    case Step::check_target_canonical:
        return target_words(tr, record);
    case Step::check_rcx_canonical:
        return canonical(tr, "RCX", record);
    case Step::check_sce:
        return equals("EFER.SCE", record.before, holds, 1);
    case Step::check_mode:
        return mode_words(record);
    case Step::check_cpl:
        return equals("CPL", record.before, record.before == 0, 0);
    case Step::check_sysenter_cs:
        return pair("SYSENTER_CS", record.before) + (holds ? " ≠ 0" : "");
    case Step::check_nt:
        return equals("NT", record.before, holds, 0);
    default:
        return std::string(record.what) + " " + hexadecimal(record.before);
    }
}

bool is_check(StepRecord const& record)
{
    return cpu::name(record.step).starts_with("check_");
}

std::string bytes(unsigned count)
{
    return std::to_string(count) + " B";
}

std::string moved(StepRecord const& record)
{
    std::string const place = "[" + hexadecimal(record.address) + "]";
    std::string const what(record.what);
    if (record.read_bytes == 16)
        return what + " ← " + place + ", " + bytes(16);
    if (record.read_bytes > 0)
        return what + " " + hexadecimal(record.value) + " ← " + place + ", " + bytes(record.read_bytes);
    if (record.written_bytes > 0)
        return what + " " + hexadecimal(record.value) + " → " + place + ", " + bytes(record.written_bytes);
    return what + " " + place; // the access itself faulted
}

std::string loaded(Catalogue const& tr, StepRecord const& record)
{
    std::string const change = hexadecimal(record.before) + " → " + hexadecimal(record.value);
    switch (record.step) {
    case Step::null_data_segments:
        return record.value == 0 ? std::string(tr("none")) : std::string(record.what) + " ← 0";
    case Step::end_nmi_blocking:
        return {};
    case Step::swap_gs_base:
        return "GS base " + change + ", KERNEL_GS_BASE " + hexadecimal(record.before);
    case Step::double_fault:
    case Step::shutdown:
        return mnemonic_of(static_cast<cpu::Vector>(record.before)) + ", " +
               mnemonic_of(static_cast<cpu::Vector>(record.value));
    default:
        break;
    }
    if (record.place != cpu::Place::msr)
        return record.what.empty() ? std::string() : std::string(record.what) + " " + change;
    std::string const target = record.step == Step::load_rsp ? "RSP" : "RIP";
    return target + " " + change + " (" + msr_name(record.address) + ")";
}

} // namespace

std::string msr_name(uint64_t number)
{
    switch (number) {
    case cpu::msr::star:
        return "STAR";
    case cpu::msr::lstar:
        return "LSTAR";
    case cpu::msr::cstar:
        return "CSTAR";
    case cpu::msr::sfmask:
        return "SFMASK";
    case cpu::msr::sysenter_cs:
        return "SYSENTER_CS";
    case cpu::msr::sysenter_esp:
        return "SYSENTER_ESP";
    case cpu::msr::sysenter_eip:
        return "SYSENTER_EIP";
    case cpu::msr::kernel_gs_base:
        return "KERNEL_GS_BASE";
    default:
        return {};
    }
}

std::string step_words(Catalogue const& tr, StepRecord const& record)
{
    if (is_check(record)) {
        std::string const words = compared(tr, record);
        return record.waived ? words + ", " + tr("passed because rings are off") : words;
    }
    bool const memory = record.place != cpu::Place::none && record.place != cpu::Place::register_ &&
                        record.place != cpu::Place::msr;
    return memory ? moved(record) : loaded(tr, record);
}

std::string failure_words(Catalogue const& tr, StepRecord const& record)
{
    cpu::Fault const& fault = record.fault;
    std::string text = step_words(tr, record) + " → " + mnemonic_of(fault.vector);
    if (cpu::has_error_code(fault.vector))
        text += ", " + std::string(tr("error code")) + " 0x" + hexadecimal(fault.error_code);
    if (fault.vector == cpu::Vector::page_fault)
        text += ", " + std::string(tr("address")) + " 0x" + hexadecimal(fault.address);
    return text;
}

std::string short_value(StepRecord const& record)
{
    switch (record.step) {
    case Step::check_idt_limit:
    case Step::check_tss_limit:
        return compared_with_limit(record);
    case Step::check_code_selector:
    case Step::check_stack_selector:
        return meets_no_limit(record) ? hexadecimal(record.before) : compared_with_limit(record);
    case Step::check_gate_dpl:
        return hexadecimal(record.value) + (record.value >= record.before ? " ≥ " : " < ") +
               hexadecimal(record.before);
    case Step::check_code_descriptor:
    case Step::check_stack_descriptor:
        return "DPL " + hexadecimal(record.value);
    case Step::read_gate:
    case Step::read_code_descriptor:
    case Step::read_stack_descriptor:
        return bytes(record.read_bytes);
    case Step::null_data_segments:
    case Step::end_nmi_blocking:
    case Step::flush_tlb:
        return {};
    default:
        return hexadecimal(is_check(record) ? record.before : record.value);
    }
}

} // namespace ringside::gui
