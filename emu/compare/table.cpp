// Laying out what was measured for a terminal. All figures come from Measured; the sums are made here only by
// adding rows. Columns grow with what stands in them; where that leaves no room, large figures are rounded,
// and a line says so.
#include "emu/boot/program.hpp"
#include "emu/compare/acts.hpp"
#include "emu/compare/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace ringside::emu {

namespace {

constexpr std::size_t name_width = 15;
constexpr std::size_t narrow = 80; // columns that any terminal has

enum class Figures : uint8_t
{
    exact,
    rounded, // to thousands from 10,000 on, and to tenths of a million
};

std::string figure(uint64_t number, Figures figures)
{
    constexpr uint64_t first_rounded = 10'000;
    if (figures == Figures::exact || number < first_rounded)
        return fmt::format("{}", number);
    constexpr uint64_t first_million = 999'500;
    if (number < first_million)
        return fmt::format("{}k", (number + 500) / 1000);
    return fmt::format("{:.1f}M", static_cast<double>(number) / 1e6);
}

// ---- a path's columns

constexpr std::size_t column_count = 8;
using Cells = std::array<std::string, column_count>;
using Widths = std::array<std::size_t, column_count>;

constexpr std::array<std::string_view, column_count> headings = {"ring 3", "ring 0", "software", "hardware",
                                                                 "walk",   "TLB",    "stack",    "steps"};
constexpr std::array<std::string_view, column_count> units = {"insns",   "insns", "rd/wr B", "rd/wr B",
                                                              "rd/wr B", "flush", "B",       "micro"};
constexpr Widths least_widths = {7, 7, 10, 10, 10, 6, 6, 6};

Cells cells_of(Sums const& sums, Figures figures)
{
    auto const number = [&](uint64_t count) { return figure(count, figures); };
    auto const pair = [&](Traffic const& traffic) {
        return number(traffic.read_bytes) + "/" + number(traffic.written_bytes);
    };
    return {number(sums.ring3),       number(sums.ring0),       pair(sums.software),
            pair(sums.hardware),      pair(sums.walk),          number(sums.tlb_flushes),
            number(sums.stack_bytes), number(sums.steps.size())};
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

// The columns that hold all of `rows`, at least one blank apart.
struct Grid
{
    Figures figures = Figures::exact;
    Widths widths = least_widths;

    std::size_t width() const
    {
        std::size_t sum = 0;
        for (auto const one : widths)
            sum += one;
        return sum;
    }
    template <class Texts>
    std::string line(Texts const& texts) const
    {
        std::string text;
        for (std::size_t i = 0; i < column_count; ++i)
            text += fmt::format("{:>{}}", texts[i], widths[i]);
        return text;
    }
};

Grid grid_with(std::vector<Row> const& rows, Figures figures)
{
    Grid grid{figures, least_widths};
    for (auto const& row : rows) {
        for (auto const& sums : row.sums) {
            auto const cells = cells_of(sums, figures);
            for (std::size_t i = 0; i < column_count; ++i)
                grid.widths[i] = std::max(grid.widths[i], cells[i].size() + 1);
        }
    }
    return grid;
}

// ---- what else is told of a path

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
    constexpr std::size_t indent = 13;
    auto lines = fmt::format("{:<{}}", fmt::format("  {}:", name), indent);
    auto column = lines.size();
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (column + 1 + word.size() > narrow) {
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

// ---- one path below the other

constexpr std::string_view rounded_note =
    "  k, M: thousands and millions, rounded; --json has the exact figures\n";

std::string narrow_block(Measured const& path, std::vector<Measured> const& paths, Paint const& paint)
{
    auto const rows = rows_of({path});
    auto grid = grid_with(rows, Figures::exact);
    if (name_width + grid.width() > narrow)
        grid = grid_with(rows, Figures::rounded);
    auto text = paint("1", title(path, shares_path(path, paths))) + "\n";
    text += fmt::format("{:<{}}{}\n", "phase", name_width, grid.line(headings));
    text += fmt::format("{:<{}}{}\n", "", name_width, grid.line(units));
    for (auto const& row : rows) {
        auto const cells = grid.line(cells_of(row.sums.front(), grid.figures));
        text += paint.row(row.name, fmt::format("{:<{}}{}", row.name, name_width, cells)) + "\n";
    }
    if (grid.figures == Figures::rounded)
        text += rounded_note;
    return text + remarks(path, paths) + "\n";
}

// ---- all paths in full, side by side

std::string wide_table(std::vector<Measured> const& paths, Grid const& grid, Paint const& paint)
{
    auto const width = grid.width();
    auto titles = fmt::format("{:<{}}", "", name_width);
    auto first = fmt::format("{:<{}}", "phase", name_width);
    auto second = fmt::format("{:<{}}", "", name_width);
    for (auto const& path : paths) {
        auto const shown = title(path, shares_path(path, paths)).substr(0, width);
        titles += " | " + paint("1", fmt::format("{:<{}}", shown, width));
        first += " | " + grid.line(headings);
        second += " | " + grid.line(units);
    }
    auto text = titles + "\n" + first + "\n" + second + "\n";
    for (auto const& row : rows_of(paths)) {
        auto line = fmt::format("{:<{}}", row.name, name_width);
        for (auto const& sums : row.sums)
            line += " | " + grid.line(cells_of(sums, grid.figures));
        text += paint.row(row.name, line) + "\n";
    }
    for (auto const& path : paths)
        text += "\n" + paint("1", title(path, shares_path(path, paths))) + "\n" + remarks(path, paths);
    return text;
}

// ---- all paths in one figure each, side by side

struct CompactRow
{
    std::string name;
    std::vector<std::string> cells; // none: an empty line
    bool is_phase = false;
};

template <class Count>
CompactRow compact_row(std::string name, std::vector<Measured> const& paths, Count const& count)
{
    CompactRow row{std::move(name), {}, false};
    for (auto const& path : paths)
        row.cells.push_back(figure(count(path), Figures::exact));
    return row;
}

std::vector<CompactRow> compact_rows(std::vector<Measured> const& paths)
{
    std::vector<CompactRow> rows;
    for (auto const& row : rows_of(paths)) {
        rows.push_back({row.name, {}, true});
        for (auto const& sums : row.sums)
            rows.back().cells.push_back(figure(sums.ring0 + sums.ring3, Figures::exact));
    }
    auto const traffic = [&](std::string const& who, Traffic Sums::*member) {
        rows.push_back(compact_row(who + " rd B", paths,
                                   [&](Measured const& path) { return (path.total().*member).read_bytes; }));
        rows.push_back(compact_row(who + " wr B", paths, [&](Measured const& path) {
            return (path.total().*member).written_bytes;
        }));
    };
    rows.push_back({});
    traffic("software", &Sums::software);
    traffic("hardware", &Sums::hardware);
    traffic("walk", &Sums::walk);
    rows.push_back(
        compact_row("CR3 writes", paths, [](auto const& path) { return path.total().cr3_writes; }));
    rows.push_back(
        compact_row("TLB flushes", paths, [](auto const& path) { return path.total().tlb_flushes; }));
    rows.push_back(compact_row("stack B", paths, [](auto const& path) { return path.total().stack_bytes; }));
    rows.push_back(compact_row("micro-steps", paths,
                               [](auto const& path) { return uint64_t{path.total().steps.size()}; }));
    return rows;
}

std::string compact_name(Measured const& path, std::vector<Measured> const& paths)
{
    constexpr std::size_t longest = 16;
    if (!shares_path(path, paths))
        return path.path;
    auto const program = printable(path.program.substr(path.program.rfind('/') + 1));
    return program.size() <= longest ? program : program.substr(0, longest - 1) + "~";
}

using ColumnWidths = std::vector<std::size_t>;

ColumnWidths compact_widths(std::vector<std::string> const& names, std::vector<CompactRow> const& rows,
                            std::size_t gap)
{
    ColumnWidths widths;
    for (std::size_t i = 0; i < names.size(); ++i) {
        widths.push_back(names[i].size());
        for (auto const& row : rows)
            if (!row.cells.empty())
                widths[i] = std::max(widths[i], row.cells[i].size());
        widths[i] += gap;
    }
    return widths;
}

std::size_t end_of_those_that_fit(ColumnWidths const& widths, std::size_t from, std::size_t columns)
{
    auto to = from;
    auto width = name_width;
    while (to < widths.size() && (to == from || width + widths[to] <= columns))
        width += widths[to++];
    return to;
}

std::string compact_line(std::string const& name, std::vector<std::string> const& cells,
                         ColumnWidths const& widths, std::size_t from, std::size_t to)
{
    if (cells.empty())
        return "";
    auto line = fmt::format("{:<{}}", name, name_width);
    for (auto i = from; i < to; ++i)
        line += fmt::format("{:>{}}", cells[i], widths[i]);
    return line;
}

// As many paths beside each other as there is room for, then the next ones below.
std::string compact_table(std::vector<Measured> const& paths, std::size_t columns, Paint const& paint)
{
    auto const rows = compact_rows(paths);
    std::vector<std::string> names;
    for (auto const& path : paths)
        names.push_back(compact_name(path, paths));
    auto widths = compact_widths(names, rows, 2);
    if (end_of_those_that_fit(widths, 0, columns) < paths.size())
        widths = compact_widths(names, rows, 1);
    std::string text = "instructions of each phase; below, what the total consists of\n";
    for (std::size_t from = 0; from < paths.size();) {
        auto const to = end_of_those_that_fit(widths, from, columns);
        text += paint("1", compact_line("phase", names, widths, from, to)) + "\n";
        for (auto const& row : rows) {
            auto const line = compact_line(row.name, row.cells, widths, from, to);
            text += (row.is_phase ? paint.row(row.name, line) : line) + "\n";
        }
        text += "\n";
        from = to;
    }
    return text;
}

} // namespace

std::string comparison_table(std::string const& request, std::vector<Measured> const& paths, unsigned columns,
                             Colour colour)
{
    Paint const paint(colour);
    auto text = heading(request, paths) + "\n\n";
    auto const grid = grid_with(rows_of(paths), Figures::exact);
    constexpr std::size_t border = 3;
    if (paths.size() > 1 && name_width + paths.size() * (grid.width() + border) <= columns)
        return text + wide_table(paths, grid, paint);
    if (paths.size() > 1)
        text += compact_table(paths, columns, paint);
    for (auto const& path : paths)
        text += narrow_block(path, paths, paint);
    return text;
}

} // namespace ringside::emu
