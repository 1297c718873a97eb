// The walk of any address, level by level, through the tree that CR3 holds and, with pti=on, through the
// other one too. SDM Vol. 3A, "4-Level Paging and 5-Level Paging" and "Access Rights". Next:
// address_space.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_cells.hpp"
#include "gui/view/tables_reads.hpp"
#include "gui/widgets/numbers.hpp"

#include <array>
#include <cstring>

namespace ringside::gui {

namespace {

struct EntryBit
{
    char const* name;  // of the cell
    char const* field; // of the what-if
    unsigned at;
};

constexpr std::array<EntryBit, 10> entry_fields = {{{"present", "present", 0},
                                                    {"writable", "write", 1},
                                                    {"user", "user", 2},
                                                    {"pwt", "pwt", 3},
                                                    {"pcd", "pcd", 4},
                                                    {"accessed", "accessed", 5},
                                                    {"dirty", "dirty", 6},
                                                    {"large", "large", 7},
                                                    {"global", "global", 8},
                                                    {"nx", "nx", 63}}};

// What this level adds to the rights, and where it leads.
std::string meaning_of_entry(Catalogue const& tr, emu::Walk const& walk, std::size_t level)
{
    emu::PageEntry const& entry = walk.levels[level];
    bool const is_last = level + 1 == walk.levels.size();
    if (is_last && walk.end != emu::WalkEnd::page)
        return walk_end_text(tr, walk);
    std::string text =
        is_last ? bytes_text(walk.page_bytes) + " " + tr("page") : std::string(tr("next table"));
    if (!entry.user())
        text += std::string(" · ") + tr("not for ring 3");
    if (!entry.writable())
        text += std::string(" · ") + tr("read-only");
    if (entry.no_execute())
        text += std::string(" · ") + tr("no execution");
    return text;
}

class WalkRows
{
public:
    WalkRows(Scene const& scene, TableSheet& sheet) : scene_(scene), tr_(scene.tr), sheet_(sheet) {}

    void add(emu::Walk const& walk, std::string const& prefix, bool in_use)
    {
        for (std::size_t level = 0; level < walk.levels.size(); ++level)
            sheet_.rows.push_back(level_row(walk, level, prefix, in_use));
        sheet_.rows.push_back(result_row(walk, prefix));
    }

private:
    TableRow level_row(emu::Walk const& walk, std::size_t level, std::string const& prefix, bool in_use) const
    {
        emu::PageEntry const& entry = walk.levels[level];
        std::string const name = lower(entry.name);
        TableRow row;
        row.name = prefix + name;
        // What-if changes the tree that CR3 holds.
        std::string const field = in_use ? "page[0x" + hexadecimal(walk.linear) + "]." + name + "." : "";
        TableCell index = text_cell(padded(entry.index, 3));
        TableCell at = text_cell(hexadecimal(entry.address));
        at.faint = true;
        TableCell frame = text_cell(hexadecimal(entry.frame() >> 12) + "000", row.name + ".frame");
        frame.field = field.empty() ? std::string() : field + "address";
        row.cells = {title_cell(std::string(entry.name), row.name), index, at,
                     text_cell(padded(entry.value, 16), row.name + ".raw"), frame};
        for (EntryBit const& bit : entry_fields) {
            TableCell cell = text_cell(std::to_string(entry.value >> bit.at & 1), row.name + "." + bit.name);
            cell.field = field.empty() ? std::string() : field + bit.field;
            cell.faint = (entry.value >> bit.at & 1) == 0;
            row.cells.push_back(std::move(cell));
        }
        row.cells.push_back(text_cell(meaning_of_entry(tr_, walk, level)));
        return row;
    }

    TableRow result_row(emu::Walk const& walk, std::string const& prefix) const
    {
        TableRow row = flowing_row(prefix + "result", {});
        if (walk.end != emu::WalkEnd::page) {
            row.cells = {title_cell("⇒", ""), text_cell(walk_end_text(tr_, walk), row.name)};
            return row;
        }
        TableCell physical = text_cell(hexadecimal(walk.physical), prefix + "physical");
        physical.label = tr_("physical");
        row.cells = {title_cell("⇒", ""), std::move(physical)};
        add_rights(row, prefix + "ring3", tr_("ring 3 may"), emu::allowed(scene_.session, walk, 3, false));
        add_rights(row, prefix + "ring0", tr_("ring 0 may"), emu::allowed(scene_.session, walk, 0, false));
        emu::Allowed const lifted = emu::allowed(scene_.session, walk, 0, true);
        if (!(lifted == emu::allowed(scene_.session, walk, 0, false)))
            add_rights(row, prefix + "ring0_ac", tr_("with AC = 1"), lifted);
        return row;
    }

    static void add_rights(TableRow& row, std::string name, char const* label, emu::Allowed const& allowed)
    {
        TableCell cell = text_cell(rights_text(allowed), std::move(name));
        cell.label = label;
        cell.strong = true;
        row.cells.push_back(std::move(cell));
    }

    Scene const& scene_;
    Catalogue const& tr_;
    TableSheet& sheet_;
};

} // namespace

TableSheet page_tables_sheet(Scene const& scene)
{
    auto const& tr = scene.tr;
    auto& session = scene.session;
    TableSheet sheet;
    sheet.section = Section::page_tables;
    sheet.title = tr("Page tables: the walk of an address");
    sheet.columns = {{tr("level"), 6, false},
                     {tr("index"), 5, true},
                     {tr("entry at"), 10, true},
                     {tr("entry"), 16, false},
                     {tr("leads to"), 10, true},
                     {"P", 2, true},
                     {"R/W", 3, true},
                     {"U/S", 3, true},
                     {"PWT", 3, true},
                     {"PCD", 3, true},
                     {"A", 2, true},
                     {"D", 2, true},
                     {"PS", 2, true},
                     {"G", 2, true},
                     {"NX", 2, true},
                     {tr("meaning"), 0, false}};
    AddressAtHand at = address_at_hand(session, scene.transition);
    if (scene.choices.tables.walk)
        at = {*scene.choices.tables.walk, tr("typed")};
    TableCell address = text_cell(hexadecimal(at.linear), "tables.walk.address");
    address.input = true;
    address.strong = true;
    address.label = tr("address");
    TableCell const symbol = text_cell(symbol_text(session, at.linear));
    sheet.rows.push_back(flowing_row(
        "tables.walk.address",
        {std::move(address), text_cell(at.name), symbol,
         number_cell("tables.cr.cr3", "CR3", session.state().cr3, session.previous_state().cr3, "cr3")}));
    WalkRows rows(scene, sheet);
    uint64_t const root = emu::root_in_use(session);
    rows.add(emu::walk_from(session, root, at.linear), "tables.walk.", true);
    emu::PageTrees const trees = emu::page_trees(session);
    if (!trees.program)
        return sheet;
    bool const program = root == *trees.program;
    uint64_t const other = program ? trees.kernel : *trees.program;
    TableCell title = title_cell(program ? tr("the kernel's own tables, not in CR3 now")
                                         : tr("the program's tables, not in CR3 now"),
                                 "");
    TableCell other_root = text_cell(hexadecimal(other));
    other_root.label = tr("PML4 at physical");
    sheet.rows.push_back(flowing_row("tables.walk.other", {std::move(title), std::move(other_root)}));
    rows.add(emu::walk_from(session, other, at.linear), "tables.walk.other.", false);
    return sheet;
}

} // namespace ringside::gui
