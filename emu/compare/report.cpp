// Laying out what was measured. All figures come from Measured; the sums are made here only by adding rows.
#include "emu/compare/report.hpp"

#include "emu/boot/program.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ringside::emu {

namespace {

using Json = nlohmann::ordered_json;

// ---- JSON

Json traffic_json(Traffic const& traffic)
{
    return {{"reads", traffic.reads},
            {"read_bytes", traffic.read_bytes},
            {"writes", traffic.writes},
            {"written_bytes", traffic.written_bytes}};
}

Json sums_json(Sums const& sums)
{
    Json object;
    object["instructions"] = {{"ring0", sums.ring0}, {"ring3", sums.ring3}};
    object["memory"] = {{"software", traffic_json(sums.software)},
                        {"hardware", traffic_json(sums.hardware)},
                        {"walk", traffic_json(sums.walk)}};
    object["cr3_writes"] = sums.cr3_writes;
    object["tlb_flushes"] = sums.tlb_flushes;
    object["stack_bytes"] = sums.stack_bytes;
    object["steps"] = Json::array();
    for (auto const step : sums.steps)
        object["steps"].push_back(std::string(cpu::name(step)));
    return object;
}

Json path_json(Measured const& path)
{
    Json object;
    object["name"] = path.path;
    object["program"] = printable(path.program);
    object["vendor"] = path.vendor;
    object["result"] = path.result;
    object["phases"] = Json::array();
    for (std::size_t i = 0; i < phase_count; ++i) {
        Json phase{{"name", std::string(name(static_cast<Phase>(i)))}};
        phase.update(sums_json(path.phases[i]));
        object["phases"].push_back(std::move(phase));
    }
    object["nested"] = sums_json(path.nested);
    object["total"] = sums_json(path.total());
    object["registers"] = {
        {"saved", path.registers.saved}, {"changed", path.registers.changed}, {"lost", path.registers.lost}};
    return object;
}

// ---- the table

constexpr unsigned name_width = 15;
constexpr unsigned group_width = 62; // a path's columns

std::string bytes_pair(Traffic const& traffic)
{
    return fmt::format("{}/{}", traffic.read_bytes, traffic.written_bytes);
}

std::string cells(Sums const& sums)
{
    return fmt::format("{:>7}{:>7}{:>10}{:>10}{:>10}{:>6}{:>6}{:>6}", sums.ring3, sums.ring0,
                       bytes_pair(sums.software), bytes_pair(sums.hardware), bytes_pair(sums.walk),
                       sums.tlb_flushes, sums.stack_bytes, sums.steps.size());
}

std::string heading()
{
    return fmt::format("{:>7}{:>7}{:>10}{:>10}{:>10}{:>6}{:>6}{:>6}", "ring 3", "ring 0", "software",
                       "hardware", "walk", "TLB", "stack", "steps");
}

std::string units()
{
    return fmt::format("{:>7}{:>7}{:>10}{:>10}{:>10}{:>6}{:>6}{:>6}", "insns", "insns", "rd/wr B", "rd/wr B",
                       "rd/wr B", "flush", "B", "micro");
}

struct Row
{
    std::string name;
    std::vector<Sums> sums; // one a path
};

std::vector<Row> rows_of(std::vector<Measured> const& paths)
{
    std::vector<Row> rows;
    for (std::size_t i = 0; i < phase_count; ++i) {
        rows.push_back({std::string(name(static_cast<Phase>(i))), {}});
        for (auto const& path : paths)
            rows.back().sums.push_back(path.phases[i]);
    }
    rows.push_back({"total", {}});
    rows.push_back({"nested", {}});
    for (auto const& path : paths) {
        rows[phase_count].sums.push_back(path.total());
        rows[phase_count + 1].sums.push_back(path.nested);
    }
    return rows;
}

std::string joined(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text.empty() ? "none" : text;
}

std::string title(Measured const& path)
{
    return fmt::format("{}  result {}, vendor {}", path.path, path.result, path.vendor);
}

std::string registers_text(Measured const& path)
{
    // Both lists are registers, so the lines stay short; `saved` is the longest and gets its own.
    return fmt::format("  saved:   {}\n  changed: {}\n  lost:    {}\n", joined(path.registers.saved),
                       joined(path.registers.changed), joined(path.registers.lost));
}

std::string narrow_table(std::vector<Measured> const& paths)
{
    std::string text;
    for (auto const& path : paths) {
        text += fmt::format("{}\n{:<{}}{}\n{:<{}}{}\n", title(path), "phase", name_width, heading(), "",
                            name_width, units());
        for (auto const& row : rows_of({path}))
            text += fmt::format("{:<{}}{}\n", row.name, name_width, cells(row.sums.front()));
        text += registers_text(path) + "\n";
    }
    return text;
}

std::string wide_table(std::vector<Measured> const& paths)
{
    std::string titles = fmt::format("{:<{}}", "", name_width);
    std::string headings = fmt::format("{:<{}}", "phase", name_width);
    std::string second = fmt::format("{:<{}}", "", name_width);
    for (auto const& path : paths) {
        titles += fmt::format(" | {:<{}}", title(path), group_width);
        headings += " | " + heading();
        second += " | " + units();
    }
    auto text = titles + "\n" + headings + "\n" + second + "\n";
    for (auto const& row : rows_of(paths)) {
        text += fmt::format("{:<{}}", row.name, name_width);
        for (auto const& sums : row.sums)
            text += " | " + cells(sums);
        text += "\n";
    }
    for (auto const& path : paths)
        text += "\n" + path.path + "\n" + registers_text(path);
    return text;
}

} // namespace

std::string comparison_table(std::string const& request, std::vector<Measured> const& paths, unsigned columns)
{
    auto const wide = name_width + paths.size() * (group_width + 3);
    auto const head = fmt::format("{}: what one request takes, phase by phase\n\n", request);
    return head + (paths.size() > 1 && wide <= columns ? wide_table(paths) : narrow_table(paths));
}

std::string comparison_json(std::string const& request, std::vector<Measured> const& paths)
{
    Json object{{"version", 1}, {"request", request}, {"paths", Json::array()}};
    for (auto const& path : paths)
        object["paths"].push_back(path_json(path));
    return object.dump(1) + "\n";
}

} // namespace ringside::emu
