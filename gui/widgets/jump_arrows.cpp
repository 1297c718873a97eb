// Lanes are given like rooms: an arrow takes the nearest one that nobody uses between its two ends. Next:
// panels/code.cpp.
#include "gui/widgets/jump_arrows.hpp"

#include <algorithm>
#include <map>

namespace ringside::gui {

namespace {

std::vector<JumpArrow> wanted(std::span<CodeRow const> rows)
{
    std::map<uint64_t, int> row_of;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].kind == CodeRow::Kind::instruction)
            row_of.try_emplace(rows[i].address, static_cast<int>(i));
    std::vector<JumpArrow> arrows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CodeRow const& row = rows[i];
        if (!row.jumps || !row.target || row.kind != CodeRow::Kind::instruction)
            continue;
        JumpArrow arrow{static_cast<int>(i), 0, 0, row.current};
        if (auto const found = row_of.find(*row.target); found != row_of.end())
            arrow.to = found->second;
        else if (row.current)
            arrow.to = *row.target < row.address ? -1 : static_cast<int>(rows.size());
        else
            continue;
        arrows.push_back(arrow);
    }
    return arrows;
}

bool collide(JumpArrow const& one, JumpArrow const& other)
{
    return one.lane == other.lane && one.top() <= other.bottom() && other.top() <= one.bottom();
}

} // namespace

std::vector<JumpArrow> jump_arrows(std::span<CodeRow const> rows, int lanes)
{
    auto all = wanted(rows);
    std::stable_sort(all.begin(), all.end(), [](JumpArrow const& one, JumpArrow const& other) {
        if (one.current != other.current)
            return one.current;
        return one.bottom() - one.top() < other.bottom() - other.top();
    });
    std::vector<JumpArrow> placed;
    for (JumpArrow arrow : all) {
        auto const taken = [&] {
            return std::any_of(placed.begin(), placed.end(),
                               [&](JumpArrow const& other) { return collide(arrow, other); });
        };
        while (arrow.lane < lanes && taken())
            ++arrow.lane;
        if (arrow.lane < lanes)
            placed.push_back(arrow);
    }
    return placed;
}

} // namespace ringside::gui
