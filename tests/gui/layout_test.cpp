// The grid.
#include "gui/compare/layout.hpp"
#include "gui/frame.hpp"
#include "gui/layout.hpp"

#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

bool overlap(Area one, Area other)
{
    return one.column < other.right() && other.column < one.right() && one.row < other.bottom() &&
           other.row < one.bottom();
}

class LayoutAt : public testing::TestWithParam<std::pair<int, int>>
{};

TEST_P(LayoutAt, KeepsAllPanelsOnTheCanvasAndApart)
{
    auto const [columns, rows] = GetParam();
    Layout const layout = layout_for(columns, rows);
    ASSERT_TRUE(layout.fits);
    Area const all[] = {layout.title,      layout.control,      layout.code,    layout.stage,
                        layout.user_stack, layout.kernel_stack, layout.slot,    layout.registers,
                        layout.tables,     layout.timeline,     layout.console, layout.strace,
                        layout.hint};

    for (Area const& one : all) {
        EXPECT_TRUE(one.columns > 0 && one.rows > 0);
        EXPECT_GE(one.column, 0);
        EXPECT_GE(one.row, 0);
        EXPECT_LE(one.right(), columns);
        EXPECT_LE(one.bottom(), rows);
        for (Area const& other : all)
            EXPECT_TRUE(&one == &other || !overlap(one, other));
    }
    EXPECT_GE(layout.user_stack.rows, 7);
    EXPECT_GE(layout.kernel_stack.columns, 21);
    EXPECT_GE(layout.code.columns, 22);
    EXPECT_GE(layout.registers.columns, 32);
}

INSTANTIATE_TEST_SUITE_P(AllSizes, LayoutAt,
                         testing::Values(std::pair(100, 30), std::pair(132, 34), std::pair(142, 44),
                                         std::pair(213, 60), std::pair(320, 100)));

TEST(Layout, HasTheColumnsOfTheDesign)
{
    Layout const layout = layout_for(134, 44);

    EXPECT_EQ(layout.code.columns, 30);
    EXPECT_EQ(layout.stage.columns, 58);
    EXPECT_EQ(layout.registers.columns, 44);
}

TEST(Layout, SaysWhenTheWindowIsTooSmall)
{
    EXPECT_FALSE(layout_for(99, 40).fits);
    EXPECT_FALSE(layout_for(140, 29).fits);
}

TEST(Layout, NamesEveryPanel)
{
    View view;
    Layout const layout = layout_for(142, 44);

    EXPECT_EQ(panel_area(view, 142, 44, "kernel-stack"), layout.kernel_stack);
    EXPECT_EQ(panel_area(view, 142, 44, "stage"), layout.stage);
    EXPECT_EQ(panel_area(view, 142, 44, "seam"), std::nullopt);
    EXPECT_EQ(panel_at(view, 142, 44, layout.tables.column, layout.tables.row), "tables");
    EXPECT_EQ(panel_names().front(), "window");
    view.mode = Mode::compare;
    EXPECT_EQ(panel_area(view, 142, 44, "seam"), compare_layout_for(142, 44).seam);
}

TEST(Splitters, FollowTheMouse)
{
    Splits const code = moved({}, Splitter::code, 40, 10, 142, 44);
    Splits const registers = moved({}, Splitter::registers, 90, 10, 142, 44);
    Splits const stage = moved({}, Splitter::stage, 60, 18, 142, 44);
    Splits const tables = moved({}, Splitter::tables, 120, 26, 142, 44);
    Splits const console = moved({}, Splitter::console, 50, 41, 142, 44);

    EXPECT_EQ(layout_for(142, 44, code).code.right(), 40);
    EXPECT_EQ(layout_for(142, 44, registers).stage.right(), 90);
    EXPECT_EQ(layout_for(142, 44, stage).user_stack.row, 18);
    EXPECT_EQ(layout_for(142, 44, tables).tables.row, 26);
    EXPECT_EQ(layout_for(142, 44, console).console.right(), 50);
}

TEST(Splitters, FollowTheMouseWhileTheConsoleHasTheKeyboardAndItsRows)
{
    Splits const stage = moved({}, Splitter::stage, 90, 17, 142, 60, Focus::console);
    Splits const tables = moved({}, Splitter::tables, 180, 22, 142, 60, Focus::console);

    EXPECT_EQ(layout_for(142, 60, stage, Focus::console).user_stack.row, 17);
    EXPECT_EQ(layout_for(142, 60, tables, Focus::console).tables.row, 22);
}

TEST(Splitters, LeaveEveryPanelItsLeastSize)
{
    Splits splits;
    for (Splitter const splitter :
         {Splitter::code, Splitter::registers, Splitter::stage, Splitter::tables, Splitter::console})
        splits = moved(splits, splitter, 500, 500, 142, 44);

    Layout const layout = layout_for(142, 44, splits);

    EXPECT_GE(layout.stage.columns, 44);
    EXPECT_GE(layout.registers.columns, 32);
    EXPECT_GE(layout.registers.rows, 17);
    EXPECT_GE(layout.user_stack.rows, 7);
    EXPECT_GE(layout.strace.columns, 29);
}

TEST(EssentialLayout, HoldsStageStacksCodeAndChangesApart)
{
    EssentialLayout const layout = essential_layout_for(essential_grid.columns, essential_grid.rows);
    Area const all[] = {layout.title,        layout.control, layout.code,    layout.stage, layout.user_stack,
                        layout.kernel_stack, layout.slot,    layout.changes, layout.hint};

    ASSERT_TRUE(layout.fits);
    for (Area const& one : all) {
        EXPECT_TRUE(one.columns > 0 && one.rows > 0 && one.column >= 0 && one.row >= 0 &&
                    one.right() <= essential_grid.columns && one.bottom() <= essential_grid.rows);
        for (Area const& other : all)
            EXPECT_TRUE(&one == &other || !overlap(one, other));
    }
    EXPECT_GE(layout.stage.columns, 56);
    EXPECT_GE(layout.kernel_stack.columns, 28);
}

} // namespace
} // namespace ringside::gui
