// Numbers of both sides beside each other, as many blocks as there are rows for.
#include "gui/panels/compare_seam.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// Three columns: names, left machine, right machine.
struct Columns
{
    bool brief;
    int left;  // end of the left numbers
    int right; // end of the right ones
    int names; // end of the names
};

constexpr int columns_for_full_names = 28;
constexpr int full_name = 17;
constexpr int brief_name = 10;

Columns columns_of(Block const& block)
{
    bool const brief = block.columns() < columns_for_full_names;
    int const names = brief ? brief_name : full_name;
    return {brief, names + (block.columns() - names) / 2, block.columns(), names};
}

Style style_of(uint64_t own, uint64_t other)
{
    return {own == 0 ? Tone::faint : Tone::text, Tone::background,
            own > other ? Weight::bold : Weight::plain};
}

void write_heading(Block& block, int row, std::string const& name)
{
    Style const style{Tone::text, Tone::panel_title, Weight::bold};
    block.fill_row(row, style);
    block.write_within(0, row, name, style, block.columns());
}

// Above the numbers: whose they are. Each has half of the row, for the names are long.
void write_paths(Block& block, int row, View const& view)
{
    int const half = (block.columns() - 1) / 2;
    Style const style{Tone::text, Tone::background, Weight::bold};
    block.write_within(0, row, view.compare.sides[0].path, style, half);
    std::string const right = shortened(view.compare.sides[1].path, half);
    block.write_right(block.columns(), row, right, style);
    block.write_within(half, row, "│", {Tone::line}, half + 1);
}

} // namespace

int CompareSeamPanel::draw_phases(View const& view, Actions& actions, int row)
{
    Block block(canvas_, area_);
    Columns const columns = columns_of(block);
    std::size_t const total = view.compare.phases.size() - 1;
    for (std::size_t i = 0; i <= total && row < block.rows(); ++i, ++row) {
        PhaseRow const& phase = view.compare.phases[i];
        bool const chosen = i == view.compare.chosen;
        Style const name{chosen ? Tone::text : Tone::faint, Tone::background,
                         chosen ? Weight::bold : Weight::plain};
        block.write_within(0, row, columns.brief ? phase.brief : phase.name, name, columns.names);
        for (std::size_t side = 0; side < phase.costs.size(); ++side) {
            PhaseCost const& cost = phase.costs[side];
            int const end = side == 0 ? columns.left : columns.right;
            Style style = style_of(cost.instructions, phase.costs[1 - side].instructions);
            int const width = columns.right - columns.left;
            if (phase.here[side]) {
                style.fill = Tone::cursor;
                style.text = Tone::text;
                canvas_.fill({area_.column + end - width + 1, area_.row + row, width - 1, 1}, style);
            }
            block.write_right(
                end, row, cost.begun ? count_text(cost.instructions, width - 1) : std::string("·"), style);
        }
        actions.offer({area_.column, area_.row + row, area_.columns, 1}, {Command::compare_phase, i},
                      "compare.phase." + std::to_string(i));
    }
    return row;
}

int CompareSeamPanel::draw_costs(View const& view, std::size_t chosen, int row)
{
    Block block(canvas_, area_);
    Columns const columns = columns_of(block);
    PhaseRow const& phase = view.compare.phases[chosen];
    write_heading(block, row++, phase.name);
    for (CostRow const& kind : view.compare.kinds) {
        if (row >= block.rows())
            break;
        block.write_within(0, row, columns.brief ? kind.brief : kind.name, {Tone::text}, columns.names);
        for (std::size_t side = 0; side < phase.costs.size(); ++side) {
            uint64_t const own = phase.costs[side].*kind.count;
            int const end = side == 0 ? columns.left : columns.right;
            std::string const text = phase.costs[side].begun
                                         ? count_text(own, columns.right - columns.left - 1)
                                         : std::string("·");
            block.write_right(end, row, text, style_of(own, phase.costs[1 - side].*kind.count));
        }
        ++row;
    }
    return row;
}

void CompareSeamPanel::draw(View const& view, Actions& actions)
{
    auto const& tr = view.tr;
    CompareView const& compare = view.compare;
    Block block(canvas_, area_);
    block.begin(tr("Cost"), compare.request);
    actions.offer({area_.column, area_.row, area_.columns, 1},
                  {Command::compare_enlarge, static_cast<uint64_t>(CompareZoom::cost), "cost"},
                  "compare.enlarge.cost");
    if (compare.phases.empty())
        return;
    write_paths(block, 1, view);
    write_heading(block, 2, tr("instructions"));
    int row = draw_phases(view, actions, 3);
    int const block_rows = static_cast<int>(compare.kinds.size()) + 1;
    std::size_t const total = compare.phases.size() - 1;
    if (row + 1 + block_rows <= block.rows())
        row = draw_costs(view, compare.chosen, row + 1);
    if (row + 1 + block_rows <= block.rows() && compare.chosen != total)
        draw_costs(view, total, row + 1);
}

} // namespace ringside::gui
