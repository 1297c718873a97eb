// The whole global descriptor table, raw and decoded. SDM Vol. 3A, "Segment Descriptors" and "Global and
// Local Descriptor Tables". Next: tss.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/canvas.hpp"
#include "gui/view/tables_cells.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

TableRow register_row(Scene const& scene)
{
    auto const& now = scene.session.state();
    auto const& before = scene.session.previous_state();
    return flowing_row(
        "tables.gdtr",
        {title_cell("GDTR", "tables.gdtr"),
         number_cell("tables.gdtr.base", scene.tr("base"), now.gdtr.base, before.gdtr.base, "gdtr.base"),
         number_cell("tables.gdtr.limit", scene.tr("limit"), now.gdtr.limit, before.gdtr.limit, "gdtr.limit"),
         number_cell("tables.ldtr.selector", "LDTR", now.ldtr.selector, before.ldtr.selector)});
}

TableRow entry_row(Scene const& scene, emu::TableEntry const& entry)
{
    DescriptorCells cells = descriptor_cells(scene.tr, scene.session, entry);
    TableRow row;
    row.name = descriptor_name(entry.selector);
    TableCell index = text_cell(std::to_string(entry.selector / 8));
    TableCell selector = title_cell(hexadecimal(entry.selector), row.name);
    bool const empty = entry.descriptor.raw == 0;
    row.cells = {index,      selector,       cells.raw,
                 cells.base, cells.limit,    cells.type,
                 cells.dpl,  cells.present,  cells.long_code,
                 cells.big,  cells.granular, text_cell(uses_of(scene.session, entry.selector))};
    if (!empty)
        return row;
    // An empty descriptor has no type; its fields can be written all the same.
    row.cells[5].text = std::string("0 ") + scene.tr("empty");
    for (TableCell& cell : row.cells)
        cell.faint = true;
    return row;
}

} // namespace

TableSheet gdt_sheet(Scene const& scene)
{
    auto const& tr = scene.tr;
    TableSheet sheet;
    sheet.section = Section::gdt;
    sheet.title = tr("Global descriptor table (GDT)");
    sheet.columns = {{"#", 2, true},         {tr("sel"), std::max(4, width_of(tr("sel"))), true},
                     {tr("raw"), 16, false}, {tr("base"), 16, true},
                     {tr("limit"), 8, true}, {tr("type"), 12, false},
                     {"DPL", 3, true},       {"P", 1, true},
                     {"L", 1, true},         {"D", 1, true},
                     {"G", 1, true},         {tr("used by"), 0, false}};
    sheet.rows.push_back(register_row(scene));
    for (emu::TableEntry const& entry : emu::gdt_entries(scene.session))
        sheet.rows.push_back(entry_row(scene, entry));
    return sheet;
}

} // namespace ringside::gui
