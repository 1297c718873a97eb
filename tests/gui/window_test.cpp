// The window itself: under Xvfb, with real key presses. What is read is the view that was drawn.
#include "tests/gui/display.hpp"
#include "tests/support/documents.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace ringside::tests {
namespace {

using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

class Window : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(is_installed("Xvfb") && is_installed("xdotool"))
            << "Xvfb or xdotool is missing: apt-get install xvfb xdotool";
    }

    TemporaryFolder folder;
};

TEST_F(Window, OpensOnARealDisplayBeforeTheFirstSystemCallOfASample)
{
    Display const display("1280x800");
    WindowProcess const window(display, {}, folder.path());

    EXPECT_EQ(window.value("driver"), "x11");
    EXPECT_EQ(window.value("cells"), "142x44");
    EXPECT_EQ(window.value("place"), "trap:1");
    EXPECT_EQ(window.value("lamp"), "RING 3");
    EXPECT_EQ(window.value("stage"), "Next: SYSCALL");
    EXPECT_EQ(window.value("cuts"), "0");
}

// "marker.user 7ff0 live" is a line of the kind marker.
std::string kind_of(std::string const& line)
{
    return line.substr(0, line.find_first_of(" ."));
}

std::set<std::string> kinds_in(std::string const& report)
{
    std::set<std::string> kinds;
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line) && !line.empty();)
        kinds.insert(kind_of(line));
    return kinds;
}

TEST_F(Window, ReportsTheLinesThatAreDocumentedAndNoOthers)
{
    std::set<std::string> documented;
    for (auto const& row : table_rows(section_of("docs/formats.md", "Pictures, and the window's report")))
        for (std::string const& name : words_in_code(row[0]))
            documented.insert(kind_of(name));
    Display const display("1280x800");
    WindowProcess window(display, {sample("trap_paths/hello_int80")}, folder.path());

    window.press({"F8"});
    window.press("F12", 15); // push_ss: slots are written and awaited

    EXPECT_EQ(kinds_in(window.report()), documented);
}

TEST_F(Window, StepsThroughSyscallAndBack)
{
    Display const display("1280x800");
    WindowProcess window(display, {}, folder.path());
    std::string const rsp = window.value("register.rsp");

    window.press({"F12"});
    EXPECT_THAT(window.value("step"), StartsWith("1 check_sce"));
    EXPECT_EQ(window.value("lamp"), "HARDWARE");
    window.press("period", 2);
    EXPECT_THAT(window.value("step"), StartsWith("3 save_rcx"));
    EXPECT_THAT(window.value("register.rcx"), HasSubstr(" was "));
    window.press("F12", 6);
    EXPECT_THAT(window.value("step"), StartsWith("9 load_ss"));
    EXPECT_EQ(window.value("lamp"), "RING 0");
    EXPECT_EQ(window.value("marker.user"), rsp + " live");
    EXPECT_EQ(window.value("tag.user"), "ring 0 is running on the user's stack");
    EXPECT_EQ(window.value("written.kernel"), "");
    window.press("comma", 9);
    EXPECT_EQ(window.value("place"), "trap:1");
    EXPECT_EQ(window.value("lamp"), "RING 3");
    EXPECT_EQ(window.value("cuts"), "0");
}

TEST_F(Window, StepsThroughInt80AndBack)
{
    Display const display("1920x1080");
    WindowProcess window(display, {"--size", "1920x1080", sample("trap_paths/hello_int80")}, folder.path());
    EXPECT_EQ(window.value("place"), "insn:0");

    window.press({"F8"});
    EXPECT_EQ(window.value("place"), "trap:1");
    window.press("F12", 15);
    EXPECT_THAT(window.value("step"), StartsWith("15 push_ss 2b"));
    EXPECT_EQ(window.value("lamp"), "HARDWARE");
    EXPECT_THAT(window.value("written.kernel"), EndsWith("ff8 2b SS"));
    EXPECT_THAT(window.value("marker.user"), EndsWith(" ghost"));
    EXPECT_THAT(window.value("marker.kernel"), EndsWith("ff8 live"));
    window.press("F12", 4);
    EXPECT_THAT(window.value("step"), StartsWith("19 push_rip"));
    EXPECT_THAT(window.value("marker.kernel"), EndsWith("fd8 live"));
    window.press("F12", 4);
    EXPECT_EQ(window.value("lamp"), "RING 0");
    window.press("comma", 9);
    EXPECT_THAT(window.value("step"), StartsWith("14 load_ss_null"));
    EXPECT_EQ(window.value("cuts"), "0");
}

TEST_F(Window, ObeysEveryOtherKey)
{
    Display const display("1280x800");
    WindowProcess window(display, {}, folder.path());

    window.press({"F11"});
    EXPECT_EQ(window.value("lamp"), "RING 0");
    EXPECT_EQ(window.value("code"), "entry_SYSCALL_64");
    window.press({"S"});
    EXPECT_EQ(window.value("place"), "trap:1");
    window.press({"F10"});
    EXPECT_EQ(window.value("lamp"), "RING 3");
    EXPECT_THAT(window.report(), HasSubstr("Hello by SYSCALL"));
    window.press({"shift+F8"});
    EXPECT_EQ(window.value("lamp"), "RING 0");
    window.press({"F5"});
    EXPECT_TRUE(window.wait_for("ended yes"));
    window.press({"ctrl+F5"});
    EXPECT_EQ(window.value("place"), "trap:1");
    window.press({"ctrl+equal"});
    EXPECT_NE(window.value("cells"), "142x44");
    window.press({"ctrl+minus"});
    EXPECT_EQ(window.value("cells"), "142x44");
}

TEST_F(Window, PausesAnEndlessLoop)
{
    Display const display("1280x800");
    WindowProcess window(display, {sample("cost/integer_loop"), "1000000000"}, folder.path());

    window.press({"F6", "F5", "F6"});

    EXPECT_EQ(window.value("running"), "no");
    EXPECT_EQ(window.value("ended"), "no");
    EXPECT_EQ(window.value("status"), "Paused.");
}

TEST_F(Window, ExecutesALineThatIsTyped)
{
    Display const display("1280x800");
    WindowProcess window(display, {}, folder.path());

    window.press({"ctrl+p"});
    EXPECT_EQ(window.value("focus"), "line");
    window.press({"s", "y", "s"});
    EXPECT_TRUE(window.wait_for("line sys"));
    window.press({"Return"});
    EXPECT_EQ(window.value("place"), "trap:2");
    window.press({"Escape"});
    EXPECT_EQ(window.value("focus"), "commands");
    window.press({"s"});
    EXPECT_EQ(window.value("lamp"), "RING 0");
}

TEST_F(Window, HasTheSameCellsForEveryProjector)
{
    Display const display("1920x1080");
    WindowProcess window(display, {"--size", "1920x1080"}, folder.path());

    window.press({"F2"});
    EXPECT_EQ(window.value("cells"), "132x34");
    EXPECT_EQ(window.value("detail"), "all");
    EXPECT_EQ(window.value("cuts"), "0");
    window.press({"F2"});
    EXPECT_EQ(window.value("cells"), "213x60");
}

TEST_F(Window, KeepsTheEssentialPanelsInASmallProjector)
{
    Display const display("1280x800");
    WindowProcess window(display, {"--projector"}, folder.path());

    EXPECT_EQ(window.value("cells"), "84x32");
    EXPECT_EQ(window.value("detail"), "essential");
    EXPECT_EQ(window.value("cuts"), "0");
    window.press({"2"});
    EXPECT_EQ(window.value("cells"), "132x34");
}

TEST_F(Window, RemembersThemeAndLetters)
{
    Display const display("1280x800");
    {
        WindowProcess window(display, {}, folder.path());
        window.press({"ctrl+t", "ctrl+equal"});
    }

    WindowProcess const again(display, {}, folder.path());

    EXPECT_EQ(again.value("theme"), "light");
    EXPECT_NE(again.value("cells"), "142x44");
}

TEST_F(Window, ReportsSettingsThatItCannotUse)
{
    std::filesystem::create_directories(std::filesystem::path(folder.path()) / "ringside");
    std::ofstream(std::filesystem::path(folder.path()) / "ringside" / "config.ini") << "version = 9\n";
    Display const display("1280x800");

    WindowProcess const window(display, {}, folder.path());

    EXPECT_THAT(window.value("status"),
                EndsWith("config.ini is ignored: it is of a newer version of Ringside"));
    EXPECT_EQ(window.value("place"), "trap:1");
}

TEST_F(Window, SavesAPictureBesideWhereItWasStarted)
{
    Display const display("1280x800");
    WindowProcess window(display, {}, folder.path());
    std::string const file = std::filesystem::path(folder.path()) / "stage.png";

    window.press({"ctrl+p"});
    window.type("picture stage " + file);
    window.press({"Return"});

    EXPECT_THAT(read_file(file), StartsWith("\x89PNG"));
}

TEST_F(Window, SaysInItsLanguageWhatItCannotReadOrWrite)
{
    std::filesystem::create_directories(std::filesystem::path(folder.path()) / "ringside");
    std::ofstream(std::filesystem::path(folder.path()) / "ringside" / "config.ini") << "version = 9\n";
    Display const display("1280x800");
    WindowProcess window(display, {"--lang", "zh"}, folder.path());

    EXPECT_THAT(window.value("status"), EndsWith("config.ini 被忽略：它属于更新版本的 Ringside"));
    window.press({"ctrl+p"});
    window.type("picture stage /nowhere/stage.png");
    window.press({"Return"});
    EXPECT_EQ(window.value("status"), "图片 /nowhere/stage.png 无法写入：No such file or directory");
}

TEST_F(Window, SaysThatTheDisplayWentAway)
{
    Display display("1280x800");
    WindowProcess window(display, {}, folder.path());

    display.end();

    EXPECT_EQ(window.wait(), 1);
    EXPECT_THAT(window.errors(), MatchesRegex("ringside: the display went away[^\n]*\n"));
}

TEST_F(Window, SaysThatThereIsNoDisplay)
{
    Command command;
    command.arguments = {ringside_binary()};
    command.environment = {{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}, {"SDL_VIDEODRIVER", ""}};

    Ended const ended = run(command);

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, MatchesRegex("ringside: there is no display[^\n]*ringside step[^\n]*\n"));
    EXPECT_EQ(ended.output, "");
}

TEST_F(Window, RefusesADriverThatShowsNothing)
{
    Command command;
    command.arguments = {ringside_binary()};
    command.environment = {{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}, {"SDL_VIDEODRIVER", "offscreen"}};

    Ended const ended = run(command);

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, StartsWith("ringside: there is no display"));
}

TEST_F(Window, SaysThatFontsAreMissing)
{
    Display const display("1280x800");
    Command command;
    command.arguments = {ringside_binary()};
    command.environment = {{"DISPLAY", display.name()}, {"XDG_DATA_DIRS", "/nowhere"}};

    Ended const ended = run(command);

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, MatchesRegex("ringside: the font [^\n]*install fonts-dejavu-core\n"));
}

} // namespace
} // namespace ringside::tests
