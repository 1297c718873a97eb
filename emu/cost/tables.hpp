// The estimate as a table and as part of the JSON object. Next: tables.cpp.
#pragma once

#include "emu/compare/page.hpp"
#include "emu/cost/model.hpp"

#include <nlohmann/json_fwd.hpp>

namespace ringside::emu {

// Phases by paths, in cycles of the model.
PageTable cost_table(std::vector<Measured> const& paths, CostModel const& model, std::string const& file);
// What is multiplied with what, and where each parameter is from.
PageTable parameter_table(std::vector<Measured> const& paths, CostModel const& model);
nlohmann::ordered_json cost_json(std::vector<Measured> const& paths, CostModel const& model,
                                 std::string const& file);

// Any table as text: of a table that is wider than 80 columns as many as there is room for, the others below.
std::string table_text(PageTable const& table);

} // namespace ringside::emu
