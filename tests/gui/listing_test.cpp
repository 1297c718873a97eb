// Which jumps get an arrow and which registers a row of their own: without a session.
#include "gui/canvas.hpp"
#include "gui/view/call_words.hpp"
#include "gui/view/register_sources.hpp"
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
        view.groups[0].rows.push_back({name, "1", "", "", false, name});
    for (char const* name : {"rbx", "rip", "rsp"})
        view.groups[1].rows.push_back({name, "1", "", "", false, name});
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

TEST(CallWords, TakeACallAndItsResultApart)
{
    CallWords const whole = call_words("write(1, \"hi\\n\", 3)                    = 3");
    CallWords const failed = call_words("open(\"x\", O_RDONLY) = -1 ENOENT (No such file or directory)");
    CallWords const open = call_words("write(1, \"hi\\n\", 3");

    EXPECT_EQ(whole.call + "|" + whole.result, "write(1, \"hi\\n\", 3)| = 3");
    EXPECT_EQ(failed.result, " = -1 ENOENT (No such file or directory)");
    EXPECT_EQ(open.call + "|" + open.result, "write(1, \"hi\\n\", 3|");
}

TEST(CallWords, LeaveTheProgramsOwnStringsAsTheyAre)
{
    CallWords const open = call_words("write(1, \"f(x)     = 1\", 12");
    CallWords const whole = call_words("write(1, \"\\\"a)  = 1\\n\", 9)               = 9");

    EXPECT_EQ(open.call + "|" + open.result, "write(1, \"f(x)     = 1\", 12|");
    EXPECT_EQ(whole.call + "|" + whole.result, "write(1, \"\\\"a)  = 1\\n\", 9)| = 9");
}

TEST(RegisterWidgets, AreThoseThatTheTextsExplain)
{
    RegisterRow eax{"eax", "1", "", "", false, "rax"};
    RegisterRow base{"gs base", "1", "", "", false, "gs base"};
    RegisterRow xmm{"xmm3", "1", "", "", false, "xmm3"};

    EXPECT_EQ(register_widget(eax), "register.rax");
    EXPECT_EQ(register_widget(base), "register.gs_base");
    EXPECT_EQ(register_widget(xmm), "register.xmm");
}

TEST(X87Registers, AreToldInDecimalDenormalsToo)
{
    EXPECT_EQ(decimal_text({0xc000'0000'0000'0000, 0x3fff}), "1.5");
    EXPECT_EQ(decimal_text({0x8000'0000'0000'0000, 0xffff}), "-∞");
    EXPECT_EQ(decimal_text({0x8000'0000'0000'0000, 0x0001}), "3.3621e-4932");
    EXPECT_EQ(decimal_text({0x4000'0000'0000'0000, 0x0000}),
              "1.68105e-4932"); // half of the least normal number
}

TEST(LastLetters, KeepTheEndOfWhatIsTyped)
{
    EXPECT_EQ(last_letters("abcdef", 4), "…def");
    EXPECT_EQ(last_letters("abc", 4), "abc");
    EXPECT_EQ(last_letters("abc", 0), "");
}

} // namespace
} // namespace ringside::gui
