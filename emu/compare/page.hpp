// The measured paths as one HTML page that needs nothing else: no network, no script, no colour. Next:
// page.cpp; report.hpp has the same figures for the terminal.
#pragma once

#include "emu/compare/measure.hpp"
#include "emu/outcome.hpp"

#include <span>
#include <string>
#include <vector>

namespace ringside::emu {

// A table of another kind of figures; it never shares a column with what was counted.
struct PageTable
{
    std::string title;
    std::string note; // where the figures come from
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows;
};

std::string comparison_page(std::string const& request, std::vector<Measured> const& paths,
                            std::span<PageTable const> others = {});

// Writes beside the file and then takes its name, so that nobody sees half a page. rename(2).
Outcome<void> write_page(std::string const& file, std::string const& text);

} // namespace ringside::emu
