// The address space twice: what the page tables map, in runs of equal rights, and what the kernel's own list
// of regions promises, which is what /proc/self/maps prints. Where they differ, a word says why. Sources:
// proc_pid_maps(5), mmap(2), Linux Documentation/x86/x86_64/mm.rst. Next: memory.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_cells.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <set>

namespace ringside::gui {

namespace {

constexpr uint64_t upper_half = 0xffff'8000'0000'0000;
constexpr uint64_t direct_map = 0xffff'8880'0000'0000;
constexpr uint64_t kernel_stacks = 0xffff'c900'0000'0000;
constexpr uint64_t kernel_stacks_end = 0xffff'e900'0000'0000;
constexpr uint64_t kernel_image = 0xffff'ffff'8000'0000;
constexpr uint64_t kernel_image_end = 0xffff'ffff'c000'0000;
constexpr uint64_t vsyscall_page = 0xffff'ffff'ff60'0000;

// A stretch that one run of pages, one region, or both cover. `last` is its last byte: the address space's
// end has no address.
struct Stretch
{
    uint64_t start = 0;
    uint64_t last = 0;
    emu::MappedRange const* mapped = nullptr;
    emu::KernelRegion const* region = nullptr;
    bool in_program = false; // with pti=on: the program's tables map it too
};

template <typename Range>
Range const* covering(std::vector<Range> const& ranges, uint64_t address)
{
    auto next = std::upper_bound(ranges.begin(), ranges.end(), address,
                                 [](uint64_t wanted, Range const& range) { return wanted < range.start; });
    if (next == ranges.begin())
        return nullptr;
    Range const& found = *--next;
    return address <= found.end - 1 ? &found : nullptr;
}

template <typename Range>
void add_borders(std::set<uint64_t>& borders, std::vector<Range> const& ranges)
{
    for (Range const& range : ranges) {
        borders.insert(range.start);
        if (range.end != 0)
            borders.insert(range.end);
    }
}

std::vector<Stretch> stretches_of(std::vector<emu::MappedRange> const& mapped,
                                  std::vector<emu::MappedRange> const& program,
                                  std::vector<emu::KernelRegion> const& regions)
{
    std::set<uint64_t> borders;
    add_borders(borders, mapped);
    add_borders(borders, program);
    add_borders(borders, regions);
    std::vector<Stretch> stretches;
    for (auto border = borders.begin(); border != borders.end(); ++border) {
        auto const next = std::next(border);
        Stretch stretch{*border, next == borders.end() ? ~uint64_t{0} : *next - 1};
        stretch.mapped = covering(mapped, stretch.start);
        stretch.region = covering(regions, stretch.start);
        stretch.in_program = covering(program, stretch.start) != nullptr;
        if (stretch.mapped != nullptr || stretch.region != nullptr || stretch.in_program)
            stretches.push_back(stretch);
    }
    return stretches;
}

class Rows
{
public:
    // `listed`: the kernel's list is known.
    Rows(Scene const& scene, bool isolated, bool listed)
        : scene_(scene), tr_(scene.tr), isolated_(isolated), listed_(listed)
    {}

    TableRow row(Stretch const& stretch) const
    {
        TableRow row;
        row.name = "tables.space." + hexadecimal(stretch.start);
        uint64_t const bytes = stretch.last - stretch.start + 1;
        row.cells = {title_cell(hexadecimal(stretch.start), row.name),
                     text_cell(hexadecimal(stretch.last + 1)), text_cell(bytes_text(bytes))};
        add_pages(row, stretch);
        row.cells.push_back(text_cell(stretch.region != nullptr ? rights_of(*stretch.region)
                                      : listed_                 ? "–"
                                                                : "?"));
        row.cells.push_back(text_cell(name_of(stretch)));
        TableCell difference = text_cell(difference_of(stretch));
        difference.strong = difference.text.starts_with("!");
        row.cells.push_back(std::move(difference));
        return row;
    }

private:
    void add_pages(TableRow& row, Stretch const& stretch) const
    {
        if (stretch.mapped == nullptr) {
            for (int i = 0; i < 4; ++i)
                row.cells.push_back(text_cell("–"));
            return;
        }
        emu::MappedRange const& mapped = *stretch.mapped;
        emu::Walk walk;
        walk.rights = mapped.rights;
        row.cells.push_back(text_cell(rights_text(emu::allowed(scene_.session, walk, 3, false))));
        row.cells.push_back(text_cell(rights_text(emu::allowed(scene_.session, walk, 0, true))));
        row.cells.push_back(text_cell(bytes_text(mapped.page_bytes) + (mapped.global ? " G" : "")));
        // The counts are the whole run's: of a part of it they would say too much.
        bool const whole = mapped.start == stretch.start && mapped.end - 1 == stretch.last;
        row.cells.push_back(text_cell(
            whole ? std::to_string(mapped.accessed) + "/" + std::to_string(mapped.dirty) : std::string()));
    }

    static std::string rights_of(emu::KernelRegion const& region)
    {
        std::string text = rights_text({region.read, region.write, region.execute});
        return text + (region.shared ? "s" : "p");
    }

    std::string name_of(Stretch const& stretch) const
    {
        if (stretch.region != nullptr) {
            emu::KernelRegion const& region = *stretch.region;
            std::string const name = region.name.empty() ? std::string(tr_("anonymous")) : region.name;
            return region.of_file ? name + " +" + hexadecimal(region.offset) : name;
        }
        if (stretch.start < upper_half)
            return {};
        return kernel_name(stretch.start);
    }

    // The kernel has no list of its own half; its map is fixed.
    std::string kernel_name(uint64_t start) const
    {
        if (start >= direct_map && start < kernel_stacks)
            return tr_("all of memory, mapped directly");
        if (start >= kernel_stacks && start < kernel_stacks_end)
            return tr_("kernel stacks");
        if (start >= kernel_image && start < kernel_image_end)
            return std::string(tr_("kernel:")) + " " + first_symbol(start);
        if (start == vsyscall_page)
            return "[vsyscall]";
        emu::Walk const walk = emu::walk_from(scene_.session, emu::page_trees(scene_.session).kernel, start);
        bool const is_apic = walk.physical == (scene_.session.state().apic_base & ~uint64_t{0xfff});
        return is_apic ? std::string(tr_("registers of the local APIC")) : std::string();
    }

    // Without the distance to it: a guard page cut the symbol's beginning off.
    std::string first_symbol(uint64_t start) const
    {
        std::string const text = symbol_text(scene_.session, start);
        return text.substr(0, text.find('+'));
    }

    std::string difference_of(Stretch const& stretch) const
    {
        bool const lower = stretch.start < upper_half;
        if (stretch.mapped == nullptr && stretch.region != nullptr)
            return not_mapped(*stretch.region);
        if (stretch.region != nullptr && allows_more(stretch))
            return std::string("! ") + tr_("the tables allow more than the list");
        if (stretch.region == nullptr && lower && listed_)
            return std::string("! ") + tr_("mapped, but in no region");
        if (isolated_ && !lower)
            return stretch.in_program ? tr_("also in the program's tables")
                                      : tr_("not in the program's tables");
        return {};
    }

    std::string not_mapped(emu::KernelRegion const& region) const
    {
        if (region.is_gate)
            return tr_("calls fault and are emulated");
        if (!region.read && !region.write && !region.execute)
            return tr_("no access allowed: never mapped");
        return tr_("not touched yet");
    }

    static bool allows_more(Stretch const& stretch)
    {
        emu::PageRights const& pages = stretch.mapped->rights;
        emu::KernelRegion const& region = *stretch.region;
        bool const any = region.read || region.write || region.execute;
        return (pages.user && !any) || (pages.writable && !region.write) ||
               (pages.executable && !region.execute);
    }

    Scene const& scene_;
    Catalogue const& tr_;
    bool isolated_;
    bool listed_;
};

std::string note_of(Scene const& scene, std::optional<emu::KernelTask> const& task)
{
    if (!task)
        return scene.tr("this kernel's list is not known");
    return "pid " + std::to_string(task->pid) + " " + task->name + " · " +
           std::to_string(task->resident_pages) + " " + scene.tr("pages resident");
}

} // namespace

TableSheet address_space_sheet(Scene const& scene, emu::KernelStructures const& kernel)
{
    auto const& tr = scene.tr;
    TableSheet sheet;
    sheet.section = Section::address_space;
    sheet.title = tr("Address space: page tables and the kernel's list of regions");
    auto const task = kernel.current_task(scene.session);
    sheet.note = note_of(scene, task);
    sheet.columns = {{tr("from"), 16, true},      {tr("to"), 16, true},     {tr("size"), 9, true},
                     {tr("ring 3"), 6, false},    {tr("ring 0"), 6, false}, {tr("page"), 7, false},
                     {"A/D", 7, false},           {tr("list"), 4, false},   {tr("name"), 30, false},
                     {tr("difference"), 0, false}};
    emu::PageTrees const trees = emu::page_trees(scene.session);
    auto const mapped = emu::mapped_ranges(scene.session, trees.kernel);
    auto const program =
        trees.program ? emu::mapped_ranges(scene.session, *trees.program) : std::vector<emu::MappedRange>();
    auto regions = kernel.regions(scene.session);
    std::sort(
        regions.begin(), regions.end(),
        [](emu::KernelRegion const& one, emu::KernelRegion const& other) { return one.start < other.start; });
    Rows const rows(scene, trees.program.has_value(), task.has_value());
    for (Stretch const& stretch : stretches_of(mapped, program, regions))
        sheet.rows.push_back(rows.row(stretch));
    if (sheet.rows.empty())
        sheet.absent = tr("Nothing is mapped.");
    return sheet;
}

} // namespace ringside::gui
