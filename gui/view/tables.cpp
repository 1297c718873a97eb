// Tables: the groups of the panel, or the sheets of the page that is shown. Next: tables_groups.cpp,
// tables_sheets.cpp.
#include "gui/view/builder.hpp"

#include "gui/view/tables_cells.hpp"
#include "gui/view/tables_groups.hpp"
#include "gui/view/tables_sheets.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// The row under the sheets: the selected cell in full, and what can be done with it.
std::string note_on(Scene const& scene, std::vector<TableSheet> const& sheets)
{
    auto const& tr = scene.tr;
    TableCell const* const cell = find_cell(sheets, scene.choices.tables.selected);
    if (cell == nullptr)
        return tr("A click or Enter on a field changes it: a what-if, until the run is restarted.");
    if (cell->input)
        return tr("An address in hexadecimal, a symbol or a register.");
    if (cell->field.empty())
        return cell->name + " = " + cell->text;
    return cell->field + " = " + cell->text +
           (cell->by_hand ? std::string(" · ") + tr("changed by hand") : "");
}

// The fields that the run's what-ifs changed, at this moment of it or before.
std::vector<emu::Field> changed_fields(emu::Session const& session)
{
    std::vector<emu::Field> fields;
    for (emu::ChangeMade const& made : session.changes())
        if (made.time <= session.position().time)
            fields.push_back(made.change.field);
    return fields;
}

void mark_changed(std::vector<emu::Field> const& fields, TableCell& cell)
{
    if (cell.field.empty())
        return;
    auto const field = field_of(cell.field);
    cell.by_hand = field.ok() && std::find(fields.begin(), fields.end(), field.value()) != fields.end();
}

void mark_changed(emu::Session const& session, TablesView& tables)
{
    auto const fields = changed_fields(session);
    if (fields.empty())
        return;
    for (TableGroup& group : tables.groups)
        for (TableCell& cell : group.cells)
            mark_changed(fields, cell);
    for (TableSheet& sheet : tables.sheets)
        for (TableRow& row : sheet.rows)
            for (TableCell& cell : row.cells)
                mark_changed(fields, cell);
}

} // namespace

TablesView tables_view(Scene const& scene)
{
    TablesView tables;
    tables.choice = scene.choices.tables;
    if (scene.choices.mode == Mode::tables) {
        tables.sheets = sheets_of_page(scene, scene.tables, tables.choice.section);
        mark_changed(scene.session, tables);
        tables.note = note_on(scene, tables.sheets);
        return tables;
    }
    tables.groups = table_groups(scene);
    tables.following = table_following(scene);
    mark_changed(scene.session, tables);
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
