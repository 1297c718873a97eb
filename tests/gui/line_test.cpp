// The field that is typed into, and the panel that shows it.
#include "gui/frame.hpp"
#include "gui/line_field.hpp"
#include "gui/pictures.hpp"
#include "tests/gui/sample_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

void press(LineField& field, Key key, int times = 1)
{
    for (int i = 0; i < times; ++i)
        EXPECT_TRUE(field.press({key}));
}

TEST(LineField, IsEditedAtItsCursor)
{
    LineField field;
    field.insert("infoo 栈");

    press(field, Key::left, 2);
    press(field, Key::backspace);
    field.insert("s");

    EXPECT_EQ(field.text(), "infos 栈");
    EXPECT_EQ(field.before_cursor(), "infos");
    press(field, Key::end);
    press(field, Key::backspace);
    press(field, Key::home);
    press(field, Key::erase);
    EXPECT_EQ(field.text(), "nfos ");
}

TEST(LineField, KeepsWhatWasTypedBefore)
{
    LineField field;
    for (char const* const line : {"si", "info idt", "info idt"}) {
        field.insert(line);
        EXPECT_EQ(field.take(), line);
    }
    field.insert("draft");

    press(field, Key::up);
    EXPECT_EQ(field.text(), "info idt");
    press(field, Key::up, 5);
    EXPECT_EQ(field.text(), "si");
    press(field, Key::down, 2);

    EXPECT_EQ(field.text(), "draft");
}

TEST(LineField, CompletesWhatCandidatesHaveInCommon)
{
    LineField field;
    field.insert("rev");

    field.complete({"reverse-stepi", "reverse-nexti"});
    EXPECT_EQ(field.text(), "reverse-");
    field.complete({"reverse-stepi"});
    EXPECT_EQ(field.text(), "reverse-stepi ");
    field.complete({});
    EXPECT_EQ(field.text(), "reverse-stepi ");
}

TEST(LineField, LeavesOtherKeysToTheWindow)
{
    LineField field;

    EXPECT_FALSE(field.press({Key::f12}));
    EXPECT_FALSE(field.press({Key::page_down}));
    EXPECT_FALSE(field.press({letter('t'), true}));
    EXPECT_TRUE(field.press({letter('t')}));
    EXPECT_EQ(field.text(), "");
}

TEST(LinePanel, LiesOverTheOthersAndHidesThem)
{
    View view = tests::view_in_interrupt();
    view.line.open = true;
    view.line.prompt = ":";
    view.line.text = "info gdt";
    view.line.before_cursor = "info";
    view.line.title = "info idt";
    view.line.answer = {"one row", "another row"};
    Canvas canvas(142, 44);
    Actions actions;

    draw_frame(view, actions, canvas);

    EXPECT_THAT(canvas.row_text(43), HasSubstr(": info gdt"));
    EXPECT_EQ(canvas.cell(7, 43).style.fill, Tone::changed);
    EXPECT_EQ(canvas.row_text(40), " info idt");
    EXPECT_EQ(canvas.row_text(42), " another row");
    EXPECT_EQ(actions.at(5, 43, Gesture::click), nullptr);
    EXPECT_EQ(canvas.covers().size(), 2U);
}

TEST(LinePanel, ShowsTheEndOfALongLineAndOfALongAnswer)
{
    View view = tests::view_in_interrupt();
    view.line.open = true;
    view.line.prompt = ":";
    view.line.text = std::string(300, 'x') + "栈 end";
    view.line.before_cursor = view.line.text;
    view.line.answer.assign(100, std::string(400, 'y'));
    view.line.answer.push_back("last");
    Canvas canvas(142, 44);
    Actions actions;

    draw_frame(view, actions, canvas);

    EXPECT_THAT(canvas.cuts(), IsEmpty());
    EXPECT_THAT(canvas.row_text(43), HasSubstr("x栈 end"));
    EXPECT_EQ(canvas.row_text(42), " last");
}

TEST(Pictures, AreOrderedByPanelAndFile)
{
    EXPECT_EQ(parse_picture_order("").panel, "window");
    EXPECT_EQ(parse_picture_order("stage").panel, "stage");
    EXPECT_EQ(parse_picture_order("stage a b.png").file, "a b.png");
    EXPECT_EQ(parse_picture_order("stages.png").file, "stages.png");
}

TEST(Pictures, OfASeriesAreNumbered)
{
    EXPECT_EQ(numbered("slides/step.png", 7, 23), "slides/step-007.png");
    EXPECT_EQ(numbered("step", 7, 12345), "step-00007.png");
}

TEST(Pictures, HaveNamesThatNeedNoQuoting)
{
    EXPECT_EQ(unused_picture_name("/bin/he llo", "trap:1.15"), "he_llo-trap_1_15.png");
}

} // namespace
} // namespace ringside::gui
