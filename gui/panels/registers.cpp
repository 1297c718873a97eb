// Registers in the ABI's groups. What changed since the last stop has a fill, bold letters and a star, and
// what it held before beside it in grey.
#include "gui/panels/registers.hpp"

#include "gui/widgets/block.hpp"

namespace ringside::gui {

namespace {

constexpr int name_column = 1;
constexpr int value_end = 26; // a value has up to 16 digits, right-aligned

void draw_row(Block& block, int line, RegisterRow const& row)
{
    Style const style = row.changed ? Style{Tone::changed_text, Tone::changed, Weight::bold} : Style{};
    if (row.changed) {
        Area const area = block.area();
        block.canvas().fill({area.column, area.row + line, value_end + 1, 1}, style);
        block.write(0, line, "*", style);
    }
    block.write(name_column, line, row.name, style);
    block.write_right(value_end, line, row.value, style);
    int column = value_end + 2;
    if (row.changed)
        column = block.write_within(column, line, row.old, {Tone::faint}, block.columns()) + 1;
    int const room = block.columns() - 1 - column;
    if (!row.role.empty() && room >= 3)
        block.write_right(block.columns() - 1, line, shortened(row.role, room), {Tone::text});
}

// Half a row: name and value. Of what changed the star and the fill tell; there is no room for the old value.
void draw_half(Block& block, int line, int column, int columns, RegisterRow const& row)
{
    Style const style = row.changed ? Style{Tone::changed_text, Tone::changed, Weight::bold} : Style{};
    Area const area = block.area();
    block.canvas().fill({area.column + column, area.row + line, columns, 1}, style);
    if (row.changed)
        block.write(column, line, "*", style);
    block.write(column + 1, line, row.name, style);
    int const room = columns - 2 - width_of(row.name);
    std::string const value =
        width_of(row.value) <= room
            ? row.value
            : "…" + row.value.substr(row.value.size() - static_cast<std::size_t>(room - 1));
    block.write_right(column + columns, line, value, style);
}

// Two registers a row. Returns the next row.
int draw_pairs(Block& block, int line, std::vector<RegisterRow> const& rows)
{
    int const half = block.columns() / 2;
    for (std::size_t i = 0; i < rows.size() && line < block.rows(); i += 2, ++line) {
        draw_half(block, line, 0, half - 1, rows[i]);
        if (i + 1 < rows.size())
            draw_half(block, line, half, block.columns() - half, rows[i + 1]);
    }
    return line;
}

void draw_flags(Block& block, int line, RegistersView const& registers)
{
    int column = name_column;
    for (FlagView const& flag : registers.flags) {
        Style style{flag.set ? Tone::text : Tone::faint, Tone::background,
                    flag.set ? Weight::bold : Weight::plain};
        if (flag.changed)
            style = {Tone::changed_text, Tone::changed, Weight::bold};
        std::string const text = (flag.changed ? "*" : "") + flag.letters + flag.value;
        if (column + width_of(text) > block.columns() - 1) {
            column = name_column;
            ++line;
        }
        if (line >= block.rows())
            return;
        column = block.write(column, line, text, style) + 1;
    }
}

// How many groups, from the last one, are drawn with two registers a row so that all of them are seen.
std::size_t paired_groups(std::vector<RegisterGroup> const& groups, int room)
{
    constexpr int title_and_flags = 3;
    int rows = title_and_flags;
    for (RegisterGroup const& group : groups)
        rows += static_cast<int>(group.rows.size());
    std::size_t paired = 0;
    for (auto group = groups.rbegin(); group != groups.rend() && rows > room; ++group, ++paired)
        rows -= static_cast<int>(group->rows.size() / 2);
    return paired;
}

} // namespace

void RegistersPanel::draw(View const& view, Actions&)
{
    auto const& tr = view.tr;
    auto const& groups = view.registers.groups;
    Block block(canvas_, area_);
    block.begin(tr("Registers"), tr("now · at the last stop · role"));
    int rows = 1;
    for (RegisterGroup const& group : groups)
        rows += static_cast<int>(group.rows.size());
    // Flags take up to two rows; headings are left out where rows are short.
    bool const headings = rows + static_cast<int>(groups.size()) + 3 <= block.rows();
    std::size_t const whole = groups.size() - paired_groups(groups, block.rows());
    int line = 1;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (headings && line < block.rows())
            block.write_within(name_column, line++, groups[i].title,
                               {Tone::faint, Tone::background, Weight::bold}, block.columns());
        if (i >= whole) {
            line = draw_pairs(block, line, groups[i].rows);
            continue;
        }
        for (RegisterRow const& row : groups[i].rows)
            if (line < block.rows())
                draw_row(block, line++, row);
    }
    draw_flags(block, line, view.registers);
}

} // namespace ringside::gui
