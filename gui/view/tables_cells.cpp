// Cells from what the machine holds. Next: tables_cells.hpp.
#include "gui/view/tables_cells.hpp"

#include "cpu/transitions/gate.hpp"
#include "cpu/transitions/msr_numbers.hpp"
#include "gui/view/names.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace ringside::gui {

namespace {

std::string prefixed(uint64_t value)
{
    return "0x" + hexadecimal(value);
}

struct FlagName
{
    char const* name;
    unsigned bit;
};

// The names of the bits that are set.
std::string set_bits(uint64_t value, std::initializer_list<FlagName> names)
{
    std::string text;
    for (FlagName const& flag : names)
        if ((value >> flag.bit & 1) != 0)
            text += (text.empty() ? "" : " ") + std::string(flag.name);
    return text;
}

// The six status flags as one word where all are there.
std::string cleared_flags(uint64_t mask)
{
    std::string text =
        (mask & cpu::flag::status) == cpu::flag::status
            ? "OSZAPC"
            : set_bits(mask, {{"CF", 0}, {"PF", 2}, {"AF", 4}, {"ZF", 6}, {"SF", 7}, {"OF", 11}});
    auto const add = [&text](std::string const& names) {
        text += (text.empty() || names.empty() ? "" : " ") + names;
    };
    add(set_bits(mask, {{"TF", 8}, {"IF", 9}, {"DF", 10}}));
    add((mask & cpu::flag::iopl) != 0 ? "IOPL" : "");
    add(set_bits(mask, {{"NT", 14}, {"RF", 16}, {"VM", 17}, {"AC", 18}, {"ID", 21}}));
    return text;
}

// SDM Vol. 3A, "Memory Types That Can Be Encoded With PAT".
std::string memory_types(uint64_t pat)
{
    static constexpr std::array<char const*, 8> types = {"UC", "WC", "?", "?", "WT", "WP", "WB", "UC-"};
    std::string text;
    for (unsigned entry = 0; entry < 8; ++entry)
        text += (entry == 0 ? "" : " ") + std::string(types[pat >> (entry * 8) & 7]);
    return text;
}

// Selectors of the fast calls, which are computed from STAR and SYSENTER_CS. SDM Vol. 2B, "SYSCALL",
// "SYSRET", "SYSENTER", "SYSEXIT".
struct FastSelector
{
    char const* name;
    uint64_t cs;
    uint64_t ss;
};

std::array<FastSelector, 3> selectors_of_star(uint64_t star)
{
    uint64_t const enter = star >> 32 & 0xfffc;
    uint64_t const back = star >> 48;
    return {{{"SYSCALL", enter, enter + 8},
             {"SYSRET", (back + 16) | 3, (back + 8) | 3},
             {"SYSRET 32", back | 3, (back + 8) | 3}}};
}

std::array<FastSelector, 3> selectors_of_sysenter(uint64_t value)
{
    uint64_t const base = value & 0xfffc;
    return {{{"SYSENTER", base, base + 8},
             {"SYSEXIT", (base + 32) | 3, (base + 40) | 3},
             {"SYSEXIT 32", (base + 16) | 3, (base + 24) | 3}}};
}

std::vector<std::string> texts_of(std::array<FastSelector, 3> const& selectors)
{
    std::vector<std::string> texts;
    for (FastSelector const& one : selectors)
        texts.push_back(std::string(one.name) + ": CS " + hexadecimal(one.cs) + " SS " + hexadecimal(one.ss));
    return texts;
}

std::string gate_type_text(Catalogue const& tr, unsigned type)
{
    switch (type) {
    case cpu::Gate::interrupt_type:
        return tr("int");
    case cpu::Gate::trap_type:
        return tr("trap");
    default:
        return tr("unknown");
    }
}

// What it held at the last stop.
uint64_t previous_msr(emu::Session const& session, emu::MsrValue const& msr)
{
    auto const& before = session.previous_state();
    switch (msr.number) {
    case cpu::msr::apic_base:
        return before.apic_base;
    case cpu::msr::sysenter_cs:
        return before.sysenter_cs;
    case cpu::msr::sysenter_esp:
        return before.sysenter_esp;
    case cpu::msr::sysenter_eip:
        return before.sysenter_eip;
    case cpu::msr::pat:
        return before.pat;
    case cpu::msr::efer:
        return before.efer;
    case cpu::msr::star:
        return before.star;
    case cpu::msr::lstar:
        return before.lstar;
    case cpu::msr::cstar:
        return before.cstar;
    case cpu::msr::sfmask:
        return before.sfmask;
    case cpu::msr::fs_base:
        return before.segment(cpu::SegmentName::fs).base;
    case cpu::msr::gs_base:
        return before.segment(cpu::SegmentName::gs).base;
    case cpu::msr::kernel_gs_base:
        return before.kernel_gs_base;
    case cpu::msr::tsc_aux:
        return before.tsc_aux;
    default:
        return msr.value; // TSC moves with every instruction: no news
    }
}

} // namespace

std::string padded(uint64_t value, unsigned digits)
{
    std::string const text = hexadecimal(value);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

std::string symbol_text(emu::Session const& session, uint64_t address)
{
    std::string const text = brief(session.describe(address));
    return text.starts_with("0x") ? std::string() : text;
}

std::string end_text(Catalogue const& tr, emu::Session const& session, uint64_t address)
{
    auto const symbol = session.symbol(address - 1);
    bool const ends = address != 0 && symbol && symbol->size != 0 && symbol->offset + 1 == symbol->size;
    return ends ? std::string(tr("end of")) + " " + brief(symbol->name) : symbol_text(session, address);
}

std::optional<uint64_t> previous_word(emu::Session const& session, uint64_t linear)
{
    std::array<uint8_t, 8> bytes{};
    if (session.read_previous_memory(linear, bytes) < bytes.size())
        return {};
    uint64_t value = 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
}

emu::Outcome<emu::Field> field_of(std::string_view field)
{
    return emu::parse_field(field, [](std::string_view text) -> emu::Outcome<uint64_t> {
        bool const prefix = text.starts_with("0x");
        std::string_view const digits = text.substr(prefix ? 2 : 0);
        uint64_t value = 0;
        auto const parsed =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, prefix ? 16 : 10);
        if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size())
            return emu::Refusal{std::string(text) + " is no number."};
        return value;
    });
}

TableCell number_cell(std::string name, std::string label, uint64_t value, uint64_t before, std::string field)
{
    TableCell cell;
    cell.name = std::move(name);
    cell.label = std::move(label);
    cell.text = hexadecimal(value);
    cell.field = std::move(field);
    cell.changed = value != before;
    return cell;
}

TableCell text_cell(std::string text, std::string name)
{
    TableCell cell;
    cell.name = std::move(name);
    cell.text = std::move(text);
    return cell;
}

TableCell title_cell(std::string text, std::string name)
{
    TableCell cell = text_cell(std::move(text), std::move(name));
    cell.strong = true;
    return cell;
}

// ---- IDT

std::string gate_name(unsigned vector)
{
    return "tables.idt." + padded(vector, 2);
}

GateCells gate_cells(Catalogue const& tr, emu::Session const& session, emu::GateView const& gate,
                     unsigned vector)
{
    cpu::Gate const now{gate.low, gate.high};
    cpu::Gate const before{previous_word(session, gate.address).value_or(gate.low),
                           previous_word(session, gate.address + 8).value_or(gate.high)};
    std::string const name = gate_name(vector) + ".";
    std::string const field = "idt[" + prefixed(vector) + "].";
    GateCells cells;
    cells.offset =
        number_cell(name + "offset", tr("offset"), now.offset(), before.offset(), field + "offset");
    cells.selector = number_cell(name + "selector", tr("selector"), now.selector().value,
                                 before.selector().value, field + "selector");
    cells.type = number_cell(name + "type", tr("type"), now.type(), before.type(), field + "type");
    cells.type.text += " " + gate_type_text(tr, now.type());
    cells.dpl = number_cell(name + "dpl", "DPL", now.dpl(), before.dpl(), field + "dpl");
    cells.present = number_cell(name + "present", "P", now.present(), before.present(), field + "present");
    cells.ist = number_cell(name + "ist", "IST", now.ist(), before.ist(), field + "ist");
    cells.handler = text_cell(brief(gate.symbol), name + "handler");
    if (cells.handler.text.starts_with("0x"))
        cells.handler.text.clear();
    return cells;
}

// ---- GDT

std::string descriptor_name(uint16_t selector)
{
    return "tables.gdt." + padded(selector & 0xfff8u, 2);
}

// SDM Vol. 3A, "Code- and Data-Segment Types" and "System-Segment and Gate-Descriptor Types".
std::string type_text(Catalogue const& tr, cpu::Descriptor descriptor)
{
    unsigned const type = descriptor.type();
    if (descriptor.is_code())
        return std::string(tr("code")) + ((type & 2) != 0 ? " r-x" : " --x") + ((type & 4) != 0 ? " c" : "");
    if (descriptor.is_data())
        return std::string(tr("data")) + ((type & 2) != 0 ? " rw-" : " r--") + ((type & 4) != 0 ? " e" : "");
    switch (type) {
    case 2:
        return "LDT";
    case 9:
        return "TSS";
    case 0xb:
        return tr("TSS, busy");
    case 0xc:
        return tr("call gate");
    default:
        return tr("system");
    }
}

DescriptorCells descriptor_cells(Catalogue const& tr, emu::Session const& session,
                                 emu::TableEntry const& entry)
{
    cpu::Descriptor const now = entry.descriptor;
    cpu::Descriptor const before{previous_word(session, entry.address).value_or(now.raw)};
    uint64_t const high_before =
        entry.high ? previous_word(session, entry.address + 8).value_or(*entry.high) : 0;
    std::string const name = descriptor_name(entry.selector) + ".";
    std::string const field = "gdt[" + std::to_string(entry.selector / 8) + "].";
    auto const bit = [&](char const* short_name, char const* label, unsigned at) {
        return number_cell(name + short_name, label, now.raw >> at & 1, before.raw >> at & 1,
                           field + short_name);
    };
    DescriptorCells cells;
    cells.raw = number_cell(name + "raw", tr("raw"), now.raw, before.raw, field + "raw");
    cells.raw.text = padded(now.raw, 16);
    cells.base = number_cell(name + "base", tr("base"), entry.base(), before.base() | high_before << 32,
                             field + "base");
    if (now.raw == 0) // of which kind it would be is not known, nor whether its base has a second half
        cells.base.field.clear();
    cells.limit = number_cell(name + "limit", tr("limit"), now.limit(), before.limit(), field + "limit");
    cells.type = number_cell(name + "type", tr("type"), now.type(), before.type(), field + "type");
    cells.type.text += " " + type_text(tr, now);
    cells.dpl = number_cell(name + "dpl", "DPL", now.dpl(), before.dpl(), field + "dpl");
    cells.present = bit("present", "P", 47);
    cells.long_code = bit("l", "L", 53);
    cells.big = bit("d", "D", 54);
    cells.granular = bit("g", "G", 55);
    return cells;
}

std::string uses_of(emu::Session const& session, uint16_t selector)
{
    static constexpr std::array<char const*, 6> names = {"ES", "CS", "SS", "DS", "FS", "GS"};
    auto const& state = session.state();
    std::string text;
    auto const add = [&](uint64_t used, std::string const& name) {
        if ((used & 0xfff8) == selector && selector != 0)
            text += (text.empty() ? "" : " · ") + name;
    };
    for (std::size_t i = 0; i < names.size(); ++i)
        add(state.segments[i].selector, names[i]);
    add(state.tr.selector, "TR");
    add(state.ldtr.selector, "LDTR");
    for (auto const& selectors : {selectors_of_star(state.star), selectors_of_sysenter(state.sysenter_cs)})
        for (FastSelector const& one : selectors) {
            add(one.cs, std::string(one.name) + " CS");
            add(one.ss, std::string(one.name) + " SS");
        }
    return text;
}

// ---- MSRs

std::string msr_cell_name(uint32_t number)
{
    using namespace cpu::msr;
    static constexpr std::array<std::pair<uint32_t, char const*>, 16> names = {{
        {tsc, "tsc"},
        {apic_base, "apic_base"},
        {sysenter_cs, "sysenter_cs"},
        {sysenter_esp, "sysenter_esp"},
        {sysenter_eip, "sysenter_eip"},
        {misc_enable, "misc_enable"},
        {pat, "pat"},
        {cpu::msr::efer, "efer"},
        {star, "star"},
        {lstar, "lstar"},
        {cstar, "cstar"},
        {sfmask, "sfmask"},
        {fs_base, "fs_base"},
        {gs_base, "gs_base"},
        {kernel_gs_base, "kernel_gs_base"},
        {tsc_aux, "tsc_aux"},
    }};
    for (auto const& [known, name] : names)
        if (known == number)
            return "tables.msr." + std::string(name);
    return "tables.msr." + hexadecimal(number); // the ones that only read as zero
}

TableCell msr_cell(emu::Session const& session, emu::MsrValue const& msr)
{
    std::string field = "msr[" + std::string(msr.name) + "]";
    if (!field_of(field).ok()) // reads as zero, or as it was made
        field.clear();
    TableCell cell = number_cell(msr_cell_name(msr.number), std::string(msr.name), msr.value,
                                 previous_msr(session, msr), std::move(field));
    cell.faint = msr.constant;
    return cell;
}

std::vector<std::string> msr_meaning(Catalogue const& tr, emu::Session const& session,
                                     emu::MsrValue const& msr)
{
    if (msr.constant)
        return {tr("reads as zero: nothing there")};
    switch (msr.number) {
    case cpu::msr::tsc:
        return {tr("one tick an instruction")};
    case cpu::msr::apic_base:
        return {set_bits(msr.value, {{"BSP", 8}, {"EN", 11}}) + " · " +
                hexadecimal(msr.value & ~uint64_t{0xfff})};
    case cpu::msr::misc_enable:
        return {(msr.value & 1) != 0 ? tr("fast strings") : ""};
    case cpu::msr::pat:
        return {memory_types(msr.value)};
    case cpu::msr::efer:
        return {set_bits(msr.value, {{"SCE", 0}, {"LME", 8}, {"LMA", 10}, {"NXE", 11}})};
    case cpu::msr::star:
        return texts_of(selectors_of_star(msr.value));
    case cpu::msr::sysenter_cs:
        if ((msr.value & 0xfffc) == 0)
            return {tr("null: SYSENTER faults")};
        return texts_of(selectors_of_sysenter(msr.value));
    case cpu::msr::sfmask:
        return {std::string(tr("clears")) + " " + cleared_flags(msr.value)};
    case cpu::msr::sysenter_esp:
        return {end_text(tr, session, msr.value)};
    default:
        return {msr.value == 0 ? std::string() : symbol_text(session, msr.value)};
    }
}

// ---- page tables

std::string rights_text(emu::Allowed const& allowed)
{
    std::string text = "---";
    if (allowed.read)
        text[0] = 'r';
    if (allowed.write)
        text[1] = 'w';
    if (allowed.execute)
        text[2] = 'x';
    return text;
}

std::string bytes_text(uint64_t bytes)
{
    static constexpr std::array<char const*, 5> units = {" B", " KiB", " MiB", " GiB", " TiB"};
    std::size_t unit = 0;
    while (bytes % 1024 == 0 && bytes != 0 && unit + 1 < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    return std::to_string(bytes) + units[unit];
}

std::string walk_end_text(Catalogue const& tr, emu::Walk const& walk)
{
    switch (walk.end) {
    case emu::WalkEnd::page:
        return bytes_text(walk.page_bytes) + " " + tr("page at physical") + " " +
               hexadecimal(walk.physical & ~(walk.page_bytes - 1));
    case emu::WalkEnd::absent:
        return tr("P = 0: nothing is mapped here");
    case emu::WalkEnd::reserved_bit:
        return tr("a reserved bit is set: every access faults");
    case emu::WalkEnd::no_memory:
        return tr("the table would lie where there is no memory");
    case emu::WalkEnd::not_canonical:
        return tr("not canonical: no walk, every access faults");
    case emu::WalkEnd::paging_off:
        return tr("paging is off: linear is physical");
    }
    return {};
}

std::string entry_bits(emu::PageEntry const& entry, bool is_leaf)
{
    std::string text =
        set_bits(entry.value, {{"P", 0}, {"R/W", 1}, {"U/S", 2}, {"PWT", 3}, {"PCD", 4}, {"A", 5}});
    if (is_leaf)
        text += entry.dirty() ? " D" : "";
    if (is_leaf && entry.name != "PTE")
        text += " PS";
    if (is_leaf && entry.global())
        text += " G";
    return text + (entry.no_execute() ? " NX" : "");
}

} // namespace ringside::gui
