// Changed registers one after another, each with its new and its old value. RIP comes last: it nearly always
// changes. What has no room is counted.
#include "gui/panels/changes.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/register_rows.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

std::vector<RegisterRow> changed_rows(RegistersView const& registers)
{
    std::vector<RegisterRow> rows;
    for (RegisterGroup const& group : registers.groups)
        for (RegisterRow const& row : group.rows)
            if (row.changed)
                rows.push_back(row);
    std::stable_partition(rows.begin(), rows.end(), [](RegisterRow const& row) { return row.id != "rip"; });
    return rows;
}

} // namespace

void ChangesPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    Block block(canvas_, area_);
    block.begin(tr("Registers that changed"), tr("now · at the last stop"));
    auto const rows = changed_rows(view.registers);
    if (rows.empty())
        block.write_within(1, 1, tr("No register has changed since the last stop."), {Tone::faint},
                           block.columns());
    Style const fill{Tone::changed_text, Tone::changed, Weight::bold};
    int column = 0;
    int line = 1;
    std::size_t shown = 0;
    for (RegisterRow const& row : rows) {
        std::string const text = "*" + row.name + " " + row.value;
        int const width = width_of(text) + 1 + width_of(row.old) + 2;
        if (column > 0 && column + width > block.columns()) {
            column = 0;
            ++line;
        }
        if (line >= block.rows())
            break;
        int const end = block.write_within(column, line, text, fill, block.columns());
        actions.name({area_.column + column, area_.row + line, end - column, 1}, register_widget(row));
        column = block.write_within(end + 1, line, row.old, {Tone::faint}, block.columns()) + 2;
        ++shown;
    }
    if (shown < rows.size())
        block.write_right(block.columns() - 1, 0, "+" + std::to_string(rows.size() - shown),
                          {Tone::text, Tone::panel_title, Weight::bold});
}

} // namespace ringside::gui
