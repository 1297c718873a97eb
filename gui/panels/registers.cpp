// Registers in the ABI's groups. What changed since the last stop has a fill, bold letters and a star, and
// what it held before beside it in grey. Where rows are short, registers that have nothing to tell share a
// row with their neighbour.
#include "gui/panels/registers.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"
#include "gui/widgets/register_rows.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int name_column = 1;
constexpr int value_end = 25; // name, and up to 16 digits, right-aligned

Style style_of(RegisterRow const& row)
{
    return row.changed ? Style{Tone::changed_text, Tone::changed, Weight::bold} : Style{};
}

class Drawing
{
public:
    Drawing(Block& block, Actions& actions) : block_(block), actions_(actions) {}

    void whole(int line, RegisterRow const& row)
    {
        Style const style = style_of(row);
        name_area(line, 0, block_.columns(), row);
        int const end = std::max(value_end, name_column + width_of(row.name) + 1 + width_of(row.value));
        if (row.changed) {
            fill(line, 0, std::min(end + 1, block_.columns()), style);
            block_.write(0, line, "*", style);
        }
        block_.write(name_column, line, row.name, style);
        int const room = block_.columns() - name_column - width_of(row.name) - 1;
        block_.write_right(std::min(end, block_.columns()), line, low_digits(row.value, room), style);
        int column = end + 2;
        if (row.changed && block_.columns() - column >= 3)
            column = block_.write_within(column, line, row.old, {Tone::faint}, block_.columns()) + 1;
        int const left = block_.columns() - 1 - column;
        if (!row.role.empty() && left >= 3)
            block_.write_right(block_.columns() - 1, line, shortened(row.role, left), {Tone::text});
    }

    // Half a row: name and value, and a role that fits. Of what changed the star and the fill tell.
    void half(int line, int column, int columns, RegisterRow const& row)
    {
        Style const style = style_of(row);
        fill(line, column, columns, style);
        name_area(line, column, columns, row);
        if (row.changed)
            block_.write(column, line, "*", style);
        block_.write(column + 1, line, row.name, style);
        int const room = columns - 2 - width_of(row.name);
        int const spare = room - width_of(row.value) - 1;
        std::string const role = !row.role.empty() && width_of(row.role) <= spare ? row.role : "";
        int const end = column + columns - (role.empty() ? 0 : width_of(role) + 1);
        block_.write_right(end, line, low_digits(row.value, room), style);
        if (!role.empty())
            block_.write_right(column + columns, line, role,
                               {row.changed ? style.text : Tone::faint, style.fill});
    }

    void flags(int line, RegistersView const& registers)
    {
        int column = name_column;
        for (FlagView const& flag : registers.flags) {
            Style style{flag.set ? Tone::text : Tone::faint, Tone::background,
                        flag.set ? Weight::bold : Weight::plain};
            if (flag.changed)
                style = {Tone::changed_text, Tone::changed, Weight::bold};
            std::string const text = (flag.changed ? "*" : "") + flag.letters + flag.value;
            if (column + width_of(text) > block_.columns() - 1) {
                column = name_column;
                ++line;
            }
            if (line >= block_.rows())
                return;
            int const end = block_.write(column, line, text, style);
            actions_.name({block_.area().column + column, block_.area().row + line, end - column, 1},
                          "flag." + flag.letters);
            column = end + 1;
        }
    }

private:
    void fill(int line, int column, int columns, Style style)
    {
        block_.canvas().fill({block_.area().column + column, block_.area().row + line, columns, 1}, style);
    }
    void name_area(int line, int column, int columns, RegisterRow const& row)
    {
        actions_.name({block_.area().column + column, block_.area().row + line, columns, 1},
                      register_widget(row));
    }

    Block& block_;
    Actions& actions_;
};

void draw_title(View const& view, Block& block, Area area, Actions& actions)
{
    auto const& tr = view.tr;
    bool const vector = view.registers.vector_page;
    block.begin(vector ? tr("x87 and XMM registers") : tr("Registers"));
    std::string const key = view.keys.key_of(Command::register_page);
    std::string const label = " " + key + ": " + (vector ? tr("general") : "x87 XMM") + " ";
    int const column = block.columns() - 1 - width_of(label);
    if (column < 12)
        return;
    block.write(column, 0, label, {Tone::text, Tone::cursor});
    actions.offer({area.column + column, area.row, width_of(label), 1}, Command::register_page,
                  "registers.page");
}

} // namespace

void RegistersPanel::draw(View const& view, Actions& actions)
{
    RegistersView const& registers = view.registers;
    Block block(canvas_, area_);
    actions.name(area_, "registers");
    draw_title(view, block, area_, actions);
    Drawing drawing(block, actions);
    constexpr int flag_rows = 2;
    int const below = registers.flags.empty() ? (registers.note.empty() ? 0 : 2) : flag_rows;
    int line = 1;
    for (RegisterLine const& entry : register_lines(registers, block.rows() - 1 - below)) {
        int const half = block.columns() / 2;
        if (entry.first == nullptr)
            block.write_within(name_column, line, entry.heading,
                               {Tone::faint, Tone::background, Weight::bold}, block.columns());
        else if (entry.second == nullptr && !entry.half)
            drawing.whole(line, *entry.first);
        else
            drawing.half(line, 0, half - 1, *entry.first);
        if (entry.second != nullptr)
            drawing.half(line, half, block.columns() - half - 1, *entry.second);
        ++line;
    }
    drawing.flags(line, registers);
    for (std::string const& text : wrapped(registers.note, block.columns() - 2))
        if (line < block.rows())
            block.write(1, line++, text, {Tone::faint});
}

} // namespace ringside::gui
