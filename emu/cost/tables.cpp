// Laying out the estimate; everything carries the word "model".
#include "emu/cost/tables.hpp"

#include "emu/boot/program.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ringside::emu {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t columns = 80;

std::string figure(double cycles)
{
    return fmt::format("{:.1f}", cycles);
}

std::string wrapped(std::string const& text)
{
    std::string result;
    std::size_t at = 0;
    for (std::size_t from = 0; from < text.size();) {
        auto const end = std::min(text.find(' ', from), text.size());
        auto const word = text.substr(from, end - from);
        if (at != 0 && at + 1 + word.size() > columns) {
            result += "\n";
            at = 0;
        }
        result += (at == 0 ? "" : " ") + word;
        at += word.size() + (at == 0 ? 0 : 1);
        from = end + 1;
    }
    return result + "\n";
}

std::string padded(std::string const& text, std::size_t width)
{
    return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

} // namespace

PageTable cost_table(std::vector<Measured> const& paths, CostModel const& model, std::string const& file)
{
    PageTable table{
        "model: cycles, estimated",
        fmt::format("What was counted, times the parameters of {}; an estimate for warm caches and "
                    "no real processor's time. Nested events stand by themselves.",
                    printable(file)),
        {"phase (model)"},
        {}};
    for (auto const& path : paths)
        table.heads.push_back(path.path);
    auto const row = [&](std::string_view head, auto const& sums_of) {
        table.rows.push_back({std::string(head)});
        for (auto const& path : paths)
            table.rows.back().push_back(figure(model.cycles(sums_of(path))));
    };
    for (std::size_t i = 0; i < phase_count; ++i)
        row(name(static_cast<Phase>(i)), [&](Measured const& path) { return path.phases[i]; });
    row("total", [](Measured const& path) { return path.total(); });
    row("nested", [](Measured const& path) { return path.nested; });
    return table;
}

PageTable parameter_table(std::vector<Measured> const& paths, CostModel const& model)
{
    PageTable table{
        "model: what the totals consist of",
        "How often each happened, nested events left out, and the parameter it is multiplied with.",
        {"cost (model)", "cycles"},
        {}};
    for (auto const& path : paths)
        table.heads.push_back("times in " + path.path);
    table.heads.push_back("source of the parameter");
    for (std::size_t i = 0; i < cost_kinds; ++i) {
        auto const kind = static_cast<CostKind>(i);
        table.rows.push_back({std::string(name(kind)), fmt::format("{}", model[kind].cycles)});
        for (auto const& path : paths)
            table.rows.back().push_back(fmt::format("{}", cost_counts(path.total())[i]));
        table.rows.back().push_back(model[kind].source);
    }
    return table;
}

Json cost_json(std::vector<Measured> const& paths, CostModel const& model, std::string const& file)
{
    Json object{{"label", "model"}, {"unit", "cycles"}, {"file", printable(file)}};
    for (std::size_t i = 0; i < cost_kinds; ++i) {
        auto const& parameter = model[static_cast<CostKind>(i)];
        object["parameters"].push_back({{"name", std::string(name(static_cast<CostKind>(i)))},
                                        {"cycles", parameter.cycles},
                                        {"source", parameter.source}});
    }
    object["paths"] = Json::array();
    for (auto const& path : paths) {
        Json one{{"name", path.path}, {"phases", Json::array()}};
        for (std::size_t i = 0; i < phase_count; ++i)
            one["phases"].push_back({{"name", std::string(name(static_cast<Phase>(i)))},
                                     {"cycles", model.cycles(path.phases[i])}});
        one["nested"] = model.cycles(path.nested);
        one["total"] = model.cycles(path.total());
        object["paths"].push_back(std::move(one));
    }
    return object;
}

std::string table_text(PageTable const& table)
{
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        widths.push_back(table.heads[i].size() + 2);
        for (auto const& row : table.rows)
            widths[i] = std::max(widths[i], row[i].size() + 2);
    }
    auto text = "\n" + table.title + "\n" + wrapped(table.note);
    // As many columns beside the first as there is room for, then the next ones below.
    for (std::size_t from = 1; from < widths.size();) {
        auto to = from;
        auto width = widths[0];
        while (to < widths.size() && (to == from || width + widths[to] <= columns))
            width += widths[to++];
        auto const line = [&](std::vector<std::string> const& items) {
            auto written = padded(items[0], widths[0]);
            for (auto i = from; i < to; ++i)
                written += i + 1 == to ? items[i] : padded(items[i], widths[i]);
            text += written + "\n";
        };
        text += "\n";
        line(table.heads);
        for (auto const& row : table.rows)
            line(row);
        from = to;
    }
    return text;
}

} // namespace ringside::emu
