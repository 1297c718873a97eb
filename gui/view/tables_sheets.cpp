// Which sections share a page, and what the transition at hand uses in them. Next: gdt.cpp.
#include "gui/view/tables_sheets.hpp"

#include "gui/view/tables_reads.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// A cell's name marks that cell; a row's name all of its cells.
void mark(std::vector<TableSheet>& sheets, std::string const& used, TableMark mark)
{
    for (TableSheet& sheet : sheets)
        for (TableRow& row : sheet.rows)
            for (TableCell& cell : row.cells)
                if (!cell.name.empty() && (cell.name == used || cell.name.starts_with(used + "."))) {
                    cell.mark = std::max(cell.mark, mark);
                    row.mark = std::max(row.mark, mark);
                }
}

void mark_used(Scene const& scene, std::vector<TableSheet>& sheets)
{
    if (scene.transition == nullptr || scene.session.exit_state().ended)
        return;
    if (scene.transition->transition == cpu::Transition::none) {
        for (std::string const& used : cells_used_next(scene.session))
            mark(sheets, used, TableMark::coming);
        return;
    }
    auto const& steps = scene.transition->steps;
    for (std::size_t i = 0; i < steps.size(); ++i)
        for (std::string const& used : cells_used(scene.session, *scene.transition, i))
            mark(sheets, used, mark_of(steps[i]));
}

std::vector<TableSheet> unmarked(Scene const& scene, TablesSource& source, Section section)
{
    switch (section) {
    case Section::gdt:
    case Section::tss:
    case Section::idt:
        return {gdt_sheet(scene), tss_sheet(scene), idt_sheet(scene)};
    case Section::msrs:
    case Section::control:
        return {msrs_sheet(scene), control_sheet(scene)};
    case Section::page_tables:
    case Section::address_space:
        return {page_tables_sheet(scene), address_space_sheet(scene, source.kernel(scene.session))};
    case Section::memory:
    case Section::open_files:
    case Section::count_:
        break;
    }
    emu::KernelStructures const& kernel = source.kernel(scene.session);
    return {memory_sheet(scene, kernel), open_files_sheet(scene, kernel)};
}

} // namespace

std::vector<TableSheet> sheets_of_page(Scene const& scene, TablesSource& source, Section section)
{
    auto sheets = unmarked(scene, source, section);
    mark_used(scene, sheets);
    return sheets;
}

TableRow flowing_row(std::string name, std::vector<TableCell> cells)
{
    TableRow row;
    row.name = std::move(name);
    row.cells = std::move(cells);
    row.flows = true;
    return row;
}

} // namespace ringside::gui
