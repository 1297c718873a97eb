// The timeline in the window: what the strip and the lane show, and where keys and clicks on them lead.
#include "tests/gui/driver_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace tests;

std::string signs(TimelineView const& timeline)
{
    std::string text;
    for (auto const& cell : timeline.cells)
        text += cell.present                                 ? 'v'
                : cell.mark == TimelineMark::system_call     ? 's'
                : cell.mark == TimelineMark::output          ? 'o'
                : cell.mark == TimelineMark::fault           ? '!'
                : cell.mark == TimelineMark::interrupt       ? 'i'
                : cell.mark == TimelineMark::breakpoint      ? 'b'
                : cell.mark == TimelineMark::change          ? 'c'
                : cell.owner == Actor::user && !cell.mixed   ? '3'
                : cell.owner == Actor::kernel && !cell.mixed ? '0'
                                                             : '-';
    return text;
}

std::size_t present_cell(TimelineView const& timeline)
{
    return signs(timeline).find('v');
}

} // namespace

TEST(TimelinePanel, GrowsFromTheLeftWithTheRun)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_instruction);
    driver->resize(132, 44);
    auto const at_start = signs(driver->view().timeline);

    press(*driver, {Key::f11}); // the page fault of the first instruction
    auto const in_kernel = signs(driver->view().timeline);

    EXPECT_EQ(at_start, "v");
    EXPECT_EQ(in_kernel, "!v");
}

TEST(TimelinePanel, ShowsCallsThatOpenAndClose)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    driver->resize(132, 44);
    press(*driver, {Key::f11});
    auto const open = driver->view().timeline.calls;

    press(*driver, {Key::f8});
    auto const closed = driver->view().timeline.calls;

    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(open[0].state, TimelineCall::State::open);
    EXPECT_THAT(open[0].text, StartsWith("write(1, "));
    ASSERT_GE(closed.size(), 1u);
    EXPECT_EQ(closed[0].state, TimelineCall::State::returned);
    EXPECT_THAT(closed[0].text, HasSubstr(" = "));
}

TEST(TimelinePanel, GoesWhereItIsClicked)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    driver->resize(132, 44);
    auto const trap = driver->session().position();
    press(*driver, {Key::f8});

    auto const clicked = driver->click("timeline.call.1");
    driver->run_to_stop();

    EXPECT_TRUE(clicked);
    EXPECT_EQ(driver->session().position(), trap);
}

TEST(TimelinePanel, GoesToItsEndsAndAlongByKeys)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    driver->resize(132, 44);
    press(*driver, {Key::f8});
    auto const end = driver->session().position();

    press(*driver, {Key::home});
    driver->run_to_stop();
    auto const home = driver->session().position();
    auto const first = present_cell(driver->view().timeline);
    press(*driver, {Key::right});
    driver->run_to_stop();
    auto const right = driver->session().position();
    press(*driver, {Key::left});
    driver->run_to_stop();
    auto const left = driver->session().position();
    press(*driver, {Key::end});
    driver->run_to_stop();

    EXPECT_EQ(home, driver->session().start());
    EXPECT_EQ(first, 0u);
    EXPECT_GT(right.time, home.time);
    EXPECT_EQ(left, home);
    EXPECT_EQ(driver->session().position(), end);
}

// The strip of the whole run of a sample.
std::string strip_of_a_run(std::string const& path, std::vector<std::string> const& arguments = {})
{
    auto const driver = driver_on_file(sample(path), arguments);
    driver->resize(132, 44);
    press(*driver, {Key::f5});
    driver->run_to_stop();
    return signs(driver->view().timeline);
}

TEST(TimelinePanel, ShowsFaultsCallsAndOutputOfAWholeRun)
{
    auto const strip = strip_of_a_run("trap_paths/hello_syscall");

    EXPECT_EQ(strip.size(), static_cast<std::size_t>(132 - timeline_label_columns - 2));
    EXPECT_THAT(strip, StartsWith("!"));
    EXPECT_THAT(strip, EndsWith("v"));
    EXPECT_THAT(strip, HasSubstr("0"));
    EXPECT_THAT(strip, HasSubstr("o"));
    EXPECT_THAT(strip, HasSubstr("s"));
}

TEST(TimelinePanel, ShowsTheProgramsOwnTimeAndTheTicksOfALongRun)
{
    auto const strip = strip_of_a_run("cost/integer_loop", {"1000000"});

    EXPECT_THAT(strip, HasSubstr("3"));
    EXPECT_THAT(strip, HasSubstr("i"));
}

TEST(TimelinePanel, ShowsBreakpointsAndChangesByHand)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    driver->resize(132, 44);
    driver->session().add_breakpoint(driver->session().address_of("sys_write").value());
    press(*driver, {Key::f5});
    driver->run_to_stop();
    ASSERT_TRUE(driver->session().change({{emu::Field::Area::register_, 0, "rbx"}, 5}).ok());
    press(*driver, {Key::f11}, 50);
    EXPECT_THAT(signs(driver->view().timeline), HasSubstr("c")); // at the breakpoint, and of more weight

    press(*driver, {Key::f5, true}); // restart forgets the change, not the breakpoint
    press(*driver, {Key::f5});
    driver->run_to_stop();
    press(*driver, {Key::f11}, 50);

    EXPECT_THAT(signs(driver->view().timeline), Not(HasSubstr("c")));
    EXPECT_THAT(signs(driver->view().timeline), HasSubstr("b"));
}

// ---- what if

TEST(WhatIf, IsMarkedInTheTitleUntilRestart)
{
    auto const driver = driver_on("hello_int80", Beginning::first_system_call);
    driver->resize(132, 44);
    ASSERT_TRUE(driver->session().change({{emu::Field::Area::gate, 0x80, "dpl"}, 0}).ok());
    press(*driver, {Key::f12});
    auto const changed = driver->view().control.what_if;

    press(*driver, {Key::f5, true}); // restart

    EXPECT_EQ(changed, "What if: idt[0x80].dpl 3 → 0");
    EXPECT_EQ(driver->view().control.what_if, "");
}

} // namespace ringside::gui
