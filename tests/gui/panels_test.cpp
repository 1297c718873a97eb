// What panels write, read from the canvas. Nothing may be cut off at any size.
#include "gui/frame.hpp"
#include "tests/gui/sample_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

Canvas drawn(View const& view, int columns, int rows)
{
    Canvas canvas(columns, rows);
    Actions actions;
    draw_frame(view, actions, canvas);
    return canvas;
}

std::string cuts_of(Canvas const& canvas)
{
    std::string all;
    for (Cut const& cut : canvas.cuts())
        all += std::to_string(cut.row) + ":" + std::to_string(cut.column) + " \"" + cut.text + "\"\n";
    return all;
}

class FrameAt : public testing::TestWithParam<std::pair<int, int>>
{};

TEST_P(FrameAt, CutsNothingOff)
{
    auto const [columns, rows] = GetParam();

    EXPECT_EQ(cuts_of(drawn(tests::view_in_interrupt(), columns, rows)), "");
    EXPECT_EQ(cuts_of(drawn(tests::view_in_syscall(), columns, rows)), "");
    EXPECT_EQ(cuts_of(drawn(tests::view_between_instructions(), columns, rows)), "");
}

INSTANTIATE_TEST_SUITE_P(AllSizes, FrameAt,
                         testing::Values(std::pair(100, 30), std::pair(132, 34), std::pair(142, 44),
                                         std::pair(213, 60), std::pair(320, 100), std::pair(20, 3)));

TEST(TrapStage, ListsTheMicroStepsRoundTheCurrentOne)
{
    Canvas const canvas = drawn(tests::view_in_interrupt(), 142, 44);
    std::string const text = canvas.text(layout_for(142, 44).stage);

    EXPECT_THAT(text, HasSubstr("15 / 23"));
    EXPECT_THAT(text, HasSubstr("✓10 read_rsp0"));
    EXPECT_THAT(text, HasSubstr("▶15 push_ss"));
    EXPECT_THAT(text, HasSubstr(" 17 push_rflags"));
    EXPECT_THAT(text, HasSubstr("SDM Vol. 2A"));
}

TEST(TrapStage, ListsAllMicroStepsWhereThereIsRoom)
{
    Canvas const canvas = drawn(tests::view_in_interrupt(), 213, 60);
    std::string const text = canvas.text(layout_for(213, 60).stage);

    EXPECT_THAT(text, HasSubstr("✓ 1 check_idt_limit"));
    EXPECT_THAT(text, HasSubstr(" 23 mask_rflags"));
    EXPECT_THAT(text, HasSubstr("offset ffffffff80101234"));
}

TEST(TrapStage, ShowsThePictureBesideTheSteps)
{
    Canvas const canvas = drawn(tests::view_in_interrupt(), 142, 44);
    Layout const layout = layout_for(142, 44);
    std::string const text = canvas.text(layout.stage);

    EXPECT_THAT(text, HasSubstr("IDT[0x80]"));
    EXPECT_THAT(text, ContainsRegex("sel 10 +DPL 3✓"));
    EXPECT_THAT(text, ContainsRegex("SS +2b"));
    EXPECT_THAT(text, Not(HasSubstr("CS 33"))); // it is to come
}

TEST(TrapStage, DrawsAnArrowIntoTheSlotThatIsWritten)
{
    Canvas const canvas = drawn(tests::view_in_interrupt(), 142, 44);
    Layout const layout = layout_for(142, 44);

    Line const& into_slot = canvas.lines().back();
    int const slot_row = layout.kernel_stack.row + 1;

    EXPECT_TRUE(into_slot.head);
    EXPECT_EQ(into_slot.corners.front(), (HalfCell{2 * layout.stage.right() + 1, 2 * layout.stage.bottom()}));
    EXPECT_EQ(into_slot.corners.back(), (HalfCell{2 * layout.kernel_stack.right() - 2, 2 * slot_row + 1}));
}

TEST(TrapStage, TellsWhatTheNextInstructionWillDo)
{
    Canvas const canvas = drawn(tests::view_between_instructions(), 142, 44);
    std::string const text = canvas.text(layout_for(142, 44).stage);

    EXPECT_THAT(text, ContainsRegex("writes +\\[ffffc90000003ff8\\] +8 B +.*→ 2b"));
    EXPECT_THAT(text, ContainsRegex("flags +ZF +0 → 1"));
}

TEST(Changes, CanBeExplainedInProjectorMode)
{
    View view = tests::view_in_interrupt();
    view.detail = Detail::essential;
    Canvas canvas(essential_grid.columns, essential_grid.rows);
    Actions actions;
    draw_frame(view, actions, canvas);

    EXPECT_NE(actions.find("register.rax"), nullptr);
}

TEST(TrapStage, OffersToGoBackFromAFailedCheckAndToRepairIt)
{
    View view = tests::view_in_interrupt();
    view.stage.fault = "gate DPL 0 < CPL 3 → #GP, error code 0x402";
    view.stage.can_go_back = true;
    view.stage.remedies = {{"what if gate 0x80: DPL 0 → 3"}};
    Canvas canvas(142, 44);
    Actions actions;

    draw_frame(view, actions, canvas);

    ASSERT_NE(actions.find("stage.back"), nullptr);
    ASSERT_NE(actions.find("stage.remedy.0"), nullptr);
    EXPECT_EQ(actions.find("stage.back")->request, Request(Command::back_micro_step));
    EXPECT_EQ(actions.find("stage.remedy.0")->request, Request(Command::what_if, 0));
    EXPECT_THAT(canvas.text(layout_for(142, 44).stage), HasSubstr("what if gate 0x80: DPL 0 → 3"));
}

TEST(TrapStage, FramesAFaultAndSaysIt)
{
    View view = tests::view_in_interrupt();
    view.stage.steps[3].failed = true;
    view.stage.steps[3].state = StageStep::State::current;
    view.stage.fault = "gate DPL 0 < CPL 3 → #GP, error code 0x402";

    Canvas const canvas = drawn(view, 142, 44);
    Layout const layout = layout_for(142, 44);

    EXPECT_THAT(canvas.text(layout.stage), HasSubstr("! gate DPL 0 < CPL 3"));
    EXPECT_THAT(canvas.text(layout.stage), HasSubstr("! 4 check_gate_dpl"));
    auto const& frames = canvas.frames();
    Area const round_it{layout.stage.column - 1, layout.stage.row, layout.stage.columns + 2,
                        layout.stage.rows};
    EXPECT_NE(std::find(frames.begin(), frames.end(), Frame{round_it, Tone::fault, 3}), frames.end());
}

TEST(Stacks, ShowMarkerOffsetMeaningAndWriter)
{
    Canvas const canvas = drawn(tests::view_in_interrupt(), 142, 44);
    Layout const layout = layout_for(142, 44);
    std::string const kernel = canvas.text(layout.kernel_stack);

    EXPECT_THAT(kernel, ContainsRegex("▶\\*-0x8 +SS +2b CPU"));
    EXPECT_THAT(kernel, HasSubstr("(RFLAGS)"));
    EXPECT_THAT(canvas.text(layout.slot), HasSubstr("ffffc90000003ff8 = 2b · CPU"));
    EXPECT_THAT(canvas.text(layout.user_stack), HasSubstr("▷"));
}

TEST(Stacks, KeepDeadRowsGreyEvenWhereTheyChanged)
{
    View view = tests::view_between_instructions();
    view.kernel_stack.rows[2].written = true;
    view.kernel_stack.rows[2].dead = true;

    Canvas const canvas = drawn(view, 142, 44);
    Area const stack = layout_for(142, 44).kernel_stack;

    EXPECT_EQ(canvas.cell(stack.column + 1, stack.row + 3).letter, U'*');
    EXPECT_EQ(canvas.cell(stack.column + 2, stack.row + 3).style.text, Tone::faint);
    EXPECT_EQ(canvas.cell(stack.column + 2, stack.row + 3).style.fill, Tone::background);
}

TEST(Stacks, TellThatRingZeroRunsOnTheUsersStack)
{
    Canvas const canvas = drawn(tests::view_in_syscall(), 142, 44);

    EXPECT_THAT(canvas.text(layout_for(142, 44).slot), HasSubstr("ring 0 is running on the user's stack"));
}

TEST(Lamp, SaysWhoActsInWordsAndHatching)
{
    Canvas const hardware = drawn(tests::view_in_interrupt(), 142, 44);
    Canvas const user = drawn(tests::view_between_instructions(), 142, 44);
    Canvas const kernel = drawn(tests::view_in_syscall(), 142, 44);

    EXPECT_EQ(hardware.large_texts().front().text, " HARDWARE ");
    EXPECT_TRUE(hardware.large_texts().front().style.hatched);
    EXPECT_EQ(user.large_texts().front().text, " RING 3 ");
    EXPECT_EQ(kernel.large_texts().front().text, " RING 0 ");
}

TEST(Registers, MarkWhatChangedWithAStarAndTheOldValue)
{
    Canvas const canvas = drawn(tests::view_between_instructions(), 213, 60);
    std::string const text = canvas.text(layout_for(213, 60).registers);

    EXPECT_THAT(text, ContainsRegex("\\*rip +401017 +401015"));
    EXPECT_THAT(text, ContainsRegex("\n rbx +0\n"));
    EXPECT_THAT(text, HasSubstr("*ZF1"));
}

TEST(Registers, AreAllVisibleWhereRowsAreShort)
{
    Canvas const canvas = drawn(tests::view_between_instructions(), 132, 34);
    std::string const text = canvas.text(layout_for(132, 34).registers);

    for (char const* name :
         {"rax", "r9", "rbx", "r15", "rip", "r11", "cs", "fs base", "kernel gs", "ZF1", "ID1"})
        EXPECT_THAT(text, HasSubstr(name));
}

TEST(Console, ShowsItsLinesInTheirColours)
{
    Canvas const canvas = drawn(tests::view_between_instructions(), 142, 44);
    Area const console = layout_for(142, 44).console;

    EXPECT_THAT(canvas.text(console), HasSubstr(" hello, world\n red %s %n\n"));
    EXPECT_EQ(canvas.cell(1, console.row + 1).style.text, Tone::terminal_red);
    EXPECT_EQ(canvas.cell(1, console.row + 2).style.text, Tone::terminal_blue); // reversed
    EXPECT_EQ(canvas.cell(1, console.row + 2).style.fill, Tone::terminal_white_fill);
}

TEST(Frame, SaysThatTheWindowIsTooSmall)
{
    Canvas const canvas = drawn(tests::view_between_instructions(), 99, 20);

    EXPECT_THAT(canvas.text(canvas.whole()), HasSubstr("too small"));
}

TEST(Buttons, AskForWhatTheySay)
{
    Canvas canvas(142, 44);
    Actions actions;
    draw_frame(tests::view_between_instructions(), actions, canvas);

    Widget const* const widget = actions.at(3, 2, Gesture::click);

    EXPECT_THAT(canvas.row_text(2), HasSubstr("F12 micro-step"));
    ASSERT_NE(widget, nullptr);
    EXPECT_EQ(widget->name, "control.micro_step");
    EXPECT_EQ(widget->request, Request(Command::micro_step));
}

} // namespace
} // namespace ringside::gui
