// Tables: the groups of the panel, or the sheets of the page that is shown. Next: tables_groups.cpp,
// tables_sheets.cpp.
#include "gui/view/builder.hpp"

#include "gui/view/tables_groups.hpp"
#include "gui/view/tables_sheets.hpp"

namespace ringside::gui {

namespace {

// The row under the sheets: the selected cell in full, and what can be done with it.
std::string note_on(Scene const& scene, std::vector<TableSheet> const& sheets)
{
    auto const& tr = scene.tr;
    TableCell const* const cell = find_cell(sheets, scene.choices.tables.selected);
    if (cell == nullptr)
        return tr("A click on a field selects it; Up and Down go from row to row.");
    if (cell->input)
        return tr("An address in hexadecimal, a symbol or a register.");
    if (cell->field.empty())
        return cell->name + " = " + cell->text;
    return cell->field + " = " + cell->text +
           (cell->by_hand ? std::string(" · ") + tr("changed by hand") : "");
}

} // namespace

TablesView tables_view(Scene const& scene)
{
    TablesView tables;
    tables.choice = scene.choices.tables;
    if (scene.choices.mode == Mode::tables) {
        tables.sheets = sheets_of_page(scene, scene.tables, tables.choice.section);
        tables.note = note_on(scene, tables.sheets);
        return tables;
    }
    tables.groups = table_groups(scene);
    tables.following = table_following(scene);
    return tables;
}

TableCell const* find_cell(std::vector<TableSheet> const& sheets, std::string const& name)
{
    for (TableSheet const& sheet : sheets)
        for (TableRow const& row : sheet.rows)
            for (TableCell const& cell : row.cells)
                if (!name.empty() && cell.name == name)
                    return &cell;
    return nullptr;
}

} // namespace ringside::gui
