// The options of `ringside compare` that add something to its table, and the making of it.
#include "emu/command_line/compare_extras.hpp"

#include "emu/boot/program.hpp"
#include "emu/command_line/words.hpp"
#include "emu/cost/tables.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ringside::emu {

namespace {

// No model is longer than this.
constexpr std::size_t longest_model = 1u << 20;

Outcome<std::string> text_of(std::string const& file)
{
    auto* const stream = std::fopen(file.c_str(), "rbe");
    std::string text;
    int error = stream == nullptr ? errno : 0;
    std::array<char, 4096> part;
    while (error == 0 && text.size() <= longest_model) {
        auto const count = std::fread(part.data(), 1, part.size(), stream);
        text.append(part.data(), count);
        if (std::ferror(stream) != 0)
            error = errno;
        if (count < part.size())
            break;
    }
    if (stream != nullptr)
        std::fclose(stream);
    if (error != 0)
        return Refusal{fmt::format("cannot read {}: {}", printable(file), std::strerror(error))};
    if (text.size() > longest_model)
        return Refusal{fmt::format("{} is longer than 1 MiB, no cost model", printable(file))};
    return text;
}

PageTable unavailable_table(std::vector<Unavailable> const& unavailable)
{
    PageTable table{
        "Not in this comparison", "Paths that were asked for and are not there.", {"path", "why"}, {}};
    for (auto const& path : unavailable)
        table.rows.push_back({path.path, path.reason});
    return table;
}

} // namespace

void CompareExtras::add_options(CLI::App& app)
{
    app.add_option("--html", page_file_, "Also writes the comparison as one self-contained page")
        ->type_name("FILE");
    app.add_flag("--cost", cost_, "Adds an estimate in cycles by a model (docs/cost_model.ini)");
    app.add_option("--cost-model", model_file_, "Adds it by the parameters of FILE")->type_name("FILE");
    app.add_flag("--native", native_, "Adds the time that the same programs take on this host's processor");
}

Outcome<void> CompareExtras::prepare()
{
    if (model_file_.empty()) {
        if (cost_)
            model_ = CostModel::standard();
        return {};
    }
    auto const text = text_of(model_file_);
    if (!text.ok())
        return text.refusal();
    auto const model = CostModel::read(text.value(), model_file_);
    if (!model.ok())
        return model.refusal();
    model_ = model.value();
    return {};
}

void CompareExtras::time_paths(std::vector<Measured> const& paths)
{
    host_ = this_host();
    for (auto const& path : paths)
        timed_.push_back({path.path,
                          path.is_sample ? time_natively(path.path, path.program, *host_)
                                         : Refusal{"native timing is of the bundled request programs only"},
                          warning_about(path.path, *host_)});
}

bool CompareExtras::finish(std::string const& request, std::vector<Measured> const& paths,
                           std::vector<Unavailable> const& unavailable)
{
    if (model_)
        tables_.push_back(cost_table(paths, *model_, model_name()));
    auto all = tables_;
    if (model_)
        all.push_back(parameter_table(paths, *model_));
    if (native_) {
        time_paths(paths);
        tables_.push_back(native_table(timed_, *host_));
        all.push_back(tables_.back());
    }
    if (!wants_page())
        return true;
    if (!unavailable.empty())
        all.insert(all.begin(), unavailable_table(unavailable));
    auto const written = write_page(page_file_, comparison_page(request, paths, all));
    if (!written.ok())
        say(written.sentence());
    return written.ok();
}

std::string CompareExtras::added_to(std::string const& text, std::vector<Measured> const& paths,
                                    bool json) const
{
    if (!json) {
        auto result = text;
        for (auto const& table : tables_)
            result += table_text(table);
        return result;
    }
    if (!model_ && !native_)
        return text;
    auto object = nlohmann::ordered_json::parse(text);
    if (model_)
        object["cost"] = cost_json(paths, *model_, model_name());
    if (native_)
        object["native"] = native_json(timed_, *host_);
    return json_text(object);
}

} // namespace ringside::emu
