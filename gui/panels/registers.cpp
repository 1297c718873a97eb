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

} // namespace

void RegistersPanel::draw(View const& view, Actions&)
{
    auto const& tr = view.tr;
    Block block(canvas_, area_);
    block.begin(tr("Registers"), tr("now · at the last stop · role"));
    int rows = 1;
    for (RegisterGroup const& group : view.registers.groups)
        rows += static_cast<int>(group.rows.size());
    // Flags take up to two rows; headings are left out where rows are short.
    bool const headings = rows + static_cast<int>(view.registers.groups.size()) + 3 <= block.rows();
    int line = 1;
    for (RegisterGroup const& group : view.registers.groups) {
        if (headings && line < block.rows())
            block.write_within(name_column, line++, group.title,
                               {Tone::faint, Tone::background, Weight::bold}, block.columns());
        for (RegisterRow const& row : group.rows)
            if (line < block.rows())
                draw_row(block, line++, row);
    }
    draw_flags(block, line, view.registers);
}

} // namespace ringside::gui
