// Breakpoints, the cursor and the command line in the compare view, and programs of one's own: each side is a
// machine of its own there.
#include "tests/gui/compare_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::gui {
namespace {

using emu::Phase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using namespace tests;
using namespace tests::keys;

constexpr bool yes = true;
constexpr bool no = false;
constexpr KeyPress phase{Key::f10};
constexpr KeyPress go_on{Key::f5};
constexpr KeyPress go_back{letter('c'), no, yes};
constexpr KeyPress to_cursor{Key::f10, yes};
constexpr KeyPress breakpoint{Key::f9};
constexpr KeyPress other_side{Key::tab};
constexpr KeyPress end{Key::end};

void execute(Driver& driver, std::string const& line)
{
    press(driver, {letter(':')});
    driver.type(line);
    press(driver, enter);
    driver.run_to_stop();
}

std::vector<uint64_t> const& breakpoints(Driver& driver, std::size_t side)
{
    return driver.comparison().side(side)->session()->breakpoints();
}

CodeRow const& current_row(View const& view)
{
    return *std::find_if(view.code.rows.begin(), view.code.rows.end(), [](CodeRow const& row) {
        return row.current && row.kind == CodeRow::Kind::instruction;
    });
}

TEST(CompareBreak, StopsBothMachinesAtABreakpointOfOne)
{
    auto const driver = comparing("int80", "syscall");
    execute(*driver, "break entry_INT80_compat");
    press(*driver, escape);

    press(*driver, go_on);

    EXPECT_EQ(left(*driver).phase, "hardware entry, 23 of 23");
    EXPECT_EQ(left_view(*driver).code.where, "entry_INT80_compat");
    EXPECT_EQ(right_view(*driver).code.where, "entry_SYSCALL_64");
    EXPECT_THAT(driver->view().compare.status, HasSubstr("Stopped at a breakpoint."));
    EXPECT_TRUE(current_row(left_view(*driver)).breakpoint);
    EXPECT_THAT(breakpoints(*driver, 1), IsEmpty());
    press(*driver, go_on);
    EXPECT_EQ(left(*driver).phase, "the request is done");
    press(*driver, go_back);
    EXPECT_EQ(left(*driver).phase, "hardware entry, 23 of 23");
    press(*driver, go_back);
    EXPECT_EQ(left(*driver).phase, "before the request");
}

TEST(CompareBreak, StopsOnTheWayThroughAPhase)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase, 2);
    press(*driver, instruction, 4);
    auto const there = stands(*driver);
    press(*driver, breakpoint);
    ASSERT_EQ(breakpoints(*driver, 0).size(), 1u);
    press(*driver, {Key::home});

    press(*driver, phase, 3);
    EXPECT_EQ(stands(*driver), there);
    EXPECT_TRUE(left(*driver).active);
    press(*driver, phase);
    EXPECT_NE(stands(*driver), there);
    EXPECT_THAT(left(*driver).phase, StartsWith("entry, "));
}

TEST(CompareBreak, ActivatesTheSideThatHasStopped)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase, 2);
    press(*driver, other_side);
    press(*driver, breakpoint);
    press(*driver, other_side);
    ASSERT_TRUE(left(*driver).active);
    press(*driver, {Key::home});

    press(*driver, go_on);

    EXPECT_TRUE(right(*driver).active);
    EXPECT_THAT(driver->view().compare.status, StartsWith("getpid_syscall"));
    EXPECT_TRUE(current_row(right_view(*driver)).breakpoint);
}

TEST(CompareBreak, EndIsNotStopped)
{
    auto const driver = comparing("int80", "syscall");
    execute(*driver, "break entry_INT80_compat");
    press(*driver, escape);

    press(*driver, end);

    EXPECT_EQ(left(*driver).phase, "the request is done");
}

TEST(CompareBreak, IsSetByAClickInTheGutter)
{
    auto const driver = comparing("int80", "syscall");
    auto const& code = right_view(*driver).code;
    auto const row = std::find_if(code.rows.begin(), code.rows.end(), [&](CodeRow const& one) {
        return one.kind == CodeRow::Kind::instruction &&
               one.address > current_row(right_view(*driver)).address;
    });
    ASSERT_NE(row, code.rows.end());
    auto const address = row->address;
    auto const hex = std::string_view("0123456789abcdef");
    std::string digits;
    for (auto rest = address; rest > 0; rest /= 16)
        digits.insert(digits.begin(), hex[rest % 16]);

    ASSERT_TRUE(driver->click("right.code.gutter." + digits));

    EXPECT_TRUE(right(*driver).active);
    EXPECT_THAT(breakpoints(*driver, 1), ElementsAre(address));
    ASSERT_TRUE(driver->click("right.code.gutter." + digits));
    EXPECT_THAT(breakpoints(*driver, 1), IsEmpty());
    press(*driver, go_on);
    EXPECT_EQ(right(*driver).phase, "the request is done");
}

TEST(CompareCursor, IsRunTo)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase, 2);
    press(*driver, {Key::down}, 3);
    auto const cursor = driver->comparison().side(0)->code_cursor();
    ASSERT_NE(cursor, driver->comparison().side(0)->session()->state().rip);

    press(*driver, to_cursor);

    EXPECT_EQ(driver->comparison().side(0)->session()->state().rip, cursor);
    EXPECT_EQ(current_row(left_view(*driver)).address, cursor);
    auto const there = stands(*driver);
    press(*driver, to_cursor);
    EXPECT_EQ(stands(*driver), there);
    EXPECT_EQ(driver->view().compare.status, "The request does not come to the cursor any more.");
}

TEST(CompareLine, AnswersForTheActiveSide)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase, 2);
    auto const there = stands(*driver);

    execute(*driver, "info position");
    EXPECT_EQ(driver->view().mode, Mode::compare);
    auto const first = driver->view().line.answer;
    execute(*driver, "print/a $rip");
    auto const of_int80 = driver->view().line.answer;
    press(*driver, escape);
    press(*driver, other_side);
    execute(*driver, "print/a $rip");

    EXPECT_FALSE(first.empty());
    EXPECT_THAT(of_int80, ElementsAre(HasSubstr("<entry_INT80_compat>")));
    EXPECT_THAT(driver->view().line.answer, ElementsAre(HasSubstr("<entry_SYSCALL_64>")));
    EXPECT_EQ(stands(*driver), there);
}

TEST(CompareLine, TakesTheOtherSideAlong)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase);

    execute(*driver, "micro 9");

    EXPECT_EQ(driver->view().mode, Mode::compare);
    EXPECT_EQ(steps(*driver), "9 check_tss_limit | 9 load_ss");
    execute(*driver, "reverse-micro 5");
    EXPECT_EQ(steps(*driver), "4 check_gate_dpl | 4 save_r11");
}

// Behind the request there is nothing to be compared.
TEST(CompareLine, LeadsOutOfTheComparisonWhereTheRequestEnds)
{
    auto const driver = comparing("int80", "syscall");

    execute(*driver, "run");

    EXPECT_EQ(driver->view().mode, Mode::single);
    EXPECT_EQ(driver->view().title.file, "getpid_int80");
    EXPECT_EQ(driver->session().position(), driver->session().start());
    EXPECT_EQ(driver->view().control.status,
              "This place is no part of the comparison: here its machine stands alone.");
}

TEST(CompareLine, LeadsOutOfTheComparisonWithAChangedRun)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, phase);

    execute(*driver, "set gate 0x80 dpl 0");

    EXPECT_EQ(driver->view().mode, Mode::single);
    EXPECT_TRUE(driver->session().changed_run());
}

TEST(CompareLine, GoesToAnAddressInTheCode)
{
    auto const driver = comparing("int80", "syscall");
    press(*driver, {letter('g'), yes});
    driver->type("entry_SYSCALL_64");
    press(*driver, enter);

    EXPECT_TRUE(left_view(*driver).code.away);
    EXPECT_EQ(left_view(*driver).code.where, "entry_SYSCALL_64");
    EXPECT_FALSE(right_view(*driver).code.away);
    press(*driver, micro_step);
    EXPECT_FALSE(left_view(*driver).code.away);
}

std::string path_of(std::string_view name)
{
    return sample("trap_paths/" + std::string(name)).string();
}

TEST(CompareWith, PutsTwoProgramsOfOnesOwnSideBySide)
{
    auto const driver = driver_on_file(path_of("write_int80"));

    driver->compare_with(path_of("hello_syscall"));
    driver->run_to_stop();

    EXPECT_EQ(left(*driver).program, "write_int80, intel");
    EXPECT_EQ(right(*driver).program, "hello_syscall, intel");
    EXPECT_EQ(right(*driver).path, "syscall");
    EXPECT_EQ(driver->view().compare.request, "write");
    press(*driver, phase);
    press(*driver, micro_step, 15);
    EXPECT_EQ(steps(*driver), "15 push_ss | 9 load_ss");
    press(*driver, go_on);
    EXPECT_EQ(left(*driver).phase, "the request is done");
    EXPECT_EQ(right(*driver).phase, "the request is done");
}

TEST(CompareWith, TakesTheMarkedRequestOfBoth)
{
    auto const driver = driver_on_file(path_of("time_vsyscall"));

    driver->compare_with(path_of("time_vdso"));
    driver->run_to_stop();

    EXPECT_EQ(right(*driver).path, "vdso");
    EXPECT_EQ(right(*driver).phase, "before the request");
}

TEST(CompareWith, IsAWordOfTheCommandLineAndFollowsTheMoment)
{
    auto const driver = comparing("int80", "syscall");
    go_to(*driver, Phase::hardware_entry, 5);

    execute(*driver, "with " + path_of("hello_int80_32"));

    EXPECT_EQ(left(*driver).path, "int80");
    EXPECT_EQ(right(*driver).program, "hello_int80_32, intel");
    EXPECT_EQ(right(*driver).phase, "hardware entry, 5 of 23");
    EXPECT_EQ(driver->view().compare.request, "getpid · write");
}

TEST(CompareWith, SaysWhyAProgramCannotStandThere)
{
    auto const driver = driver_on_file(path_of("hello_int80"));

    driver->compare_with("/nonexistent");
    driver->run_to_stop();

    EXPECT_EQ(left(*driver).program, "hello_int80, intel");
    EXPECT_EQ(right(*driver).view, nullptr);
    EXPECT_THAT(right(*driver).note, HasSubstr("/nonexistent"));
    EXPECT_TRUE(driver->view().compare.failed);
    execute(*driver, "with");
    EXPECT_TRUE(driver->view().line.refused);
}

} // namespace
} // namespace ringside::gui
