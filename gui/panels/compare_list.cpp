// Every path that there is, with what it is in a few words and whether it can carry the chosen request.
#include "gui/panels/compare_list.hpp"

#include "gui/widgets/block.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int wanted_columns = 88;
constexpr int path_column = 3;
constexpr int words_column = 14;
constexpr int state_columns = 22;
constexpr int rows_above = 4; // title, requests, two that are empty
constexpr int rows_below = 3;

int draw_requests(Block& block, View const& view, Actions& actions)
{
    MachineList const& list = view.compare.list;
    int column = block.write(path_column, 2, std::string(view.tr("request")) + "  ", {Tone::faint});
    for (std::size_t i = 0; i < list.requests.size(); ++i) {
        bool const chosen = i == list.request;
        std::string const text = (chosen ? "▸" : " ") + list.requests[i] + " ";
        int const end = block.write(
            column, 2, text,
            {Tone::text, chosen ? Tone::cursor : Tone::panel_title, chosen ? Weight::bold : Weight::plain});
        actions.offer({block.area().column + column, block.area().row + 2, end - column, 1},
                      {Command::compare_request, i}, "compare.request." + list.requests[i]);
        column = end + 1;
    }
    return rows_above;
}

} // namespace

Area CompareListPanel::area_within(Area area, MachineList const& list)
{
    int const columns = std::min(wanted_columns, area.columns - 4);
    int const rows = std::min(static_cast<int>(list.rows.size()) + rows_above + rows_below, area.rows - 2);
    return {area.column + (area.columns - columns) / 2, area.row + (area.rows - rows) / 2, columns, rows};
}

void CompareListPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    MachineList const& list = view.compare.list;
    Block block(canvas_, area_);
    block.begin(tr("Machines"), tr("Esc closes"));
    actions.cover(area_);
    canvas_.frame(area_, Tone::text, 2);
    int line = draw_requests(block, view, actions);
    for (std::size_t i = 0; i < list.rows.size() && line < block.rows() - rows_below + 1; ++i, ++line) {
        MachineList::Row const& row = list.rows[i];
        bool const chosen = i == list.row;
        Tone const fill = chosen ? Tone::cursor : Tone::background;
        Tone const text = row.possible ? Tone::text : faint_on(fill);
        canvas_.fill({area_.column + 1, area_.row + line, area_.columns - 2, 1}, {text, fill});
        block.write(1, line, chosen ? "▶" : " ", {Tone::text, fill, Weight::bold});
        block.write_within(path_column, line, row.path, {text, fill, Weight::bold}, words_column);
        int const state = block.columns() - 2 - state_columns;
        block.write_within(words_column, line, row.words, {text, fill}, state - 1);
        block.write_within(state, line, row.state, {text, fill}, block.columns() - 2);
        if (row.possible)
            actions.offer({area_.column, area_.row + line, area_.columns, 1},
                          {Command::compare_machine, 0, row.path},
                          "compare.path." + (row.path.empty() ? "own" : row.path));
    }
    block.write_within(
        path_column, block.rows() - 2,
        tr("↑ ↓ path   ← → request   Enter: this machine takes the active side   Tab: other side"),
        {Tone::faint}, block.columns() - 1);
}

} // namespace ringside::gui
