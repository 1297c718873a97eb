// The measured paths as tables for people (table.cpp) and as the JSON object of docs/formats (report.cpp).
#pragma once

#include "emu/compare/measure.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace ringside::emu {

enum class Colour : uint8_t
{
    none,
    terminal,
};

// A path that was asked for and cannot be shown.
struct Unavailable
{
    std::string path;
    std::string reason; // a sentence
};

// "rcx r11", or "none".
std::string joined(std::vector<std::string> const& words);
// "getpid: what one request takes, phase by phase", and which of the paths carry none.
std::string heading(std::string const& request, std::vector<Measured> const& paths);
// Side by side in full if `columns` allow it; else a compact table of all paths, and then one below the
// other, never wider than 80.
std::string comparison_table(std::string const& request, std::vector<Measured> const& paths, unsigned columns,
                             Colour colour = Colour::none);
std::string comparison_json(std::string const& request, std::vector<Measured> const& paths,
                            std::vector<Unavailable> const& unavailable = {});
// An object as we print it.
std::string json_text(nlohmann::ordered_json const& object);

} // namespace ringside::emu
