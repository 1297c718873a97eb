// The order matters: pages, then what lies in them, then the registers that are loaded from there.
#include "emu/script/case_setup.hpp"

#include "emu/script/case_items.hpp"

#include <algorithm>
#include <cstring>

namespace ringside::emu::script {

namespace {

using Kind = Item::Kind;
using cpu::SegmentName;

// ---- pages

std::optional<Problem> no_room(Item const& item)
{
    return Problem{item.at, item.number < 0x10'0000
                                ? "there is no room for so many pages"
                                : "the machine of this case has no memory at that address"};
}

std::optional<Problem> map_pages(CaseMachine& machine, Case const& test)
{
    for (auto const& item : test.given)
        if (item.kind == Kind::page) {
            if (test.mode == Mode::protected_mode)
                return Problem{item.at, "there is no paging in protected mode"};
            if (!machine.map(item.number, item.rights))
                return no_room(item);
        }
    for (auto const* const section : {&test.given, &test.then})
        for (auto const& item : *section) {
            if (item.kind != Kind::memory)
                continue;
            auto const first = item.number & ~uint64_t{0xfff};
            auto const last = (item.number + item.bytes.size() - 1) & ~uint64_t{0xfff};
            for (auto page = first;; page += cpu::page_size) {
                if (!machine.is_mapped(page) && !machine.map(page))
                    return no_room(item);
                if (page == last)
                    break;
            }
        }
    return std::nullopt;
}

// ---- tables

void set_gate_field(CaseMachine& machine, Item const& item)
{
    auto gate = machine.gate(item.index);
    switch (static_cast<GateField>(item.field)) {
    case GateField::offset:
        gate.offset = item.number;
        break;
    case GateField::selector:
        gate.selector = static_cast<uint16_t>(item.number);
        break;
    case GateField::ist:
        gate.ist = static_cast<uint8_t>(item.number);
        break;
    case GateField::type:
        gate.type = static_cast<uint8_t>(item.number);
        break;
    case GateField::dpl:
        gate.dpl = static_cast<uint8_t>(item.number);
        break;
    case GateField::present:
        gate.present = item.number != 0;
        break;
    }
    machine.set_gate(item.index, gate);
}

// SDM Vol. 3A, "Segment Descriptors": where a field lies.
struct Bits
{
    unsigned shift;
    unsigned count;
};

uint64_t with_bits(uint64_t raw, Bits bits, uint64_t value)
{
    auto const mask = ((uint64_t{1} << bits.count) - 1) << bits.shift;
    return (raw & ~mask) | (value << bits.shift & mask);
}

void set_descriptor_field(CaseMachine& machine, Item const& item)
{
    auto raw = machine.descriptor(item.index);
    switch (static_cast<DescriptorField>(item.field)) {
    case DescriptorField::base:
        raw = with_bits(with_bits(raw, {16, 24}, item.number), {56, 8}, item.number >> 24);
        break;
    case DescriptorField::limit:
        raw = with_bits(with_bits(raw, {0, 16}, item.number), {48, 4}, item.number >> 16);
        break;
    case DescriptorField::type:
        raw = with_bits(raw, {40, 4}, item.number);
        break;
    case DescriptorField::s:
        raw = with_bits(raw, {44, 1}, item.number);
        break;
    case DescriptorField::dpl:
        raw = with_bits(raw, {45, 2}, item.number);
        break;
    case DescriptorField::present:
        raw = with_bits(raw, {47, 1}, item.number);
        break;
    case DescriptorField::avl:
        raw = with_bits(raw, {52, 1}, item.number);
        break;
    case DescriptorField::l:
        raw = with_bits(raw, {53, 1}, item.number);
        break;
    case DescriptorField::d:
        raw = with_bits(raw, {54, 1}, item.number);
        break;
    case DescriptorField::g:
        raw = with_bits(raw, {55, 1}, item.number);
        break;
    }
    machine.set_descriptor(item.index, raw);
}

bool apply_memory(CaseMachine& machine, Item const& item)
{
    bool const legacy = machine.setup.mode == Mode::protected_mode;
    switch (item.kind) {
    case Kind::memory:
        machine.poke(item.number, item.bytes);
        return true;
    case Kind::gate:
        set_gate_field(machine, item);
        return true;
    case Kind::descriptor:
        set_descriptor_field(machine, item);
        return true;
    case Kind::tss_stack:
        machine.poke_number(machine.tss() + 4 + uint64_t{item.index} * 8, item.number, legacy ? 4 : 8);
        return true;
    case Kind::tss_ist:
        machine.poke_number(machine.tss() + 36 + uint64_t{item.index - 1} * 8, item.number, 8);
        return true;
    default:
        return false;
    }
}

// ---- registers

void set_msr(cpu::State& state, uint32_t number, uint64_t value)
{
    switch (number) {
    case 0x10:
        state.tsc_offset = value - state.time;
        break;
    case 0x1b:
        state.apic_base = value;
        break;
    case 0x174:
        state.sysenter_cs = value;
        break;
    case 0x175:
        state.sysenter_esp = value;
        break;
    case 0x176:
        state.sysenter_eip = value;
        break;
    case 0x277:
        state.pat = value;
        break;
    case 0xc000'0080:
        state.efer = value;
        break;
    case 0xc000'0081:
        state.star = value;
        break;
    case 0xc000'0082:
        state.lstar = value;
        break;
    case 0xc000'0083:
        state.cstar = value;
        break;
    case 0xc000'0084:
        state.sfmask = value;
        break;
    case 0xc000'0100:
        state.segment(SegmentName::fs).base = value;
        break;
    case 0xc000'0101:
        state.segment(SegmentName::gs).base = value;
        break;
    case 0xc000'0102:
        state.kernel_gs_base = value;
        break;
    case 0xc000'0103:
        state.tsc_aux = value;
        break;
    default:
        break;
    }
}

void set_control(cpu::State& state, uint32_t number, uint64_t value)
{
    switch (number) {
    case 0:
        state.cr0 = value;
        break;
    case 2:
        state.cr2 = value;
        break;
    case 3:
        state.cr3 = value;
        break;
    case 4:
        state.cr4 = value;
        break;
    case 8:
        state.cr8 = value;
        break;
    default:
        break;
    }
}

void set_table_register(CaseMachine& machine, Item const& item)
{
    auto& state = machine.cpu.state;
    auto const selector = static_cast<uint16_t>(item.number);
    switch (static_cast<TableField>(item.index)) {
    case TableField::gdtr_base:
        state.gdtr.base = item.number;
        break;
    case TableField::gdtr_limit:
        state.gdtr.limit = selector;
        break;
    case TableField::idtr_base:
        state.idtr.base = item.number;
        break;
    case TableField::idtr_limit:
        state.idtr.limit = selector;
        break;
    case TableField::tr:
        machine.load_task_register(selector);
        break;
    case TableField::ldtr:
        state.ldtr = cpu::Descriptor{machine.descriptor(cpu::Selector{selector}.index())}.load(selector);
        break;
    }
}

void set_gpr(cpu::State& state, Item const& item)
{
    auto const mask = item.bits == 64 ? ~uint64_t{0} : ((uint64_t{1} << item.bits) - 1) << item.shift;
    auto& whole = state.gpr[item.index];
    whole = (whole & ~mask) | (item.number << item.shift & mask);
}

// MMX registers are the significands of the physical x87 registers. SDM Vol. 1, "MMX Registers".
void set_float_register(cpu::State& state, Item const& item)
{
    if (item.kind == Kind::xmm) {
        std::memcpy(&state.xmm[item.index], item.bytes.data(), sizeof(cpu::Vec128));
    } else if (item.kind == Kind::mm) {
        state.x87.registers[item.index] = {item.number, 0xffff};
        state.x87.empty = static_cast<uint8_t>(state.x87.empty & ~(1u << item.index));
    } else {
        auto const physical = (state.x87.top() + item.index) & 7u;
        auto& target = state.x87.registers[physical];
        std::memcpy(&target.significand, item.bytes.data(), 8);
        std::memcpy(&target.sign_exponent, item.bytes.data() + 8, 2);
        auto const bit = 1u << physical;
        state.x87.empty = static_cast<uint8_t>(item.empty ? state.x87.empty | bit : state.x87.empty & ~bit);
    }
}

void apply_register(CaseMachine& machine, Item const& item)
{
    auto& state = machine.cpu.state;
    switch (item.kind) {
    case Kind::gpr:
        set_gpr(state, item);
        break;
    case Kind::rip:
        state.rip = item.number;
        break;
    case Kind::rflags:
        state.rflags = item.number | cpu::flag::fixed;
        break;
    case Kind::flag:
        state.rflags = (state.rflags & ~item.mask) | item.number;
        break;
    case Kind::status_flags:
        state.rflags = (state.rflags & ~item.mask) | item.number;
        break;
    case Kind::segment:
        machine.load_segment(static_cast<SegmentName>(item.index), static_cast<uint16_t>(item.number));
        break;
    case Kind::ring:
        state.cpl = static_cast<uint8_t>(item.number);
        break;
    case Kind::msr:
        set_msr(state, item.index, item.number);
        break;
    case Kind::control:
        set_control(state, item.index, item.number);
        break;
    case Kind::table:
        set_table_register(machine, item);
        break;
    case Kind::xmm:
    case Kind::mm:
    case Kind::st:
        set_float_register(state, item);
        break;
    case Kind::mxcsr:
        state.mxcsr = static_cast<uint32_t>(item.number);
        break;
    case Kind::fcw:
        state.x87.control = static_cast<uint16_t>(item.number);
        break;
    case Kind::fsw:
        state.x87.status = static_cast<uint16_t>(item.number);
        break;
    default:
        break;
    }
}

// FSW says which register ST(0) is, so it comes before the registers.
void apply_registers(CaseMachine& machine, std::vector<Item> const& items)
{
    for (auto const& item : items)
        if (item.kind == Kind::fsw)
            apply_register(machine, item);
    for (auto const& item : items)
        apply_register(machine, item);
}

unsigned ring_of(Case const& test)
{
    unsigned ring = 3;
    for (auto const& item : test.given)
        if (item.kind == Kind::ring)
            ring = static_cast<unsigned>(item.number);
    return ring;
}

} // namespace

Snapshot take(CaseMachine const& machine)
{
    Snapshot snapshot{machine.cpu.state, {}};
    for (auto const& [linear, page] : machine.pages()) {
        auto& bytes = snapshot.pages[linear];
        bytes.resize(cpu::page_size);
        machine.memory.read({page.frame}, bytes);
    }
    return snapshot;
}

std::variant<std::unique_ptr<CaseMachine>, Problem> prepare(Case const& test, Program const& program,
                                                            cpu::Vendor vendor)
{
    cpu::Model model;
    model.vendor = vendor;
    model.level = test.level;
    auto const ring = ring_of(test);
    auto machine = std::make_unique<CaseMachine>(Setup{model, test.mode, ring});
    if (auto problem = map_pages(*machine, test))
        return *problem;
    machine->load(program.bytes);
    for (auto const& item : test.given)
        apply_memory(*machine, item);
    machine->enter_ring(ring);
    machine->load_task_register(0x40);
    apply_registers(*machine, test.given);
    for (auto const& item : test.given)
        if (item.kind == Kind::page && item.absent)
            machine->unmap(item.number);
    machine->cpu.state_replaced();
    return machine;
}

bool follows_top(Case const& test)
{
    auto const names = [&test](Kind kind) {
        return std::any_of(test.then.begin(), test.then.end(),
                           [kind](Item const& item) { return item.kind == kind; });
    };
    return names(Kind::st) && !names(Kind::fsw);
}

std::unique_ptr<CaseMachine> expected_machine(Case const& test, Program const& program, cpu::Vendor vendor,
                                              cpu::State const& ended)
{
    constexpr unsigned top_and_conditions =
        0x7f00; // C3, TOP, C2, C1, C0; SDM Vol. 1, "x87 FPU Status Register"
    auto prepared = prepare(test, program, vendor);
    auto machine = std::move(std::get<std::unique_ptr<CaseMachine>>(prepared));
    for (auto const& item : test.then)
        apply_memory(*machine, item);
    if (follows_top(test)) {
        auto& status = machine->cpu.state.x87.status;
        status =
            static_cast<uint16_t>((status & ~top_and_conditions) | (ended.x87.status & top_and_conditions));
    }
    apply_registers(*machine, test.then);
    return machine;
}

uint64_t read_msr(cpu::State const& state, uint32_t number)
{
    switch (number) {
    case 0x10:
        return state.time + state.tsc_offset;
    case 0x1b:
        return state.apic_base;
    case 0x174:
        return state.sysenter_cs;
    case 0x175:
        return state.sysenter_esp;
    case 0x176:
        return state.sysenter_eip;
    case 0x277:
        return state.pat;
    case 0xc000'0080:
        return state.efer;
    case 0xc000'0081:
        return state.star;
    case 0xc000'0082:
        return state.lstar;
    case 0xc000'0083:
        return state.cstar;
    case 0xc000'0084:
        return state.sfmask;
    case 0xc000'0100:
        return state.segment(SegmentName::fs).base;
    case 0xc000'0101:
        return state.segment(SegmentName::gs).base;
    case 0xc000'0102:
        return state.kernel_gs_base;
    case 0xc000'0103:
        return state.tsc_aux;
    default:
        return 0;
    }
}

} // namespace ringside::emu::script
