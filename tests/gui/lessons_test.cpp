// The longer texts: both languages say something about the same things.
#include "gui/canvas.hpp"
#include "gui/lessons/lessons.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

bool has_wide_letters(std::string const& text)
{
    return width_of(text) != static_cast<int>(letters_of(text).size());
}

TEST(Lessons, AreTheSameEntriesInBothLanguages)
{
    Lessons const english("en");
    Lessons const chinese("zh_CN");

    ASSERT_EQ(english.entries().size(), chinese.entries().size());
    for (std::size_t i = 0; i < english.entries().size(); ++i)
        EXPECT_EQ(english.entries()[i].widgets, chinese.entries()[i].widgets);
    ASSERT_EQ(english.tour().size(), chinese.tour().size());
    for (std::size_t i = 0; i < english.tour().size(); ++i)
        EXPECT_EQ(english.tour()[i].widgets, chinese.tour()[i].widgets);
}

TEST(Lessons, HaveATitleAndATextEach)
{
    for (char const* const language : {"en", "zh_CN"}) {
        Lessons const lessons(language);
        for (auto const* const list : {&lessons.entries(), &lessons.tour()}) {
            for (Lesson const& lesson : *list) {
                EXPECT_THAT(lesson.title, Not(IsEmpty())) << lesson.widgets.front();
                EXPECT_THAT(lesson.paragraphs, Not(IsEmpty())) << lesson.widgets.front();
            }
        }
    }
}

TEST(Lessons, AreChineseInChinese)
{
    Lessons const chinese("zh_CN");
    Lessons const english("en");

    for (Lesson const& lesson : chinese.entries())
        for (std::string const& paragraph : lesson.paragraphs)
            EXPECT_TRUE(has_wide_letters(paragraph)) << lesson.widgets.front();
    for (Lesson const& lesson : english.entries())
        for (std::string const& paragraph : lesson.paragraphs)
            EXPECT_FALSE(has_wide_letters(paragraph)) << lesson.widgets.front();
}

TEST(Lessons, AreFoundByTheLongestNameThatFits)
{
    Lessons const lessons("en");

    EXPECT_EQ(lessons.about("tables.idt.80.dpl")->title, "The gate's DPL");
    EXPECT_EQ(lessons.about("tables.idt.80")->title, "A gate of the interrupt descriptor table");
    EXPECT_EQ(lessons.about("tables.msr.c0000100")->title, "A model-specific register");
    EXPECT_EQ(lessons.about("register.rsp")->title, "RSP, the stack pointer");
    EXPECT_EQ(lessons.about("code.row.401017")->title, "Code");
    EXPECT_EQ(lessons.about("registers")->title, "Registers");
    EXPECT_EQ(lessons.about("nothing like that"), nullptr);
}

TEST(Lessons, CiteTheSameManualsInChinese)
{
    Lessons const chinese("zh_CN");
    Lessons const english("en");

    EXPECT_EQ(chinese.about("tables.idt.80.dpl")->manuals, english.about("tables.idt.80.dpl")->manuals);
    EXPECT_THAT(chinese.about("tables.idt.80.dpl")->manuals.front(), HasSubstr("SDM Vol. 3A"));
}

} // namespace
} // namespace ringside::gui
