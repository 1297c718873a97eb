// Tiles. A sheet that is only a few rows long takes no more than those. Next: tables_tiles.hpp.
#include "gui/tables_tiles.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ringside::gui {

namespace {

constexpr int least_columns_for_three = 180; // GDT, TSS and IDT at once
constexpr int least_columns_for_two = 120;   // MSRs beside the control registers
constexpr int title_and_heading = 2;

TableSheet const* sheet_of(TablesView const& tables, Section section)
{
    for (TableSheet const& sheet : tables.sheets)
        if (sheet.section == section)
            return &sheet;
    return nullptr;
}

int rows_of(TableSheet const* sheet)
{
    return sheet == nullptr ? 0 : static_cast<int>(sheet->rows.size()) + title_and_heading;
}

class Layouter
{
public:
    Layouter(TablesView const& tables, std::vector<Tile>& tiles) : tables_(tables), tiles_(tiles) {}

    void whole(Area area, Section section) { tiles_.push_back({sheet_of(tables_, section), area}); }

    // The upper one gets what it needs, and at most so much that `least` rows are left.
    void stacked(Area area, Section upper, Section lower, int least)
    {
        int const wanted = rows_of(sheet_of(tables_, upper)) + 1;
        int const rows = std::clamp(wanted, title_and_heading + 1, std::max(area.rows - least, 3));
        whole({area.column, area.row, area.columns, rows}, upper);
        whole({area.column, area.row + rows, area.columns, area.rows - rows}, lower);
    }

    // The lower one gets what it needs, and at most half.
    void stacked_from_below(Area area, Section upper, Section lower)
    {
        int const rows = std::clamp(rows_of(sheet_of(tables_, lower)), title_and_heading + 1, area.rows / 2);
        whole({area.column, area.row, area.columns, area.rows - rows}, upper);
        whole({area.column, area.bottom() - rows, area.columns, rows}, lower);
    }

    // Returns the two areas beside each other, an empty column between them.
    static std::pair<Area, Area> halves(Area area, int percent)
    {
        int const left = (area.columns - 1) * percent / 100;
        return {{area.column, area.row, left, area.rows},
                {area.column + left + 1, area.row, area.columns - left - 1, area.rows}};
    }

private:
    TablesView const& tables_;
    std::vector<Tile>& tiles_;
};

void lay_descriptors(Layouter& layouter, Area area, Section section)
{
    constexpr int least_tss = 6;
    if (area.columns >= least_columns_for_three) {
        auto const [left, right] = Layouter::halves(area, 56);
        layouter.stacked(left, Section::gdt, Section::tss, least_tss);
        layouter.whole(right, Section::idt);
    } else if (section == Section::idt) {
        layouter.whole(area, Section::idt);
    } else {
        layouter.stacked(area, Section::gdt, Section::tss, least_tss);
    }
}

} // namespace

std::string section_name(Section section)
{
    static constexpr std::array<char const*, section_count> names = {
        "gdt", "tss", "idt", "msrs", "control", "page_tables", "address_space", "memory", "open_files"};
    auto const index = static_cast<std::size_t>(section);
    return index < names.size() ? names[index] : "";
}

TablesTiles tables_tiles(Area body, TablesView const& tables)
{
    TablesTiles result;
    result.names = {body.column, body.row, body.columns, 1};
    result.note = {body.column, body.bottom() - 1, body.columns, 1};
    Area const area{body.column, body.row + 1, body.columns, body.rows - 2};
    Layouter layouter(tables, result.tiles);
    switch (tables.choice.section) {
    case Section::gdt:
    case Section::tss:
    case Section::idt:
        lay_descriptors(layouter, area, tables.choice.section);
        break;
    case Section::msrs:
    case Section::control:
        if (area.columns >= least_columns_for_two) {
            auto const [left, right] = Layouter::halves(area, 58);
            layouter.whole(left, Section::msrs);
            layouter.whole(right, Section::control);
        } else {
            layouter.whole(area, tables.choice.section);
        }
        break;
    case Section::page_tables:
    case Section::address_space:
        layouter.stacked(area, Section::page_tables, Section::address_space, area.rows / 2);
        break;
    case Section::memory:
    case Section::open_files:
    case Section::count_:
        layouter.stacked_from_below(area, Section::memory, Section::open_files);
        break;
    }
    std::erase_if(result.tiles, [](Tile const& tile) { return tile.sheet == nullptr; });
    return result;
}

int first_visible_row(Tile const& tile, TablesChoice const& choice)
{
    auto const& rows = tile.sheet->rows;
    int const last_start = std::max(static_cast<int>(rows.size()) - tile.visible_rows(), 0);
    int const scrolled = choice.first[static_cast<std::size_t>(tile.sheet->section)];
    if (!choice.follows || choice.selected.empty())
        return std::clamp(scrolled, 0, last_start);
    auto const selected = std::find_if(rows.begin(), rows.end(), [&](TableRow const& row) {
        return std::any_of(row.cells.begin(), row.cells.end(),
                           [&](TableCell const& cell) { return cell.name == choice.selected; });
    });
    if (selected == rows.end())
        return std::clamp(scrolled, 0, last_start);
    auto const at = static_cast<int>(selected - rows.begin());
    int const needed = std::clamp(scrolled, at - tile.visible_rows() + 1, at);
    return std::clamp(needed, 0, last_start);
}

} // namespace ringside::gui
