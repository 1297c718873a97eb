// Tables of the fields, in the manual's layouts.
#include "emu/time/change_fields.hpp"

#include "cpu/transitions/canonical.hpp"
#include "cpu/transitions/msr_numbers.hpp"

#include <algorithm>

namespace ringside::emu {

namespace {

using cpu::State;

// SDM Vol. 3A, "64-Bit IDT Gate Descriptors".
constexpr FieldShape gate_shapes[] = {
    {"offset", "offset", {{{0, 16, 0}, {48, 16, 16}, {64, 32, 32}}}},
    {"selector", "selector", {{{16, 16, 0}}}},
    {"ist", "IST", {{{32, 3, 0}}}},
    {"type", "type", {{{40, 4, 0}}}},
    {"dpl", "DPL", {{{45, 2, 0}}}},
    {"present", "P", {{{47, 1, 0}}}},
};

// SDM Vol. 3A, "Segment Descriptor".
constexpr FieldShape descriptor_shapes[] = {
    {"base", "base", {{{16, 24, 0}, {56, 8, 24}, {64, 32, 32}}}},
    {"limit", "limit", {{{0, 16, 0}, {48, 4, 16}}}},
    {"type", "type", {{{40, 4, 0}}}},
    {"s", "S", {{{44, 1, 0}}}},
    {"dpl", "DPL", {{{45, 2, 0}}}},
    {"present", "P", {{{47, 1, 0}}}},
    {"avl", "AVL", {{{52, 1, 0}}}},
    {"l", "L", {{{53, 1, 0}}}},
    {"d", "D", {{{54, 1, 0}}}},
    {"g", "G", {{{55, 1, 0}}}},
    {"raw", "raw", {{{0, 64, 0}}}}, // of a system descriptor the first half
};

// SDM Vol. 3A, "64-Bit TSS Format".
constexpr FieldShape tss_shapes[] = {
    {"rsp0", "RSP0", {{{4 * 8, 64, 0}}}},  {"rsp1", "RSP1", {{{12 * 8, 64, 0}}}},
    {"rsp2", "RSP2", {{{20 * 8, 64, 0}}}}, {"ist1", "IST1", {{{36 * 8, 64, 0}}}},
    {"ist2", "IST2", {{{44 * 8, 64, 0}}}}, {"ist3", "IST3", {{{52 * 8, 64, 0}}}},
    {"ist4", "IST4", {{{60 * 8, 64, 0}}}}, {"ist5", "IST5", {{{68 * 8, 64, 0}}}},
    {"ist6", "IST6", {{{76 * 8, 64, 0}}}}, {"ist7", "IST7", {{{84 * 8, 64, 0}}}},
};

// SDM Vol. 3A, "Paging-Structure Entries".
constexpr FieldShape page_shapes[] = {
    {"present", "P", {{{0, 1, 0}}}},
    {"write", "R/W", {{{1, 1, 0}}}},
    {"user", "U/S", {{{2, 1, 0}}}},
    {"pwt", "PWT", {{{3, 1, 0}}}},
    {"pcd", "PCD", {{{4, 1, 0}}}},
    {"accessed", "A", {{{5, 1, 0}}}},
    {"dirty", "D", {{{6, 1, 0}}}},
    {"large", "PS", {{{7, 1, 0}}}},
    {"global", "G", {{{8, 1, 0}}}},
    {"nx", "XD", {{{63, 1, 0}}}},
    {"frame", "frame", {{{12, 40, 0}}}}, // the page's number
    {"address", "address", {{{12, 40, 12}}}},
};

// SDM Vol. 4, "IA32_EFER". The other bits cannot change while the machine runs in long mode.
constexpr FieldShape efer_shapes[] = {
    {"sce", "SCE", {{{0, 1, 0}}}},
    {"nxe", "NXE", {{{11, 1, 0}}}},
};

constexpr MsrField msrs[] = {
    {"TSC", cpu::msr::tsc},
    {"APIC_BASE", cpu::msr::apic_base},
    {"PAT", cpu::msr::pat},
    {"EFER", cpu::msr::efer},
    {"STAR", cpu::msr::star},
    {"LSTAR", cpu::msr::lstar},
    {"CSTAR", cpu::msr::cstar},
    {"SFMASK", cpu::msr::sfmask},
    {"SYSENTER_CS", cpu::msr::sysenter_cs},
    {"SYSENTER_ESP", cpu::msr::sysenter_esp},
    {"SYSENTER_EIP", cpu::msr::sysenter_eip},
    {"FS_BASE", cpu::msr::fs_base},
    {"GS_BASE", cpu::msr::gs_base},
    {"KERNEL_GS_BASE", cpu::msr::kernel_gs_base},
    {"TSC_AUX", cpu::msr::tsc_aux},
};

std::optional<FieldShape> find(std::span<FieldShape const> shapes, std::string_view name)
{
    auto const found = std::find_if(shapes.begin(), shapes.end(),
                                    [&](FieldShape const& shape) { return shape.name == name; });
    return found != shapes.end() ? std::optional(*found) : std::nullopt;
}

std::optional<FieldShape> msr_shape(Field const& field)
{
    auto const known = std::any_of(std::begin(msrs), std::end(msrs),
                                   [&](MsrField const& msr) { return msr.number == field.place; });
    if (!known)
        return {};
    if (field.name.empty())
        return FieldShape{"", "", {{{0, 64, 0}}}};
    return field.place == cpu::msr::efer ? find(efer_shapes, field.name) : std::nullopt;
}

// ---- registers

template <cpu::Gpr Number>
constexpr RegisterField general(std::string_view name)
{
    return {name, ~uint64_t{0}, [](State const& state) { return state.gpr[Number]; },
            [](State& state, uint64_t value) { state.gpr[Number] = value; }};
}

template <uint64_t Mask>
constexpr RegisterField one_flag(std::string_view name)
{
    return {name, 1, [](State const& state) { return uint64_t{state.has(Mask)}; },
            [](State& state, uint64_t value) {
                state.rflags = (state.rflags & ~Mask) | (value != 0 ? Mask : 0);
            }};
}

template <uint64_t State::*Control, uint64_t Mask>
constexpr RegisterField control_bit(std::string_view name)
{
    return {name, 1, [](State const& state) { return uint64_t{(state.*Control & Mask) != 0}; },
            [](State& state, uint64_t value) {
                state.*Control = (state.*Control & ~Mask) | (value != 0 ? Mask : 0);
            }};
}

// LGDT, LIDT and LTR take canonical addresses alone.
template <auto State::*Table>
constexpr RegisterField table_base(std::string_view name)
{
    return {name, ~uint64_t{0}, [](State const& state) { return (state.*Table).base; },
            [](State& state, uint64_t value) {
                if (cpu::is_canonical(value))
                    (state.*Table).base = value;
            }};
}

constexpr uint64_t changeable_flags = cpu::flag::status | cpu::flag::tf | cpu::flag::interrupt |
                                      cpu::flag::df | cpu::flag::iopl | cpu::flag::nt | cpu::flag::rf |
                                      cpu::flag::ac | cpu::flag::id | cpu::flag::fixed;
constexpr uint64_t page_table_address = 0x000f'ffff'ffff'f000;

// Of the control registers only what cannot leave the mode that the machine is in.
constexpr RegisterField registers[] = {
    general<cpu::rax>("rax"),
    general<cpu::rbx>("rbx"),
    general<cpu::rcx>("rcx"),
    general<cpu::rdx>("rdx"),
    general<cpu::rsi>("rsi"),
    general<cpu::rdi>("rdi"),
    general<cpu::rbp>("rbp"),
    general<cpu::rsp>("rsp"),
    general<cpu::r8>("r8"),
    general<cpu::r9>("r9"),
    general<cpu::r10>("r10"),
    general<cpu::r11>("r11"),
    general<cpu::r12>("r12"),
    general<cpu::r13>("r13"),
    general<cpu::r14>("r14"),
    general<cpu::r15>("r15"),
    {"rip", ~uint64_t{0}, [](State const& state) { return state.rip; },
     [](State& state, uint64_t value) { state.rip = value; }},
    {"rflags", changeable_flags, [](State const& state) { return state.rflags; },
     [](State& state, uint64_t value) { state.rflags = value | cpu::flag::fixed; }},
    one_flag<cpu::flag::cf>("cf"),
    one_flag<cpu::flag::pf>("pf"),
    one_flag<cpu::flag::af>("af"),
    one_flag<cpu::flag::zf>("zf"),
    one_flag<cpu::flag::sf>("sf"),
    one_flag<cpu::flag::tf>("tf"),
    one_flag<cpu::flag::interrupt>("if"),
    one_flag<cpu::flag::df>("df"),
    one_flag<cpu::flag::of>("of"),
    one_flag<cpu::flag::nt>("nt"),
    one_flag<cpu::flag::ac>("ac"),
    {"cr2", ~uint64_t{0}, [](State const& state) { return state.cr2; },
     [](State& state, uint64_t value) { state.cr2 = value; }},
    {"cr3", page_table_address, [](State const& state) { return state.cr3; },
     [](State& state, uint64_t value) { state.cr3 = value; }},
    control_bit<&State::cr0, cpu::cr0::mp>("cr0.mp"),
    control_bit<&State::cr0, cpu::cr0::em>("cr0.em"),
    control_bit<&State::cr0, cpu::cr0::ts>("cr0.ts"),
    control_bit<&State::cr0, cpu::cr0::ne>("cr0.ne"),
    control_bit<&State::cr0, cpu::cr0::wp>("cr0.wp"),
    control_bit<&State::cr0, cpu::cr0::am>("cr0.am"),
    control_bit<&State::cr4, cpu::cr4::tsd>("cr4.tsd"),
    control_bit<&State::cr4, cpu::cr4::de>("cr4.de"),
    control_bit<&State::cr4, cpu::cr4::pge>("cr4.pge"),
    control_bit<&State::cr4, cpu::cr4::pce>("cr4.pce"),
    control_bit<&State::cr4, cpu::cr4::osfxsr>("cr4.osfxsr"),
    control_bit<&State::cr4, cpu::cr4::osxmmexcpt>("cr4.osxmmexcpt"),
    control_bit<&State::cr4, cpu::cr4::smep>("cr4.smep"),
    control_bit<&State::cr4, cpu::cr4::smap>("cr4.smap"),
    table_base<&State::idtr>("idtr.base"),
    table_base<&State::gdtr>("gdtr.base"),
    table_base<&State::tr>("tr.base"),
    {"idtr.limit", 0xffff, [](State const& state) { return uint64_t{state.idtr.limit}; },
     [](State& state, uint64_t value) { state.idtr.limit = static_cast<uint16_t>(value); }},
    {"gdtr.limit", 0xffff, [](State const& state) { return uint64_t{state.gdtr.limit}; },
     [](State& state, uint64_t value) { state.gdtr.limit = static_cast<uint16_t>(value); }},
    {"tr.limit", 0xffff'ffff, [](State const& state) { return uint64_t{state.tr.limit}; },
     [](State& state, uint64_t value) { state.tr.limit = static_cast<uint32_t>(value); }},
};

} // namespace

std::optional<FieldShape> shape_of(Field const& field)
{
    switch (field.area) {
    case Field::Area::gate:
        return find(gate_shapes, field.name);
    case Field::Area::descriptor:
        return find(descriptor_shapes, field.name);
    case Field::Area::tss:
        return find(tss_shapes, field.name);
    case Field::Area::msr:
        return msr_shape(field);
    case Field::Area::page_entry:
        return find(page_shapes, field.name);
    case Field::Area::memory:
        return FieldShape{"", "", {{{0, static_cast<uint8_t>(std::clamp(field.bytes, 1u, 8u) * 8), 0}}}};
    case Field::Area::register_:
        break;
    }
    return {};
}

RegisterField const* find_register(std::string_view name)
{
    auto const* const found = std::find_if(std::begin(registers), std::end(registers),
                                           [&](RegisterField const& known) { return known.name == name; });
    return found != std::end(registers) ? found : nullptr;
}

std::span<MsrField const> msr_fields()
{
    return msrs;
}

} // namespace ringside::emu
