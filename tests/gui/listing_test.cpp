// Which jumps get an arrow and which registers a row of their own: without a session.
#include "gui/widgets/jump_arrows.hpp"
#include "gui/widgets/register_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

std::vector<CodeRow> rows(std::size_t count)
{
    std::vector<CodeRow> rows(count);
    for (std::size_t i = 0; i < count; ++i)
        rows[i].address = 0x1000 + i;
    return rows;
}

void jump(std::vector<CodeRow>& rows, std::size_t from, uint64_t to)
{
    rows[from].jumps = true;
    rows[from].target = to;
}

TEST(JumpArrows, JoinAJumpWithItsTarget)
{
    auto code = rows(10);
    jump(code, 7, 0x1002);

    auto const arrows = jump_arrows(code, 2);

    ASSERT_EQ(arrows.size(), 1u);
    EXPECT_EQ(arrows[0].from, 7);
    EXPECT_EQ(arrows[0].to, 2);
    EXPECT_EQ(arrows[0].lane, 0);
}

TEST(JumpArrows, ThatCrossRunInDifferentLanes)
{
    auto code = rows(10);
    jump(code, 1, 0x1006);
    jump(code, 4, 0x1008);

    auto const arrows = jump_arrows(code, 2);

    ASSERT_EQ(arrows.size(), 2u);
    EXPECT_NE(arrows[0].lane, arrows[1].lane);
    EXPECT_EQ(jump_arrows(code, 1).size(), 1u);
}

TEST(JumpArrows, LeaveTheListingOnlyForTheCurrentJump)
{
    auto code = rows(10);
    jump(code, 3, 0x2000);
    EXPECT_TRUE(jump_arrows(code, 2).empty());

    code[3].current = true;

    auto const arrows = jump_arrows(code, 2);
    ASSERT_EQ(arrows.size(), 1u);
    EXPECT_EQ(arrows[0].to, 10);
}

RegistersView registers()
{
    RegistersView view;
    view.groups = {{"one", {}}, {"two", {}}};
    for (char const* name : {"rax", "rdi", "rsi", "rdx"})
        view.groups[0].rows.push_back({name, "1", "", "", false});
    for (char const* name : {"rbx", "rip", "rsp"})
        view.groups[1].rows.push_back({name, "1", "", "", false});
    view.groups[0].rows[0].role = "write";
    view.groups[1].rows[0].changed = true;
    return view;
}

TEST(RegisterLines, HaveHeadingsWhereThereIsRoom)
{
    EXPECT_EQ(register_lines(registers(), 9).size(), 9u);
    EXPECT_EQ(register_lines(registers(), 8).size(), 7u);
}

TEST(RegisterLines, ShareFirstWhereNothingIsToldBesidesTheValue)
{
    auto const view = registers();

    auto const lines = register_lines(view, 5);

    ASSERT_EQ(lines.size(), 5u);
    EXPECT_EQ(lines[0].first->name, "rax"); // has a role
    EXPECT_EQ(lines[0].second, nullptr);
    EXPECT_EQ(lines[1].second->name, "rsi");
    EXPECT_EQ(lines[3].first->name, "rbx"); // has changed
    EXPECT_EQ(lines[3].second, nullptr);
    EXPECT_EQ(lines[4].second->name, "rsp");
}

TEST(RegisterLines, ShowOnlyWhatChangedAndWhereItGoesOnWhenAskedTo)
{
    auto view = registers();
    view.changed_only = true;

    auto const lines = register_lines(view, 3);

    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0].first->name, "rbx");
    EXPECT_EQ(lines[1].first->name, "rip");
    EXPECT_EQ(lines[2].first->name, "rsp");
}

} // namespace
} // namespace ringside::gui
