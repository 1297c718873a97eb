// Cells and letters. Next: panels_test.cpp.
#include "gui/canvas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Canvas, NotesTextThatDoesNotFit)
{
    Canvas canvas(8, 2);

    canvas.write(0, 0, "12345678", {}, 8);
    canvas.write(4, 1, "12345", {}, 8);

    ASSERT_THAT(canvas.cuts(), SizeIs(1));
    EXPECT_EQ(canvas.cuts()[0].row, 1);
    EXPECT_EQ(canvas.row_text(0), "12345678");
    EXPECT_EQ(canvas.row_text(1), "    1234");
}

TEST(Canvas, NotesRowsBeyondItsEdge)
{
    Canvas canvas(8, 2);

    canvas.write(0, 2, "below", {}, 8);

    EXPECT_THAT(canvas.cuts(), SizeIs(1));
}

TEST(Canvas, ShowsControlCharactersAsDots)
{
    Canvas canvas(12, 1);

    canvas.write(0, 0, "\x1b[31m%s\n\x7f", {}, 12);

    EXPECT_EQ(canvas.row_text(0), "·[31m%s··");
    EXPECT_THAT(canvas.cuts(), IsEmpty());
}

TEST(Canvas, GivesWideLettersTwoCells)
{
    Canvas canvas(8, 1);

    int const end = canvas.write(0, 0, "栈 a", {}, 8);

    EXPECT_EQ(end, 4);
    EXPECT_EQ(canvas.row_text(0), "栈 a");
}

TEST(Line, KnowsTheCellsThatItTouches)
{
    // From the middle of cell (2, 1) down to the middle of row 4, then left to the edge of column 0.
    Line const line{{{5, 3}, {5, 9}, {0, 9}}, Tone::line, 3, true};

    EXPECT_EQ(line.area(), (Area{0, 1, 3, 4}));
}

TEST(Line, IsDrawnAgainWhereItWasAndWhereItIs)
{
    Canvas before(20, 10);
    before.line({{{1, 1}, {1, 5}}, Tone::line, 1, true});
    Canvas now(20, 10);
    now.line({{{21, 1}, {21, 5}}, Tone::line, 1, true});

    EXPECT_THAT(changed_areas(before, now), ElementsAre(Area{0, 0, 1, 3}, Area{10, 0, 1, 3}));
    EXPECT_THAT(changed_areas(now, now), IsEmpty());
}

TEST(Canvas, HidesMarksBelowACover)
{
    Canvas canvas(10, 10);
    canvas.seam(5, 0, 10);

    canvas.cover({4, 4, 3, 3}, {});
    canvas.seam(5, 4, 3);

    EXPECT_THAT(canvas.seen({5, 0, 1, 10}, canvas.seams()[0].layer),
                ElementsAre(Area{5, 0, 1, 4}, Area{5, 7, 1, 3}));
    EXPECT_THAT(canvas.seen({5, 0, 1, 10}, canvas.seams()[1].layer), ElementsAre(Area{5, 0, 1, 10}));
}

TEST(Letters, SurviveBrokenUtf8)
{
    EXPECT_EQ(utf8_of(letters_of("a\xff\xc3")), "a\uFFFD\uFFFD");
    EXPECT_EQ(utf8_of(letters_of("→ 栈 ñ")), "→ 栈 ñ");
}

TEST(Letters, AreShortenedWithAnEllipsis)
{
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdefg", 6), "abcde…");
    EXPECT_EQ(width_of(shortened("栈栈栈栈", 5)), 5);
}

TEST(Letters, AreWrappedBetweenWords)
{
    EXPECT_THAT(wrapped("the CPU writes SS", 8), ElementsAre("the CPU", "writes", "SS"));
    EXPECT_THAT(wrapped("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
    EXPECT_THAT(wrapped("", 4), IsEmpty());
}

TEST(Letters, BreakBetweenWideOnesWithoutASpaceAndNeverBeforeAClosingMark)
{
    EXPECT_EQ(wrapped("内核栈上的第一个字。", 8), (std::vector<std::string>{"内核栈上", "的第一个", "字。"}));
    EXPECT_EQ(wrapped("新栈上，程序", 6), (std::vector<std::string>{"新栈", "上，程", "序"}));
    EXPECT_EQ(wrapped("返回时 IRET 再取回", 10), (std::vector<std::string>{"返回时", "IRET 再取", "回"}));
}

} // namespace
} // namespace ringside::gui
