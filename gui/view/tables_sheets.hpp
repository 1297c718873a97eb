// The sections of the tables view, each a sheet of rows and columns. Two or three of them share a page. Read
// next: gdt.cpp, which is the plainest of them; tables_cells.hpp, of which they are made.
#pragma once

#include "gui/view/builder.hpp"
#include "gui/view/tables_source.hpp"

#include <vector>

namespace ringside::gui {

TableSheet gdt_sheet(Scene const& scene);
TableSheet tss_sheet(Scene const& scene);
TableSheet idt_sheet(Scene const& scene);
TableSheet msrs_sheet(Scene const& scene);
TableSheet control_sheet(Scene const& scene);
TableSheet page_tables_sheet(Scene const& scene);
TableSheet address_space_sheet(Scene const& scene, emu::KernelStructures const& kernel);
TableSheet memory_sheet(Scene const& scene, emu::KernelStructures const& kernel);
TableSheet open_files_sheet(Scene const& scene, emu::KernelStructures const& kernel);

// The sheets of the page on which a section stands, and no others.
std::vector<TableSheet> sheets_of_page(Scene const& scene, TablesSource& source, Section section);

// A row whose cells stand one after another.
TableRow flowing_row(std::string name, std::vector<TableCell> cells);

} // namespace ringside::gui
