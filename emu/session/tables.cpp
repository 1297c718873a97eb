// Reading tables. Nothing here goes through the processor, so nothing is marked as accessed. Next:
// tables.hpp.
#include "emu/session/tables.hpp"

#include "cpu/transitions/canonical.hpp"
#include "cpu/transitions/msr_numbers.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace ringside::emu {

namespace {

constexpr uint64_t address_bits = 0x000f'ffff'ffff'f000;
constexpr std::array<std::string_view, 4> level_names = {"PML4E", "PDPTE", "PDE", "PTE"};
constexpr unsigned entries_in_table = 512;
// Linux PTI_USER_PGTABLE_BIT: the program's PML4 lies one page behind the kernel's.
constexpr uint64_t program_tree_bit = 0x1000;

constexpr unsigned shift_of(unsigned level)
{
    return 39 - 9 * level;
}

std::optional<uint64_t> physical_word(Session const& session, uint64_t address)
{
    std::array<uint8_t, 8> bytes{};
    if (session.read_physical(address, bytes) < bytes.size())
        return {};
    uint64_t value = 0;
    std::memcpy(&value, bytes.data(), bytes.size());
    return value;
}

// SDM Vol. 3A, "Reserved Bits": address bits beyond the width, NX while EFER.NXE = 0, PS where there is no
// large page, and the low address bits of a large page.
uint64_t reserved_bits(cpu::State const& state, unsigned level, PageEntry const& entry)
{
    uint64_t reserved = ((uint64_t{1} << (52 - cpu::physical_address_bits)) - 1)
                        << cpu::physical_address_bits;
    if ((state.efer & cpu::efer::nxe) == 0)
        reserved |= uint64_t{1} << 63;
    if (!entry.large() || level == 3)
        return entry.value & reserved;
    constexpr std::array<uint64_t, 3> of_large_page = {0x80, 0x3fff'e000, 0x1f'e000};
    return entry.value & (reserved | of_large_page[level]);
}

void narrow(PageRights& rights, PageEntry const& entry)
{
    rights.user = rights.user && entry.user();
    rights.writable = rights.writable && entry.writable();
    rights.executable = rights.executable && !entry.no_execute();
}

// The kernel's variable that says whether pti=on holds, read through one tree; nothing if that tree does not
// map it.
std::optional<bool> isolation_by(Session const& session, uint64_t root, uint64_t variable)
{
    std::array<uint8_t, 1> value{};
    if (read_linear(session, root, variable, value) < value.size())
        return {};
    return value[0] != 0;
}

// Gathers ranges while descending through all present entries.
class RangeReader
{
public:
    explicit RangeReader(Session const& session) : session_(session) {}

    void descend(uint64_t table, unsigned level, uint64_t linear, PageRights const& above)
    {
        std::array<uint8_t, entries_in_table * 8> bytes{};
        if (session_.read_physical(table, bytes) < bytes.size())
            return;
        for (unsigned i = 0; i < entries_in_table; ++i) {
            PageEntry entry{level_names[level], i, table + i * 8, 0};
            std::memcpy(&entry.value, bytes.data() + i * 8, 8);
            if (!entry.present() || reserved_bits(session_.state(), level, entry) != 0)
                continue;
            uint64_t here = linear | uint64_t{i} << shift_of(level);
            if (level == 0 && i >= entries_in_table / 2)
                here |= 0xffff'0000'0000'0000;
            PageRights rights = above;
            narrow(rights, entry);
            if (level == 3 || (level > 0 && entry.large()))
                add(here, uint64_t{1} << shift_of(level), rights, entry);
            else
                descend(entry.frame(), level + 1, here, rights);
        }
    }

    std::vector<MappedRange> taken() { return std::move(ranges_); }

private:
    void add(uint64_t start, uint64_t bytes, PageRights const& rights, PageEntry const& entry)
    {
        bool const joins = !ranges_.empty() && ranges_.back().end == start && start != 0 &&
                           ranges_.back().rights == rights && ranges_.back().page_bytes == bytes &&
                           ranges_.back().global == entry.global();
        if (!joins)
            ranges_.push_back({start, start, rights, entry.global(), bytes, 0, 0, 0});
        MappedRange& range = ranges_.back();
        range.end = start + bytes;
        ++range.pages;
        range.accessed += entry.accessed() ? 1 : 0;
        range.dirty += entry.dirty() ? 1 : 0;
    }

    Session const& session_;
    std::vector<MappedRange> ranges_;
};

} // namespace

// ---- page tables

uint64_t root_in_use(Session const& session)
{
    return session.state().cr3 & address_bits;
}

// The program's tree does not hold the kernel's variables: where CR3 cannot say, its neighbour can.
PageTrees page_trees(Session const& session)
{
    uint64_t const root = root_in_use(session);
    auto const variable = session.address_in_kernel("ringside::kernel::(anonymous namespace)::isolated");
    if (!variable)
        return {root, {}};
    if (auto const here = isolation_by(session, root, *variable))
        return *here ? PageTrees{root, root | program_tree_bit} : PageTrees{root, {}};
    uint64_t const beside = root & ~program_tree_bit;
    bool const isolated = beside != root && isolation_by(session, beside, *variable).value_or(false);
    return isolated ? PageTrees{beside, root} : PageTrees{root, {}};
}

Walk walk_from(Session const& session, uint64_t root, uint64_t linear)
{
    auto const& state = session.state();
    Walk walk{.root = root, .linear = linear, .levels = {}};
    if (!state.paging() || !state.long_mode()) {
        walk.end = WalkEnd::paging_off;
        return walk;
    }
    if (!cpu::is_canonical(linear)) {
        walk.end = WalkEnd::not_canonical;
        return walk;
    }
    uint64_t table = root & address_bits;
    for (unsigned level = 0; level < level_names.size(); ++level) {
        auto const index = static_cast<unsigned>(linear >> shift_of(level)) % entries_in_table;
        auto const value = physical_word(session, table + index * 8);
        walk.page_bytes = uint64_t{1} << shift_of(level);
        if (!value) {
            walk.end = WalkEnd::no_memory;
            return walk;
        }
        PageEntry const& entry =
            walk.levels.emplace_back(PageEntry{level_names[level], index, table + index * 8, *value});
        if (!entry.present()) {
            walk.end = WalkEnd::absent;
            return walk;
        }
        walk.reserved = reserved_bits(state, level, entry);
        if (walk.reserved != 0) {
            walk.end = WalkEnd::reserved_bit;
            return walk;
        }
        narrow(walk.rights, entry);
        if (level == 3 || (level > 0 && entry.large())) {
            uint64_t const inside = walk.page_bytes - 1;
            walk.physical = (entry.frame() & ~inside) | (linear & inside);
            return walk;
        }
        table = entry.frame();
    }
    return walk;
}

Allowed allowed(Session const& session, Walk const& walk, unsigned ring, bool access_ok)
{
    if (walk.end != WalkEnd::page)
        return {};
    auto const& state = session.state();
    bool const waived = session.options().model.rings == cpu::Rings::off;
    PageRights const& rights = walk.rights;
    if (ring == 3) {
        bool const reached = rights.user || waived;
        return {reached, reached && rights.writable, reached && rights.executable};
    }
    bool const smap = !waived && (state.cr4 & cpu::cr4::smap) != 0 && rights.user && !access_ok;
    bool const smep = !waived && (state.cr4 & cpu::cr4::smep) != 0 && rights.user;
    bool const writable = rights.writable || (state.cr0 & cpu::cr0::wp) == 0;
    return {!smap, !smap && writable, !smep && rights.executable};
}

std::vector<MappedRange> mapped_ranges(Session const& session, uint64_t root)
{
    RangeReader reader(session);
    if (session.state().paging() && session.state().long_mode())
        reader.descend(root & address_bits, 0, 0, {});
    return reader.taken();
}

std::size_t read_linear(Session const& session, uint64_t root, uint64_t linear, std::span<uint8_t> bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        Walk const walk = walk_from(session, root, linear + done);
        if (walk.end != WalkEnd::page)
            break;
        uint64_t const left = walk.page_bytes - ((linear + done) & (walk.page_bytes - 1));
        std::size_t const count = std::min<uint64_t>(bytes.size() - done, left);
        std::size_t const read = session.read_physical(walk.physical, bytes.subspan(done, count));
        done += read;
        if (read < count)
            break;
    }
    return done;
}

// ---- segment descriptors

std::vector<TableEntry> gdt_entries(Session const& session)
{
    auto const& state = session.state();
    std::vector<TableEntry> entries;
    for (uint32_t offset = 0; offset + 7 <= state.gdtr.limit; offset += 8) {
        auto const raw = session.read_word(state.gdtr.base + offset);
        if (!raw)
            break;
        TableEntry entry{static_cast<uint16_t>(offset), state.gdtr.base + offset, {*raw}, {}};
        // SDM Vol. 3A, "Segment Descriptor Tables in IA-32e Mode": system descriptors have sixteen bytes.
        if (*raw != 0 && !entry.descriptor.non_system() && state.long_mode()) {
            entry.high = session.read_word(entry.address + 8);
            offset += 8;
        }
        entries.push_back(entry);
    }
    return entries;
}

std::vector<TssField> tss_fields(Session const& session)
{
    std::vector<TssField> fields = {{"RSP0", 4, 8, {}},  {"RSP1", 12, 8, {}},         {"RSP2", 20, 8, {}},
                                    {"IST1", 36, 8, {}}, {"IST2", 44, 8, {}},         {"IST3", 52, 8, {}},
                                    {"IST4", 60, 8, {}}, {"IST5", 68, 8, {}},         {"IST6", 76, 8, {}},
                                    {"IST7", 84, 8, {}}, {"I/O map base", 102, 2, {}}};
    auto const& tr = session.state().tr;
    if (!session.state().long_mode() || !tr.usable())
        return {};
    for (TssField& field : fields) {
        std::array<uint8_t, 8> bytes{};
        auto const wanted = std::span(bytes).first(field.bytes);
        if (field.offset + field.bytes - 1 > tr.limit ||
            session.read_memory(tr.base + field.offset, wanted) < wanted.size())
            continue;
        uint64_t value = 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        field.value = value;
    }
    return fields;
}

// ---- model-specific registers

// Names: SDM Vol. 4, "Model-Specific Registers"; from C0000080h on as APM Vol. 2 has them.
std::vector<MsrValue> msr_values(Session const& session)
{
    using namespace cpu::msr;
    auto const& state = session.state();
    bool const intel = session.options().model.vendor == cpu::Vendor::intel;
    auto const base = [&](cpu::SegmentName name) { return state.segment(name).base; };
    constexpr bool constant = true;
    std::vector<MsrValue> values = {
        {tsc, "TSC", state.time + state.tsc_offset},
        {apic_base, "APIC_BASE", state.apic_base},
        {bios_sign_id, "BIOS_SIGN_ID", 0, constant},
        {mtrr_capabilities, "MTRRCAP", 0, constant},
        {sysenter_cs, "SYSENTER_CS", state.sysenter_cs},
        {sysenter_esp, "SYSENTER_ESP", state.sysenter_esp},
        {sysenter_eip, "SYSENTER_EIP", state.sysenter_eip},
        {machine_check_capabilities, "MCG_CAP", 0, constant},
        {machine_check_status, "MCG_STATUS", 0, constant},
        {debug_control, "DEBUGCTL", 0, constant},
        {pat, "PAT", state.pat},
        {mtrr_default_type, "MTRR_DEF_TYPE", 0, constant},
        {efer, "EFER", state.efer},
        {star, "STAR", state.star},
        {lstar, "LSTAR", state.lstar},
        {cstar, "CSTAR", state.cstar},
        {sfmask, "SFMASK", state.sfmask},
        {fs_base, "FS_BASE", base(cpu::SegmentName::fs)},
        {gs_base, "GS_BASE", base(cpu::SegmentName::gs)},
        {kernel_gs_base, "KERNEL_GS_BASE", state.kernel_gs_base},
        {tsc_aux, "TSC_AUX", state.tsc_aux},
    };
    if (intel) {
        values.push_back({platform_id, "PLATFORM_ID", 0, constant});
        values.push_back({feature_control, "FEATURE_CONTROL", 0, constant});
        values.push_back({misc_enable, "MISC_ENABLE", state.misc_enable});
    } else {
        values.push_back({amd_system_configuration, "SYSCFG", 0, constant});
        values.push_back({amd_hardware_configuration, "HWCR", 0, constant});
        values.push_back({amd_decode_configuration, "DE_CFG", 0, constant});
    }
    std::sort(values.begin(), values.end(),
              [](MsrValue const& one, MsrValue const& other) { return one.number < other.number; });
    return values;
}

} // namespace ringside::emu
