// The groups of the single view's tables panel. Read next: tables_cells.hpp, tables_reads.hpp.
#pragma once

#include "gui/view/builder.hpp"

#include <string>
#include <vector>

namespace ringside::gui {

std::vector<TableGroup> table_groups(Scene const& scene);
// What they follow: the transition, or the address of the walk.
std::string table_following(Scene const& scene);
// Every field of the task-state segment, labelled by its name.
std::vector<TableCell> tss_cells(emu::Session const& session);

} // namespace ringside::gui
