// A row a phase; a pair of columns a kind of cost, left machine and right machine.
#include "gui/panels/compare_costs.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <array>

namespace ringside::gui {

namespace {

constexpr int name_columns = 16;
constexpr std::array<std::size_t, 2> both = {0, 1};

Style style_of(PhaseCost const& own, PhaseCost const& other, CostRow const& kind)
{
    uint64_t const count = own.*kind.count;
    return {count == 0 ? Tone::faint : Tone::text, Tone::background,
            count > other.*kind.count ? Weight::bold : Weight::plain};
}

} // namespace

void CompareCostsPanel::draw(View const& view, Actions& actions)
{
    auto const& compare = view.compare;
    Block block(canvas_, area_);
    block.begin(view.tr("Cost"), compare.request);
    actions.cover(area_);
    actions.offer({area_.column, area_.row, area_.columns, 1},
                  {Command::compare_enlarge, static_cast<uint64_t>(CompareZoom::cost), "cost"},
                  "compare.enlarge.cost");
    int const kinds = static_cast<int>(compare.kinds.size());
    int const pair = (block.columns() - name_columns) / std::max(kinds, 1);
    int const half = pair / 2;
    int const height = std::max(1, (block.rows() - 3) / static_cast<int>(compare.phases.size() + 1));
    auto const end_of = [&](int kind, std::size_t side) {
        return name_columns + pair * kind + half * (side == 0 ? 1 : 2);
    };
    for (int kind = 0; kind < kinds; ++kind) {
        CostRow const& row = compare.kinds[static_cast<std::size_t>(kind)];
        bool const brief = width_of(row.name) > pair - 1;
        block.write_right(end_of(kind, 1), 1, brief ? row.brief : row.name,
                          {Tone::text, Tone::background, Weight::bold});
        for (std::size_t const side : both)
            block.write_right(end_of(kind, side), 2, shortened(compare.sides[side].path, half - 1),
                              {Tone::faint});
    }
    for (std::size_t i = 0; i < compare.phases.size(); ++i) {
        PhaseRow const& phase = compare.phases[i];
        int const line = 3 + static_cast<int>(i) * height;
        bool const here = phase.here[0] || phase.here[1];
        block.write_within(1, line, phase.name,
                           {Tone::text, Tone::background, here ? Weight::bold : Weight::plain}, name_columns);
        for (int kind = 0; kind < kinds; ++kind)
            for (std::size_t const side : both) {
                CostRow const& row = compare.kinds[static_cast<std::size_t>(kind)];
                PhaseCost const& cost = phase.costs[side];
                block.write_right(end_of(kind, side), line,
                                  cost.begun ? count_text(cost.*row.count, half - 1) : std::string("·"),
                                  style_of(cost, phase.costs[1 - side], row));
            }
    }
}

} // namespace ringside::gui
