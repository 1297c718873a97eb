// Micro-steps and the fields they use. Most steps name the address that they read; checks and loads refer to
// what an earlier step of the same transition has read. SDM Vol. 2A, "INT n/INTO/INT3/INT1"; Vol. 2B,
// "SYSCALL", "SYSENTER". Next: tables_reads.hpp.
#include "gui/view/tables_reads.hpp"

#include "cpu/transitions/msr_numbers.hpp"
#include "gui/view/tables_cells.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

using cpu::Step;
using cpu::StepRecord;
using cpu::Transition;

// What earlier steps have read: the gate, the descriptors, the field of the TSS.
struct Found
{
    std::string gate;
    std::string code;
    std::string stack;
    std::string pointer; // RSP0 or an IST entry
};

std::string gate_at(cpu::State const& state, uint64_t address)
{
    unsigned const bytes = state.long_mode() ? 16 : 8;
    return gate_name(static_cast<unsigned>((address - state.idtr.base) / bytes));
}

// The last byte of the gate stands on the left of the check.
unsigned vector_of(cpu::State const& state, StepRecord const& limit_check)
{
    unsigned const bytes = state.long_mode() ? 16 : 8;
    return static_cast<unsigned>(limit_check.before / bytes);
}

std::string descriptor_at(cpu::State const& state, uint64_t address)
{
    return descriptor_name(static_cast<uint16_t>(address - state.gdtr.base));
}

// SDM Vol. 3A, "64-Bit TSS Format".
std::string tss_field_at(cpu::State const& state, uint64_t address)
{
    constexpr uint64_t first_rsp = 4;
    constexpr uint64_t first_ist = 36;
    uint64_t const offset = address - state.tr.base;
    if (offset < first_ist)
        return "tables.tss.rsp" + std::to_string((offset - first_rsp) / 8);
    return "tables.tss.ist" + std::to_string((offset - first_ist) / 8 + 1);
}

Found found_before(cpu::State const& state, emu::TransitionView const& transition, std::size_t step)
{
    Found found;
    for (std::size_t i = 0; i < step; ++i) {
        StepRecord const& record = transition.steps[i].record;
        if (record.step == Step::read_gate)
            found.gate = gate_at(state, record.address);
        if (record.step == Step::read_code_descriptor && record.place == cpu::Place::gdt)
            found.code = descriptor_at(state, record.address);
        if (record.step == Step::read_stack_descriptor && record.place == cpu::Place::gdt)
            found.stack = descriptor_at(state, record.address);
        if (record.place == cpu::Place::tss)
            found.pointer = tss_field_at(state, record.address);
    }
    return found;
}

// CS and SS of the fast calls are computed from one MSR.
std::string selector_msr(Transition transition)
{
    bool const sysenter = transition == Transition::sysenter || transition == Transition::sysexit;
    bool const syscall = transition == Transition::syscall || transition == Transition::sysret;
    return sysenter ? "tables.msr.sysenter_cs" : syscall ? "tables.msr.star" : "";
}

std::string part(std::string const& entry, char const* field)
{
    return entry.empty() ? std::string() : entry + field;
}

// A null selector is compared with no limit, nor is one for an LDT that is not loaded; LDTR's limit has no
// cell.
std::string limit_compared(StepRecord const& record)
{
    bool const in_gdt = record.what.starts_with("GDT") || record.what.starts_with("table");
    return in_gdt ? "tables.gdtr.limit" : "";
}

std::vector<std::string> used_by(cpu::State const& state, StepRecord const& record, Found const& found)
{
    switch (record.step) {
    case Step::check_idt_limit:
        return {gate_name(vector_of(state, record)), "tables.idtr.limit"};
    case Step::read_gate:
        return {gate_at(state, record.address)};
    case Step::check_gate_type:
        return {part(found.gate, ".type")};
    case Step::check_gate_dpl:
        return {part(found.gate, ".dpl")};
    case Step::check_gate_present:
        return {part(found.gate, ".present")};
    case Step::check_code_selector:
    case Step::check_stack_selector:
        return {limit_compared(record), part(found.gate, ".selector")};
    case Step::read_code_descriptor:
    case Step::read_stack_descriptor:
    case Step::set_descriptor_accessed:
        return {record.place == cpu::Place::gdt ? descriptor_at(state, record.address) : ""};
    case Step::check_code_descriptor:
        return {part(found.code, ".dpl"), part(found.code, ".type"), part(found.code, ".present"),
                part(found.code, ".l")};
    case Step::check_stack_descriptor:
        return {part(found.stack, ".dpl"), part(found.stack, ".type"), part(found.stack, ".present")};
    case Step::check_tss_limit:
        return {"tables.tr.limit"};
    case Step::read_rsp0:
    case Step::read_ist:
        return {tss_field_at(state, record.address)};
    case Step::check_stack_canonical:
        return {found.pointer};
    case Step::check_target_canonical:
        return {part(found.gate, ".offset")};
    case Step::load_rsp:
        return {record.place == cpu::Place::msr ? msr_cell_name(static_cast<uint32_t>(record.address))
                                                : found.pointer};
    case Step::load_rip:
        return {record.place == cpu::Place::msr ? msr_cell_name(static_cast<uint32_t>(record.address))
                                                : part(found.gate, ".offset")};
    case Step::load_cs: {
        std::string const msr = selector_msr(record.transition);
        return {msr.empty() ? found.code : msr};
    }
    case Step::load_ss: {
        std::string const msr = selector_msr(record.transition);
        return {msr.empty() ? found.stack : msr};
    }
    case Step::mask_rflags:
        return {record.transition == Transition::syscall ? "tables.msr.sfmask" : part(found.gate, ".type")};
    case Step::check_sce:
        return {"tables.msr.efer"};
    case Step::check_sysenter_cs:
        return {"tables.msr.sysenter_cs"};
    case Step::swap_gs_base:
        return {msr_cell_name(cpu::msr::gs_base), msr_cell_name(cpu::msr::kernel_gs_base)};
    case Step::write_cr2:
        return {"tables.cr.cr2"};
    case Step::load_cr3:
        return {"tables.cr.cr3"};
    default:
        return {};
    }
}

bool within(uint64_t address, uint64_t base, uint64_t limit)
{
    return address - base <= limit;
}

// A read that the hardware makes beside an instruction's own operands: MOV to a segment register, LTR, IN.
std::string hardware_read(cpu::State const& state, uint64_t linear)
{
    if (within(linear, state.gdtr.base, state.gdtr.limit))
        return descriptor_at(state, linear);
    if (within(linear, state.idtr.base, state.idtr.limit))
        return gate_at(state, linear);
    return within(linear, state.tr.base, state.tr.limit) ? "tables.tss" : "";
}

// RDMSR and WRMSR name their register in ECX.
bool is_msr_instruction(emu::Session const& session)
{
    auto const lines = session.code(session.state().rip, 0, 0);
    return !lines.empty() && (lines.front().text == "rdmsr" || lines.front().text == "wrmsr");
}

} // namespace

std::vector<std::string> cells_used(emu::Session const& session, emu::TransitionView const& transition,
                                    std::size_t step)
{
    auto const& state = session.state();
    auto used = used_by(state, transition.steps[step].record, found_before(state, transition, step));
    std::erase(used, "");
    return used;
}

std::optional<unsigned> vector_in_use(cpu::State const& state, emu::TransitionView const& transition)
{
    std::optional<unsigned> vector;
    for (emu::MicroStep const& step : transition.steps) {
        if (step.record.step != Step::check_idt_limit)
            continue;
        if (vector && step.progress == emu::MicroStep::Progress::to_come)
            break;
        vector = vector_of(state, step.record);
    }
    return vector;
}

std::vector<std::string> cells_used_next(emu::Session& session)
{
    auto const& state = session.state();
    std::vector<std::string> used;
    emu::Preview const preview = session.preview();
    for (cpu::Access const& access : preview.accesses)
        if (access.agent == cpu::Agent::hardware)
            used.push_back(hardware_read(state, access.linear));
    if (state.cpl == 0 && is_msr_instruction(session))
        used.push_back(msr_cell_name(static_cast<uint32_t>(state.gpr[cpu::rcx])));
    if (preview.after.cr3 != state.cr3 && !preview.fault.happened())
        used.emplace_back("tables.cr.cr3");
    std::erase(used, "");
    return used;
}

AddressAtHand address_at_hand(emu::Session& session, emu::TransitionView const* transition)
{
    auto const& state = session.state();
    if (transition == nullptr)
        return {state.rip, "RIP"};
    bool const faults = transition->transition == Transition::exception &&
                        transition->fault.vector == cpu::Vector::page_fault;
    if (faults)
        return {transition->fault.address, "CR2"};
    for (emu::MicroStep const& step : transition->steps) {
        if (step.progress != emu::MicroStep::Progress::current)
            continue;
        switch (step.record.place) {
        case cpu::Place::stack:
            return {step.record.address, "stack"};
        case cpu::Place::tss:
            return {step.record.address, "TSS"};
        case cpu::Place::idt:
            return {step.record.address, "IDT"};
        case cpu::Place::gdt:
            return {step.record.address, "GDT"};
        default:
            break;
        }
    }
    if (transition->transition != Transition::none)
        return {state.rip, "RIP"};
    for (cpu::Access const& access : session.preview().accesses)
        if (access.agent == cpu::Agent::software)
            return {access.linear, access.direction == cpu::Direction::read ? "read" : "write"};
    return {state.rip, "RIP"};
}

TableMark mark_of(emu::MicroStep const& step)
{
    switch (step.progress) {
    case emu::MicroStep::Progress::done:
        return TableMark::done;
    case emu::MicroStep::Progress::current:
        return step.record.fault.happened() ? TableMark::failed : TableMark::current;
    case emu::MicroStep::Progress::to_come:
        break;
    }
    return TableMark::coming;
}

std::string group_of(std::string const& cell)
{
    std::size_t const first = cell.find('.');
    std::size_t const second = first == std::string::npos ? first : cell.find('.', first + 1);
    if (second == std::string::npos)
        return cell;
    std::string const table = cell.substr(first + 1, second - first - 1);
    if (table == "tss" || table == "tr")
        return "tables.tss";
    if (table == "cr" || table == "walk")
        return "tables." + table;
    std::size_t const third = cell.find('.', second + 1);
    return cell.substr(0, third);
}

} // namespace ringside::gui
