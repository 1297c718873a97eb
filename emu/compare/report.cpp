// Laying out what was measured. All figures come from Measured; the sums are made here only by adding rows.
#include "emu/compare/report.hpp"

#include "emu/boot/program.hpp"
#include "emu/compare/acts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

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

Json names_json(std::vector<Act const*> const& acts)
{
    auto list = Json::array();
    for (auto const* act : acts)
        list.push_back(std::string(act->name));
    return list;
}

Json path_json(Measured const& path, std::vector<Measured> const& compared)
{
    Json object;
    object["name"] = path.path;
    object["program"] = printable(path.program);
    object["vendor"] = path.vendor;
    object["rings"] = path.rings ? "on" : "off";
    object["result"] = path.has_result ? Json(path.result) : Json(nullptr);
    if (!path.end.empty())
        object["end"] = path.end;
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
    object["does"] = names_json(acts_of(path));
    object["does_not"] = names_json(acts_missing(path, compared));
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

std::string title(Measured const& path, bool with_program)
{
    auto const result = path.has_result    ? fmt::format("result {}", path.result)
                        : path.end.empty() ? std::string("no result")
                                           : path.end;
    auto const program = with_program ? " " + printable(path.program) : "";
    return fmt::format("{}{}  {}, vendor {}{}", path.path, program, result, path.vendor,
                       path.rings ? "" : ", rings off");
}

// Two columns of the same path are told apart by their programs.
bool shares_path(Measured const& path, std::vector<Measured> const& paths)
{
    return std::count_if(paths.begin(), paths.end(),
                         [&](Measured const& other) { return other.path == path.path; }) > 1;
}

// "  name:  words ..." in lines of at most 80 columns.
std::string paragraph(std::string_view name, std::string const& text)
{
    constexpr std::size_t width = 80;
    constexpr std::size_t indent = 13;
    auto lines = fmt::format("{:<{}}", fmt::format("  {}:", name), indent);
    auto column = lines.size();
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (column + 1 + word.size() > width) {
            lines += fmt::format("\n{:<{}}", "", indent);
            column = indent;
        } else if (column > indent) {
            lines += ' ';
            ++column;
        }
        lines += word;
        column += word.size();
    }
    return lines + "\n";
}

std::string missing_text(Measured const& path, std::vector<Measured> const& paths)
{
    std::string text;
    for (auto const* act : acts_missing(path, paths))
        text += (text.empty() ? "" : ", ") + std::string(act->words);
    return text.empty() ? "-" : text;
}

std::string remarks(Measured const& path, std::vector<Measured> const& paths)
{
    return paragraph("saved", joined(path.registers.saved)) +
           paragraph("changed", joined(path.registers.changed)) +
           paragraph("lost", joined(path.registers.lost)) + paragraph("does not", missing_text(path, paths));
}

// Who is at work: the program green, the processor yellow, the kernel red; what is not the request's, dim.
class Paint
{
public:
    explicit Paint(Colour colour) : on_(colour == Colour::terminal) {}

    std::string operator()(std::string_view code, std::string const& text) const
    {
        return on_ ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
    }
    std::string row(std::string const& phase, std::string const& text) const
    {
        if (phase == "total")
            return (*this)("1", text);
        if (phase == "nested")
            return (*this)("2", text);
        if (phase.starts_with("hardware_"))
            return (*this)("33", text);
        return (*this)(phase == "setup" || phase == "back" ? "32" : "31", text);
    }

private:
    bool on_;
};

std::string narrow_table(std::vector<Measured> const& paths, Paint const& paint)
{
    std::string text;
    for (auto const& path : paths) {
        text += paint("1", title(path, shares_path(path, paths))) + "\n";
        text += fmt::format("{:<{}}{}\n{:<{}}{}\n", "phase", name_width, heading(), "", name_width, units());
        for (auto const& row : rows_of({path}))
            text +=
                paint.row(row.name, fmt::format("{:<{}}{}", row.name, name_width, cells(row.sums.front()))) +
                "\n";
        text += remarks(path, paths) + "\n";
    }
    return text;
}

std::string wide_table(std::vector<Measured> const& paths, Paint const& paint)
{
    std::string titles = fmt::format("{:<{}}", "", name_width);
    std::string headings = fmt::format("{:<{}}", "phase", name_width);
    std::string second = fmt::format("{:<{}}", "", name_width);
    for (auto const& path : paths) {
        auto const shown = title(path, shares_path(path, paths)).substr(0, group_width);
        titles += " | " + paint("1", fmt::format("{:<{}}", shown, group_width));
        headings += " | " + heading();
        second += " | " + units();
    }
    auto text = titles + "\n" + headings + "\n" + second + "\n";
    for (auto const& row : rows_of(paths)) {
        auto line = fmt::format("{:<{}}", row.name, name_width);
        for (auto const& sums : row.sums)
            line += " | " + cells(sums);
        text += paint.row(row.name, line) + "\n";
    }
    for (auto const& path : paths)
        text += "\n" + paint("1", title(path, shares_path(path, paths))) + "\n" + remarks(path, paths);
    return text;
}

} // namespace

std::string comparison_table(std::string const& request, std::vector<Measured> const& paths, unsigned columns,
                             Colour colour)
{
    Paint const paint(colour);
    auto const wide = name_width + paths.size() * (group_width + 3);
    auto const head = fmt::format("{}: what one request takes, phase by phase\n\n", request);
    return head +
           (paths.size() > 1 && wide <= columns ? wide_table(paths, paint) : narrow_table(paths, paint));
}

std::string comparison_json(std::string const& request, std::vector<Measured> const& paths)
{
    Json object{{"version", 1}, {"request", request}, {"paths", Json::array()}};
    for (auto const& path : paths)
        object["paths"].push_back(path_json(path, paths));
    return object.dump(1) + "\n";
}

} // namespace ringside::emu
