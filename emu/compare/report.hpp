// The measured paths as a table for people and as the JSON object of docs/formats. Next: report.cpp.
#pragma once

#include "emu/compare/measure.hpp"

#include <string>
#include <vector>

namespace ringside::emu {

enum class Colour : uint8_t
{
    none,
    terminal,
};

// Side by side if `columns` allow it, else one below the other; never wider than 80 then.
std::string comparison_table(std::string const& request, std::vector<Measured> const& paths, unsigned columns,
                             Colour colour = Colour::none);
std::string comparison_json(std::string const& request, std::vector<Measured> const& paths);

} // namespace ringside::emu
