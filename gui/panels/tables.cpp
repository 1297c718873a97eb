// Groups are laid out into rows first; then the rows around what the current micro-step uses are drawn. A
// sign before each group says it too: ▶ is used now, ✓ was used, · will be used.
#include "gui/panels/tables.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/sheet.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int sign_column = 1;
constexpr int title_column = 3;
constexpr int indent = 4; // of a group's further rows
constexpr int gap = 2;    // between cells

struct Placed
{
    TableCell const* cell;
    int column;
};

struct LaidRow
{
    TableGroup const* group;
    bool first; // of its group
    std::vector<Placed> cells;
};

int cell_width(TableCell const& cell)
{
    return width_of(cell.label) + (cell.label.empty() ? 0 : 1) + width_of(shown_text(cell));
}

// Cells of a group one after another; a new row where one asks for it or does not fit.
void lay_out(TableGroup const& group, int columns, std::vector<LaidRow>& rows)
{
    rows.push_back({&group, true, {}});
    int column = title_column;
    for (TableCell const& cell : group.cells) {
        if (cell.text.empty())
            continue;
        bool const full = column + cell_width(cell) > columns - 1;
        bool const at_start = rows.back().cells.empty();
        if (!at_start && (cell.new_row || full)) {
            rows.push_back({&group, false, {}});
            column = indent;
        }
        rows.back().cells.push_back({&cell, column});
        column += cell_width(cell) + gap;
    }
}

// Where the drawing begins: at the pinned group, else one above the first row that is used now.
std::size_t first_row(std::vector<LaidRow> const& rows, std::string const& pinned, std::size_t visible)
{
    auto const used_now = [](LaidRow const& row) {
        return std::any_of(row.cells.begin(), row.cells.end(),
                           [](Placed const& placed) { return placed.cell->mark >= TableMark::current; });
    };
    auto const is_pinned = [&](LaidRow const& row) { return row.group->name == pinned; };
    auto found = pinned.empty() ? rows.end() : std::find_if(rows.begin(), rows.end(), is_pinned);
    if (found == rows.end()) {
        auto const last = std::find_if(rows.rbegin(), rows.rend(), used_now);
        auto const end = static_cast<std::size_t>(rows.rend() - last);
        if (end <= visible) // all that was used so far is in sight from the top
            return 0;
        found = std::find_if(rows.begin(), rows.end(), used_now);
    }
    auto const wanted = static_cast<std::size_t>(found - rows.begin());
    std::size_t const last_start = rows.size() > visible ? rows.size() - visible : 0;
    return std::min(wanted, last_start);
}

class Drawing
{
public:
    Drawing(Block& block, Actions& actions) : block_(block), actions_(actions) {}

    void row(int line, LaidRow const& row)
    {
        TableGroup const& group = *row.group;
        if (row.first && group.mark != TableMark::none)
            block_.write(sign_column, line, sign_of(group.mark),
                         {group.mark == TableMark::failed ? Tone::fault : Tone::hardware_word,
                          Tone::background, Weight::bold});
        for (Placed const& placed : row.cells)
            cell(line, placed, group);
    }

    // Around the rows of a group that the transition uses or has used.
    void frame(int first, int rows, TableMark mark)
    {
        if (mark < TableMark::done || rows <= 0)
            return;
        Area const area = block_.area();
        Tone const tone = mark == TableMark::failed ? Tone::fault : Tone::hardware_word;
        block_.canvas().frame({area.column, area.row + first, area.columns, rows}, tone,
                              mark >= TableMark::current ? 2 : 1);
    }

private:
    void cell(int line, Placed const& placed, TableGroup const& group)
    {
        TableCell const& cell = *placed.cell;
        int column = placed.column;
        if (!cell.label.empty())
            column = block_.write_within(column, line, cell.label, {Tone::faint}, block_.columns()) + 1;
        int const end =
            block_.write_within(column, line, shown_text(cell), style_of(cell, false), block_.columns());
        if (cell.name.empty() || end <= placed.column)
            return;
        Area const area{block_.area().column + placed.column, block_.area().row + line, end - placed.column,
                        1};
        actions_.offer(area, {Command::tables_pin, 0, group.name}, cell.name);
    }

    Block& block_;
    Actions& actions_;
};

} // namespace

void TablesPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    TablesView const& tables = view.tables;
    Block block(canvas_, area_);
    std::string const note =
        tables.choice.pinned.empty() ? tables.following : std::string(tr("pinned: click it again to let go"));
    block.begin(tr("Tables"), note);
    std::vector<LaidRow> rows;
    for (TableGroup const& group : tables.groups)
        lay_out(group, block.columns(), rows);
    auto const visible = static_cast<std::size_t>(std::max(block.rows() - 1, 0));
    std::size_t const first = first_row(rows, tables.choice.pinned, visible);
    std::size_t const end = std::min(rows.size(), first + visible);
    Drawing drawing(block, actions);
    for (std::size_t i = first; i < end;) {
        TableGroup const& group = *rows[i].group;
        int const top = 1 + static_cast<int>(i - first);
        int line = top;
        for (; i < end && rows[i].group == &group; ++i)
            drawing.row(line++, rows[i]);
        drawing.frame(top, line - top, group.mark);
    }
}

} // namespace ringside::gui
