// What `ringside compare` can give beyond the table: a page (--html). Next: compare_extras.cpp.
#pragma once

#include "emu/compare/measure.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace ringside::emu {

class CompareExtras
{
public:
    void add_options(CLI::App& app);
    // Whether everything asked for was made; the first failure has been said.
    bool finish(std::string const& request, std::vector<Measured> const& paths);

private:
    std::string page_file_;
    bool wants_page() const { return !page_file_.empty(); }
};

} // namespace ringside::emu
