// What `ringside compare` can give beyond what was counted: a page (--html), an estimate (--cost), times
// of this host (--native). Each kind
// of figures has tables of its own. Next: compare_extras.cpp.
#pragma once

#include "emu/compare/page.hpp"
#include "emu/compare/report.hpp"
#include "emu/cost/model.hpp"
#include "emu/native/tables.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ringside::emu {

class CompareExtras
{
public:
    void add_options(CLI::App& app);
    // After the words were parsed; a sentence about a model that cannot be read.
    Outcome<void> prepare();
    // Whether everything asked for was made; the first failure has been said.
    bool finish(std::string const& request, std::vector<Measured> const& paths,
                std::vector<Unavailable> const& unavailable);
    // The table or the JSON object with what is to be added.
    std::string added_to(std::string const& text, std::vector<Measured> const& paths, bool json) const;

private:
    std::string page_file_;
    bool cost_ = false;
    std::string model_file_;
    std::optional<CostModel> model_;
    bool native_ = false;
    std::optional<Host> host_;
    std::vector<TimedPath> timed_;
    std::vector<PageTable> tables_;
    void time_paths(std::vector<Measured> const& paths);
    bool wants_page() const { return !page_file_.empty(); }
    std::string model_name() const { return model_file_.empty() ? "docs/cost_model.ini" : model_file_; }
};

} // namespace ringside::emu
