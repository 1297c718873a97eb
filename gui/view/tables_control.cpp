// Control registers and EFER, bit by bit, with what each bit does. SDM Vol. 3A, "Control Registers" and
// "Extended Feature Enable Register". Next: page_tables.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_cells.hpp"
#include "gui/widgets/numbers.hpp"

#include <span>

namespace ringside::gui {

namespace {

struct Bit
{
    char const* name;
    unsigned at;
    char const* meaning; // of the bit set
    char const* field;   // as what-if names it; "" if it cannot be changed
};

// Names of bits are the manual's; only their meanings are translated.
std::vector<Bit> bits_of_cr0(Catalogue const& tr)
{
    return {{"PE", 0, tr("protected mode"), ""},
            {"MP", 1, tr("WAIT obeys TS"), "cr0.mp"},
            {"EM", 2, tr("x87 instructions raise #NM"), "cr0.em"},
            {"TS", 3, tr("x87 and SSE instructions raise #NM"), "cr0.ts"},
            {"ET", 4, tr("always 1"), ""},
            {"NE", 5, tr("x87 errors raise #MF"), "cr0.ne"},
            {"WP", 16, tr("ring 0 too obeys read-only pages"), "cr0.wp"},
            {"AM", 18, tr("RFLAGS.AC asks for aligned accesses"), "cr0.am"},
            {"NW", 29, tr("not write-through"), ""},
            {"CD", 30, tr("caches are off"), ""},
            {"PG", 31, tr("paging"), ""}};
}

std::vector<Bit> bits_of_cr4(Catalogue const& tr)
{
    return {{"VME", 0, tr("virtual-8086 extensions"), ""},
            {"PVI", 1, tr("virtual interrupt flag"), ""},
            {"TSD", 2, tr("RDTSC for ring 0 alone"), "cr4.tsd"},
            {"DE", 3, tr("DR4 and DR5 are not there"), "cr4.de"},
            {"PSE", 4, tr("large pages in 32-bit paging"), ""},
            {"PAE", 5, tr("64-bit entries in page tables"), ""},
            {"MCE", 6, tr("machine checks"), ""},
            {"PGE", 7, tr("global pages outlive a load of CR3"), "cr4.pge"},
            {"PCE", 8, tr("RDPMC in every ring"), "cr4.pce"},
            {"OSFXSR", 9, tr("SSE is on, FXSAVE saves it"), "cr4.osfxsr"},
            {"OSXMMEXCPT", 10, tr("SSE errors raise #XM"), "cr4.osxmmexcpt"},
            {"UMIP", 11, tr("SGDT and its like for ring 0 alone"), ""},
            {"FSGSBASE", 16, tr("RDFSBASE and its like in every ring"), ""},
            {"PCIDE", 17, tr("CR3 names a process context"), ""},
            {"OSXSAVE", 18, tr("XSAVE is on"), ""},
            {"SMEP", 20, tr("ring 0 may not execute user pages"), "cr4.smep"},
            {"SMAP", 21, tr("ring 0 needs AC = 1 for user pages"), "cr4.smap"}};
}

std::vector<Bit> bits_of_efer(Catalogue const& tr)
{
    return {{"SCE", 0, tr("SYSCALL and SYSRET are on"), "msr[EFER].sce"},
            {"LME", 8, tr("long mode when paging is on"), ""},
            {"LMA", 10, tr("long mode is on"), ""},
            {"NXE", 11, tr("pages can forbid execution"), "msr[EFER].nxe"}};
}

void add_register(TableSheet& sheet, TableCell value, std::string meaning)
{
    TableCell title = title_cell(value.label, "");
    value.label.clear();
    TableRow row = flowing_row(value.name, {title, std::move(value)});
    if (!meaning.empty())
        row.cells.push_back(text_cell(std::move(meaning)));
    sheet.rows.push_back(std::move(row));
}

void add_bits(TableSheet& sheet, std::string const& owner, std::span<Bit const> bits, uint64_t now,
              uint64_t before)
{
    for (Bit const& bit : bits) {
        TableRow row;
        row.name = owner + "." + lower(bit.name);
        TableCell at = text_cell(std::to_string(bit.at));
        at.faint = true;
        TableCell value = number_cell(row.name, "", now >> bit.at & 1, before >> bit.at & 1, bit.field);
        bool const set = (now >> bit.at & 1) != 0;
        TableCell name = text_cell(bit.name);
        name.strong = set;
        name.faint = !set;
        TableCell meaning = text_cell(bit.meaning);
        meaning.faint = !set;
        row.cells = {at, name, value, meaning};
        sheet.rows.push_back(std::move(row));
    }
}

} // namespace

TableSheet control_sheet(Scene const& scene)
{
    auto const& tr = scene.tr;
    auto const& now = scene.session.state();
    auto const& before = scene.session.previous_state();
    TableSheet sheet;
    sheet.section = Section::control;
    sheet.title = tr("Control registers");
    sheet.columns = {
        {tr("bit"), 4, true}, {tr("name"), 10, false}, {"", 1, true}, {tr("when it is 1"), 0, false}};
    add_register(sheet, number_cell("tables.cr.cr0", "CR0", now.cr0, before.cr0), "");
    add_bits(sheet, "tables.cr0", bits_of_cr0(tr), now.cr0, before.cr0);
    add_register(sheet, number_cell("tables.cr.cr2", "CR2", now.cr2, before.cr2, "cr2"),
                 tr("address of the last page fault"));
    std::string const root = hexadecimal(now.cr3 & 0x000f'ffff'ffff'f000);
    add_register(sheet, number_cell("tables.cr.cr3", "CR3", now.cr3, before.cr3, "cr3"),
                 std::string(tr("PML4 at physical")) + " " + root);
    add_register(sheet, number_cell("tables.cr.cr4", "CR4", now.cr4, before.cr4), "");
    add_bits(sheet, "tables.cr4", bits_of_cr4(tr), now.cr4, before.cr4);
    add_register(sheet, number_cell("tables.cr.cr8", "CR8", now.cr8, before.cr8),
                 tr("priority below which interrupts wait"));
    add_register(sheet, number_cell("tables.cr.efer", "EFER", now.efer, before.efer), "");
    add_bits(sheet, "tables.msr.efer", bits_of_efer(tr), now.efer, before.efer);
    return sheet;
}

} // namespace ringside::gui
