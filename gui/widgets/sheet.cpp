// Rows and columns. What is used now has the hardware's colour and a sign; what changed a fill; what was
// changed by hand a sign behind it. Next: sheet.hpp.
#include "gui/widgets/sheet.hpp"

#include "gui/widgets/block.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int sign_column = 0;
constexpr int first_column = 2;
constexpr int flow_gap = 2;
constexpr char const* by_hand_sign = "≠";
constexpr char const* caret = "▏";

class Sheet
{
public:
    Sheet(Canvas& canvas, Tile const& tile, View const& view, Actions& actions)
        : block_(canvas, tile.area), tile_(tile), sheet_(*tile.sheet), choice_(view.tables.choice),
          actions_(actions)
    {}

    void draw()
    {
        int const first = first_visible_row(tile_, choice_);
        auto const rows = static_cast<int>(sheet_.rows.size());
        int const end = std::min(rows, first + tile_.visible_rows());
        title(first, end, rows);
        if (!sheet_.absent.empty()) {
            int line = 1;
            for (std::string const& text : wrapped(sheet_.absent, block_.columns() - 2))
                if (line < block_.rows())
                    block_.write(1, line++, text, {Tone::faint});
            return;
        }
        heading();
        for (int i = first; i < end; ++i)
            row(2 + i - first, sheet_.rows[static_cast<std::size_t>(i)]);
        actions_.offer_wheel(tile_.area, {Command::tables_scroll, 0, section_name(sheet_.section)},
                             "tables.wheel." + section_name(sheet_.section));
    }

private:
    void title(int first, int end, int rows)
    {
        std::string note = sheet_.note;
        if (end - first < rows)
            note += (note.empty() ? "" : " · ") + std::to_string(first + 1) + "–" + std::to_string(end) +
                    " / " + std::to_string(rows);
        bool const chosen = choice_.section == sheet_.section;
        block_.begin((chosen ? "▸ " : "  ") + sheet_.title, note);
        actions_.offer({tile_.area.column, tile_.area.row, tile_.area.columns, 1},
                       {Command::tables_section, static_cast<uint64_t>(sheet_.section)},
                       "tables.section." + section_name(sheet_.section) + ".title");
    }

    void heading()
    {
        for (std::size_t i = 0; i < sheet_.columns.size(); ++i)
            in_column(1, i, sheet_.columns[i].title, {Tone::faint});
    }

    // Where column `index` begins, and how wide it is here.
    std::pair<int, int> column(std::size_t index) const
    {
        int at = first_column;
        for (std::size_t i = 0; i < index; ++i)
            at += sheet_.columns[i].width + 1;
        int const left = block_.columns() - 1 - at;
        int const width = sheet_.columns[index].width;
        return {at, width == 0 ? left : std::min(width, left)};
    }

    // Returns what was covered, within the block.
    std::pair<int, int> in_column(int line, std::size_t index, std::string const& text, Style style)
    {
        auto const [at, width] = column(index);
        if (width <= 0)
            return {at, at};
        std::string const shown = shortened(text, width);
        int const begin = sheet_.columns[index].right ? at + width - width_of(shown) : at;
        return {begin, block_.write_within(begin, line, shown, style, at + width)};
    }

    void row(int line, TableRow const& row)
    {
        if (row.mark != TableMark::none)
            block_.write(sign_column, line, sign_of(row.mark),
                         {row.mark == TableMark::failed ? Tone::fault : Tone::hardware_word, Tone::background,
                          Weight::bold});
        if (row.flows)
            flowing(line, row);
        else
            for (std::size_t i = 0; i < row.cells.size() && i < sheet_.columns.size(); ++i)
                cell(line, i, row.cells[i]);
        if (row.mark >= TableMark::current)
            block_.canvas().frame({tile_.area.column, tile_.area.row + line, tile_.area.columns, 1},
                                  row.mark == TableMark::failed ? Tone::fault : Tone::hardware_word, 2);
    }

    bool selected(TableCell const& cell) const { return !cell.name.empty() && cell.name == choice_.selected; }
    bool edited(TableCell const& cell) const { return choice_.editing && selected(cell); }
    std::string shown(TableCell const& cell) const
    {
        if (edited(cell))
            return choice_.text + caret;
        return shown_text(cell);
    }

    void cell(int line, std::size_t index, TableCell const& cell)
    {
        if (edited(cell)) { // what is typed may be longer than the column
            auto const [at, width] = column(index);
            std::string const text = last_letters(shown(cell), block_.columns() - 1 - first_column);
            int const begin = std::min(at, block_.columns() - 1 - std::max(width, width_of(text)));
            return offer(line, begin,
                         block_.write_within(begin, line, text, style_of(cell, true), block_.columns()),
                         cell);
        }
        auto const [begin, end] = in_column(line, index, shown(cell), style_of(cell, selected(cell)));
        offer(line, begin, end, cell);
    }

    void flowing(int line, TableRow const& row)
    {
        int at = first_column;
        for (TableCell const& cell : row.cells) {
            if (cell.text.empty() && !edited(cell))
                continue;
            int const begin = at;
            if (!cell.label.empty())
                at = block_.write_within(at, line, cell.label, {Tone::faint}, block_.columns() - 1) + 1;
            int const end = block_.columns() - 1;
            std::string const text = edited(cell) ? last_letters(shown(cell), end - at) : shown(cell);
            at = block_.write_within(at, line, text, style_of(cell, selected(cell)), end);
            offer(line, begin, at, cell);
            at += flow_gap;
        }
    }

    void offer(int line, int begin, int end, TableCell const& cell)
    {
        if (cell.name.empty() || end <= begin)
            return;
        actions_.offer({tile_.area.column + begin, tile_.area.row + line, end - begin, 1},
                       {Command::tables_edit, 0, cell.name}, cell.name);
    }

    Block block_;
    Tile const& tile_;
    TableSheet const& sheet_;
    TablesChoice const& choice_;
    Actions& actions_;
};

} // namespace

std::string shown_text(TableCell const& cell)
{
    return cell.by_hand ? cell.text + by_hand_sign : cell.text;
}

char const* sign_of(TableMark mark)
{
    switch (mark) {
    case TableMark::failed:
        return "!";
    case TableMark::current:
        return "▶";
    case TableMark::done:
        return "✓";
    case TableMark::coming:
        return "·";
    case TableMark::none:
        break;
    }
    return " ";
}

Style style_of(TableCell const& cell, bool selected)
{
    Style style{cell.faint ? Tone::faint : Tone::text, Tone::background,
                cell.strong ? Weight::bold : Weight::plain};
    if (cell.mark == TableMark::done || cell.mark == TableMark::coming)
        style.text = Tone::hardware_word;
    if (cell.mark == TableMark::current)
        style = {Tone::hardware_text, Tone::hardware, Weight::bold};
    if (cell.mark == TableMark::failed)
        style = {Tone::fault, Tone::cursor, Weight::bold};
    if (cell.changed || cell.by_hand)
        style = {Tone::changed_text, Tone::changed, Weight::bold};
    if (cell.input)
        style = {Tone::text, Tone::cursor, Weight::bold};
    if (selected)
        style = {Tone::user_text, Tone::user, Weight::bold};
    return style;
}

void draw_sheet(Canvas& canvas, Tile const& tile, View const& view, Actions& actions)
{
    Sheet(canvas, tile, view, actions).draw();
}

} // namespace ringside::gui
