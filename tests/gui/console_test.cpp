// The console panel and the keyboard in it, with programs that nobody here wrote.
#include "gui/terminal_tones.hpp"
#include "tests/gui/driver_support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace ringside::gui {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;

constexpr KeyPress run{Key::f5};
constexpr KeyPress give_keyboard{letter(']'), true};

std::unique_ptr<Driver> driver_on_busybox(std::vector<std::string> arguments,
                                          std::vector<emu::HostFile> files = {})
{
    emu::Options options;
    options.files = std::move(files);
    options.arguments = std::move(arguments);
    options.console = emu::Console::terminal;
    auto session = emu::Session::open("/bin/busybox", options);
    EXPECT_TRUE(session.ok());
    auto driver =
        std::make_unique<Driver>(std::move(session.value()), Beginning::first_instruction, Catalogue());
    driver->resize(142, 60);
    driver->press(give_keyboard);
    driver->press(run);
    return driver;
}

bool is_busybox_installed()
{
    return std::filesystem::exists("/bin/busybox");
}

// Runs until the console is as wanted, at most for ten seconds.
void run_until(Driver& driver, std::function<bool(std::vector<std::string> const&)> const& wanted)
{
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (driver.running() && !wanted(text_of(driver.view().console)) &&
           std::chrono::steady_clock::now() < deadline)
        driver.run_slice();
}

void run_until_shown(Driver& driver, std::string const& text)
{
    run_until(driver, [&](std::vector<std::string> const& lines) {
        return testing::Value(lines, Contains(HasSubstr(text)));
    });
    EXPECT_THAT(text_of(driver.view().console), Contains(HasSubstr(text)));
}

TEST(ConsoleKeyboard, TypesIntoAShell)
{
    ASSERT_TRUE(is_busybox_installed()) << "busybox-static is missing: apt-get install busybox-static";
    auto const driver = driver_on_busybox({"sh"});
    run_until_shown(*driver, "#");

    driver->type("echo hi");
    run_until_shown(*driver, "echo hi");
    driver->press({Key::enter});
    run_until_shown(*driver, "hi");
    run_until(*driver, [](auto const& lines) { return lines.back() == "/ #"; });

    auto lines = text_of(driver->view().console);
    lines.erase(lines.begin(), lines.end() - 3);
    EXPECT_THAT(lines, ElementsAre("/ # echo hi", "hi", "/ #"));
    EXPECT_TRUE(driver->running());
    EXPECT_TRUE(driver->waiting());
    EXPECT_EQ(driver->view().console.cursor_column, 4);
}

TEST(ConsoleKeyboard, EditsAFileInVi)
{
    ASSERT_TRUE(is_busybox_installed()) << "busybox-static is missing: apt-get install busybox-static";
    auto const driver = driver_on_busybox({"vi", "/new"});
    run_until_shown(*driver, "~");
    EXPECT_THAT(text_of(driver->view().console).back(), HasSubstr("/new"));

    driver->type("ihello");
    driver->press({Key::enter});
    driver->type("world");
    driver->press({Key::escape});
    run_until_shown(*driver, "world");
    driver->press({Key::up});
    driver->type("x");
    run_until(*driver, [](auto const& lines) { return lines.front() == "hell"; });
    EXPECT_THAT(text_of(driver->view().console), testing::IsSupersetOf({"hell", "world"}));
    driver->type(":q!"); // there is nothing to write to: files are read-only
    driver->press({Key::enter});
    run_until(*driver, [](auto const&) { return false; });

    EXPECT_THAT(driver->view().control.status, HasSubstr("status 0"));
}

TEST(ConsoleKeyboard, PagesThroughTextInLess)
{
    ASSERT_TRUE(is_busybox_installed()) << "busybox-static is missing: apt-get install busybox-static";
    TemporaryFolder folder;
    std::string numbers;
    for (int i = 1; i <= 100; ++i)
        numbers += "line " + std::to_string(i) + "\n";
    auto const driver =
        driver_on_busybox({"less", "/numbers"}, {{folder.write("numbers", numbers).string(), "/numbers"}});
    run_until_shown(*driver, "line 24");

    driver->type(" ");
    run_until_shown(*driver, "line 48");
    driver->press({Key::page_up});
    run_until_shown(*driver, "line 1");
    driver->type("q");
    run_until(*driver, [](auto const&) { return false; });

    EXPECT_TRUE(driver->view().control.ended);
}

TEST(ConsoleKeyboard, StopsAProgramWithControlC)
{
    ASSERT_TRUE(is_busybox_installed()) << "busybox-static is missing: apt-get install busybox-static";
    auto const driver = driver_on_busybox({"cat"});
    driver->type("one");
    run_until_shown(*driver, "one");

    driver->press({letter('c'), true});
    driver->run_to_stop();
    run_until(*driver, [](auto const&) { return false; });

    EXPECT_TRUE(driver->view().control.ended);
}

TEST(ConsoleKeyboard, IsGivenBackAndThenLettersAreCommands)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);

    driver->press(give_keyboard);
    EXPECT_EQ(driver->view().focus, Focus::console);
    driver->press({letter('s')});
    driver->type("s");
    EXPECT_EQ(lamp_of(driver->view()), "RING 3");
    driver->press({Key::f11});
    EXPECT_EQ(lamp_of(driver->view()), "RING 0");
    driver->press(give_keyboard);

    EXPECT_EQ(driver->view().focus, Focus::commands);
    driver->press({letter('s'), false, true});
    EXPECT_EQ(lamp_of(driver->view()), "RING 3");
}

TEST(ConsoleKeyboard, IsShownByAFrameAndByWords)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    EXPECT_TRUE(driver->click("console"));
    Canvas const& canvas = driver->frame();
    Layout const layout = layout_for(142, 44, {}, Focus::console);

    EXPECT_THAT(canvas.frames(), Contains(testing::Field(&Frame::area, layout.console)));
    EXPECT_THAT(canvas.text(canvas.whole()), HasSubstr("has the keyboard"));
    EXPECT_THAT(canvas.text(canvas.whole()), HasSubstr("Ctrl+]"));
}

TEST(Console, GoesBackWithTheMachine)
{
    auto const driver = driver_on("hello_syscall", Beginning::first_system_call);
    press(*driver, {Key::f10});
    EXPECT_THAT(text_of(driver->view().console), ElementsAre("Hello by SYSCALL"));

    press(*driver, {letter('s'), false, true});

    press_until(*driver, {letter('s'), false, true},
                [](View const& view) { return text_of(view.console).empty(); });
    EXPECT_THAT(text_of(driver->view().console), IsEmpty());
}

TEST(Console, ScrollsBackByTheWheel)
{
    ASSERT_TRUE(is_busybox_installed()) << "busybox-static is missing: apt-get install busybox-static";
    auto const driver = driver_on_busybox({"seq", "200"});
    driver->run_to_stop();
    driver->press(give_keyboard);
    driver->frame();
    EXPECT_EQ(text_of(driver->view().console).back(), "200");
    Layout const layout = layout_for(142, 60);

    driver->wheel(layout.console.column, layout.console.row, -5);

    EXPECT_EQ(driver->view().console.lines_below, 15u);
    EXPECT_EQ(text_of(driver->view().console).back(), "186");
}

TEST(Console, ShowsColoursThatAreLegibleOnEachOther)
{
    for (ThemeName const name : {ThemeName::dark, ThemeName::light, ThemeName::greyscale})
        for (Tone const text : terminal_texts)
            for (Tone const fill : terminal_fills) {
                Theme const& theme = theme_of(name);
                EXPECT_GE(contrast(theme[text], theme[fill]), 4.5) << int(text) << " on " << int(fill);
                EXPECT_GE(contrast(theme[text], theme[Tone::background]), 4.5) << int(text);
            }
}

TEST(Console, KeepsTheCursorInSightWhereThePanelIsLowerThanTheTerminal)
{
    ASSERT_TRUE(is_busybox_installed()) << "busybox-static is missing: apt-get install busybox-static";
    auto const driver = driver_on_busybox({"printf", "\\033[2J\\033[3;3Htop\\033[25;1Hbottom\\033[3;6H"});
    driver->resize(142, 34);
    driver->press(give_keyboard);
    driver->run_to_stop();

    EXPECT_THAT(text_of(driver->view().console), Contains("  top"));
    EXPECT_GE(driver->view().console.cursor_line, 0);
    EXPECT_THAT(driver->frame().cuts(), IsEmpty());
}

} // namespace
} // namespace ringside::gui
