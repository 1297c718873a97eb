// What a person chooses: units, views, the presenter's switch, splitters, the command line. Real sessions.
#include "tests/gui/driver_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;
using namespace tests::keys;

constexpr bool yes = true;
constexpr bool no = false;
constexpr KeyPress page_down{Key::page_down};
constexpr KeyPress page_up{Key::page_up};
constexpr KeyPress colon{letter(':')};

std::unique_ptr<Driver> syscall_driver()
{
    return driver_on("hello_syscall", Beginning::first_system_call);
}

void execute(Driver& driver, std::string_view line)
{
    driver.type(line);
    press(driver, enter);
}

TEST(Clicker, GoesByMicroStepsAndBack)
{
    auto const driver = syscall_driver();

    press(*driver, page_down, 3);
    EXPECT_EQ(step_of(driver->view()), "3 save_rcx");
    press(*driver, page_up, 2);

    EXPECT_EQ(step_of(driver->view()), "1 check_sce");
}

TEST(Clicker, GoesByTenWithShift)
{
    auto const driver = syscall_driver();
    driver->perform({Command::choose_unit, static_cast<uint64_t>(StepUnit::instruction), "this"});
    uint64_t const before = driver->session().position().instruction;

    press(*driver, {Key::page_down, no, yes});
    EXPECT_EQ(driver->session().position().instruction, before + 10);
    press(*driver, {Key::page_up, no, yes});

    EXPECT_EQ(driver->view().control.place, "trap:1");
}

TEST(Clicker, GoesBySystemCalls)
{
    auto const driver = syscall_driver();
    driver->perform({Command::choose_unit, static_cast<uint64_t>(StepUnit::system_call), "this"});

    press(*driver, page_down);
    EXPECT_EQ(driver->view().control.place, "trap:2");
    press(*driver, page_up);

    EXPECT_EQ(driver->view().control.place, "trap:1");
}

TEST(Clicker, StopsAtTheEndOfTheProgram)
{
    auto const driver = syscall_driver();
    driver->perform({Command::choose_unit, static_cast<uint64_t>(StepUnit::system_call), "this"});

    press(*driver, {Key::page_down, no, yes});

    EXPECT_TRUE(driver->view().control.ended);
}

TEST(Units, AreChosenInTurn)
{
    auto const driver = syscall_driver();

    press(*driver, {letter('u')}, 4);
    EXPECT_EQ(driver->view().control.unit, StepUnit::system_call);
    press(*driver, {letter('u')});

    EXPECT_EQ(driver->view().control.unit, StepUnit::micro_step);
}

TEST(Units, OfSourceLinesGoForthAndBack)
{
    auto const driver = syscall_driver();
    press(*driver, {Key::f11});
    driver->perform({Command::choose_unit, static_cast<uint64_t>(StepUnit::line), "this"});

    press(*driver, page_down);
    EXPECT_NE(driver->view().code.where, "entry_SYSCALL_64");
    press(*driver, page_up);

    EXPECT_EQ(driver->view().code.where, "entry_SYSCALL_64");
}

TEST(Play, GoesOnByMicroStepsUntilAKey)
{
    auto const driver = syscall_driver();
    press(*driver, {Key::space});
    EXPECT_TRUE(driver->view().control.playing);

    EXPECT_TRUE(driver->run_slice());
    EXPECT_EQ(step_of(driver->view()), "1 check_sce");
    EXPECT_FALSE(driver->run_slice());
    press(*driver, {Key::space});

    EXPECT_FALSE(driver->running());
    EXPECT_EQ(step_of(driver->view()), "1 check_sce");
    EXPECT_FALSE(driver->view().control.playing);
}

TEST(Play, HasADialFromSlowToAMillionInstructions)
{
    auto const driver = syscall_driver();
    EXPECT_EQ(driver->view().control.speed, "500 ms");

    press(*driver, {letter('[')}, 5);
    EXPECT_EQ(driver->view().control.speed, "2 s");
    press(*driver, {letter(']')}, 40);
    EXPECT_EQ(driver->view().control.speed, "x1M");
    press(*driver, {Key::space});
    while (driver->running())
        driver->run_slice();

    EXPECT_TRUE(driver->view().control.ended);
}

TEST(Presenter, LetsOnlyTheClickersKeysThrough)
{
    auto const driver = syscall_driver();
    press(*driver, {Key::f2, no, yes});

    press(*driver, {Key::f11});
    driver->click("control.instruction");
    press(*driver, colon);
    EXPECT_EQ(driver->view().control.place, "trap:1");
    EXPECT_EQ(driver->choices().focus, Focus::commands);
    press(*driver, page_down);
    EXPECT_EQ(step_of(driver->view()), "1 check_sce");
    press(*driver, {Key::f2, no, yes});
    press(*driver, {Key::f11});

    EXPECT_EQ(lamp_of(driver->view()), "RING 0");
}

TEST(Presenter, LetsNothingButTheClickerThroughFromTheConsoleEither)
{
    auto const driver = driver_on_file(sample("trap_paths/hello_int80"));
    driver->resize(142, 44);
    press(*driver, {letter(']'), yes});
    press(*driver, {Key::f2, no, yes});
    auto const position = driver->session().position();
    auto const console = driver->session().console();

    driver->type("x");
    driver->frame();
    driver->wheel(5, 10, 3);
    driver->ask(5, 10);

    EXPECT_EQ(driver->session().console(), console);
    EXPECT_EQ(driver->session().position(), position);
    EXPECT_EQ(driver->view().help.page, HelpPage::nothing);
    EXPECT_FALSE(driver->view().code.away);
}

TEST(Views, AreChosenByNumbers)
{
    auto const driver = syscall_driver();

    press(*driver, {letter('2')});
    EXPECT_EQ(driver->view().mode, Mode::compare);
    press(*driver, {letter('3')});
    EXPECT_EQ(driver->view().mode, Mode::tables);
    press(*driver, {letter('1')});

    EXPECT_EQ(driver->view().mode, Mode::single);
}

TEST(Themes, AreChosenInTurn)
{
    auto const driver = syscall_driver();

    press(*driver, {letter('t'), yes});
    EXPECT_EQ(driver->view().theme, ThemeName::light);
    press(*driver, {letter('t'), yes}, 2);

    EXPECT_EQ(driver->view().theme, ThemeName::dark);
}

TEST(Splitters, AreDraggedWithTheMouse)
{
    auto const driver = syscall_driver();
    Layout const before = layout_for(142, 44);
    driver->frame();

    driver->click(before.code.right(), 10);
    driver->drag(before.code.right() + 7, 12);
    driver->release();
    driver->drag(before.code.right() + 20, 12);

    EXPECT_EQ(layout_for(142, 44, driver->view().splits).code.right(), before.code.right() + 7);
    EXPECT_EQ(driver->view().control.place, "trap:1");
}

TEST(Buttons, AreClickedByName)
{
    auto const driver = syscall_driver();

    EXPECT_TRUE(driver->click("control.instruction"));
    EXPECT_FALSE(driver->click("control.nothing"));

    EXPECT_EQ(lamp_of(driver->view()), "RING 0");
}

TEST(CommandLine, HasTheWordsOfTheDebugger)
{
    auto const driver = syscall_driver();
    press(*driver, colon);
    EXPECT_TRUE(driver->view().line.open);

    execute(*driver, "stepi");
    EXPECT_EQ(lamp_of(driver->view()), "RING 0");
    execute(*driver, "info tss");
    EXPECT_THAT(driver->view().line.answer, Contains(HasSubstr("rsp0")));
    execute(*driver, "print/x $cs");
    EXPECT_THAT(driver->view().line.answer, Contains(HasSubstr("0x10")));
    press(*driver, {Key::escape});

    EXPECT_FALSE(driver->view().line.open);
}

TEST(CommandLine, SaysWhatItDoesNotUnderstand)
{
    auto const driver = syscall_driver();
    press(*driver, colon);

    execute(*driver, "fly");

    EXPECT_TRUE(driver->view().line.refused);
    EXPECT_THAT(driver->view().line.answer, ElementsAre("there is no command \"fly\"; help lists them"));
}

TEST(CommandLine, TakesLettersThatAreCommandsElsewhere)
{
    auto const driver = syscall_driver();
    press(*driver, colon);

    press(*driver, {letter('s')});
    driver->type("s");

    EXPECT_EQ(driver->view().control.place, "trap:1");
    EXPECT_EQ(driver->view().line.text, "s");
}

TEST(CommandLine, CompletesWordsAndRemembersLines)
{
    auto const driver = syscall_driver();
    press(*driver, colon);
    driver->type("info wa");

    press(*driver, {Key::tab});
    EXPECT_EQ(driver->view().line.text, "info walk ");
    press(*driver, enter);
    press(*driver, {Key::up});

    EXPECT_EQ(driver->view().line.text, "info walk ");
}

TEST(CommandLine, RunsAreStoppedByAKey)
{
    auto const driver = driver_on_file(sample("cost/integer_loop"), {"1000000000"});
    driver->press(colon);
    driver->type("continue");
    driver->press(enter);
    EXPECT_TRUE(driver->running());

    driver->press({Key::f6});

    EXPECT_FALSE(driver->running());
    EXPECT_FALSE(driver->view().control.ended);
    EXPECT_THAT(driver->view().line.answer, Contains("Interrupted."));
}

TEST(CommandLine, HasWordsOfTheWindow)
{
    auto const driver = syscall_driver();
    press(*driver, colon);

    execute(*driver, "theme greyscale");
    execute(*driver, "unit call");
    execute(*driver, "picture stage a.png");
    execute(*driver, "series 5 b.png");

    EXPECT_EQ(driver->view().theme, ThemeName::greyscale);
    EXPECT_EQ(driver->view().control.unit, StepUnit::call);
    EXPECT_THAT(driver->for_window(), ElementsAre(Request(Command::save_picture, 0, "stage a.png"),
                                                  Request(Command::save_series, 5, "b.png")));
    execute(*driver, "series many");
    EXPECT_THAT(driver->view().line.answer, ElementsAre(HasSubstr("series N FILE.png")));
}

TEST(CommandLine, ShowsTheTour)
{
    auto const driver = syscall_driver();
    press(*driver, colon);
    execute(*driver, "tour");

    EXPECT_EQ(driver->view().help.page, HelpPage::tour);
}

TEST(CommandLine, LeadsTheCodeBackToRip)
{
    auto const driver = syscall_driver();
    driver->perform(Command::code_page_down);
    ASSERT_TRUE(driver->view().code.away);
    press(*driver, colon);
    execute(*driver, "si");

    EXPECT_FALSE(driver->view().code.away);
}

TEST(CommandLine, QuitsWhenALongLineIsDone)
{
    auto const driver = syscall_driver();
    press(*driver, colon);
    execute(*driver, "quit");

    EXPECT_THAT(driver->for_window(), Contains(Request(Command::quit)));
}

TEST(Address, ThatIsNoneIsRefused)
{
    auto const driver = syscall_driver();
    press(*driver, {letter('g'), yes});

    execute(*driver, "nowhere_at_all");

    EXPECT_TRUE(driver->view().line.open);
    EXPECT_TRUE(driver->view().line.refused);
}

} // namespace
} // namespace ringside::gui
