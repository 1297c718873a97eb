// `ringside shot` as a command: pictures without a display, and what it refuses.
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

Ended shot(std::vector<std::string> words)
{
    Command command;
    command.arguments = {ringside_binary(), "shot"};
    command.arguments.insert(command.arguments.end(), words.begin(), words.end());
    command.environment = {{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}};
    return run(command);
}

// Width and height from the header chunk. PNG Specification, "IHDR Image header".
std::pair<int, int> size_of_png(std::string const& file)
{
    auto const number = [&file](std::size_t at) {
        auto const byte = [&file, at](std::size_t i) { return static_cast<unsigned char>(file.at(at + i)); };
        return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
    };
    return {number(16), number(20)};
}

TEST(Shot, DrawsTheWholeWindowWithoutADisplay)
{
    TemporaryFolder folder;
    std::string const file = folder.path() / "window.png";

    Ended const ended =
        shot({"--at", "trap:1.15", "--panel", "window", "-o", file, sample("trap_paths/hello_int80")});

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_EQ(size_of_png(read_file(file)), std::pair(1280, 800));
}

TEST(Shot, IsTheSameTwice)
{
    TemporaryFolder folder;
    std::string const one = folder.path() / "1.png";
    std::string const two = folder.path() / "2.png";

    shot({"--at", "trap:1.9", "-o", one, sample("trap_paths/hello_syscall")});
    shot({"--at", "trap:1.9", "-o", two, sample("trap_paths/hello_syscall")});

    EXPECT_FALSE(read_file(one).empty());
    EXPECT_EQ(read_file(one), read_file(two));
}

TEST(Shot, DrawsOnePanelOfALargerWindow)
{
    TemporaryFolder folder;
    std::string const file = folder.path() / "stage.png";

    Ended const ended = shot({"--at", "trap:1.3", "--panel=stage", "-o", file,
                              sample("trap_paths/hello_syscall"), "--size", "1920x1080"});

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_GT(size_of_png(read_file(file)).first, 600);
    EXPECT_EQ(size_of_png(read_file(file)).second, 29 * 18);
}

TEST(Shot, OnAFullDiskIsOneSentence)
{
    Ended const ended = shot({"--at", "start", "-o", "/dev/full", sample("trap_paths/hello_syscall")});

    EXPECT_EQ(ended.status, 1);
    EXPECT_EQ(ended.errors,
              "ringside: the picture /dev/full could not be written: No space left on device\n");
}

TEST(Shot, RefusesWhatItDoesNotKnow)
{
    std::string const program = sample("trap_paths/hello_syscall");

    EXPECT_THAT(shot({"--panel", "nothing", "-o", "x.png", program}).errors,
                HasSubstr("there is no panel nothing"));
    EXPECT_THAT(shot({"--colour", "-o", "x.png", program}).errors, HasSubstr("no option --colour"));
    EXPECT_THAT(shot({"--size", "huge", "-o", "x.png", program}).errors, HasSubstr("--size takes"));
    EXPECT_THAT(shot({"--size", "300x200", "-o", "x.png", program}).errors,
                HasSubstr("cannot hold the panels"));
    EXPECT_THAT(shot({program}).errors, HasSubstr("-o FILE.png"));
    EXPECT_THAT(shot({"-o", "x.png", "/nowhere"}).errors, MatchesRegex("ringside: [^\n]*/nowhere[^\n]*\n"));
    EXPECT_EQ(shot({"--at", "noon", "-o", "x.png", program}).status, 2);
    EXPECT_FALSE(std::filesystem::exists("x.png"));
}

TEST(Shot, RefusesAPlaceThatTheRunNeverReaches)
{
    std::string const program = sample("trap_paths/hello_syscall");

    Ended const trap = shot({"--at", "trap:99", "-o", "x.png", program});
    Ended const step = shot({"--at", "trap:1.99", "-o", "x.png", program});

    EXPECT_EQ(trap.status, 2);
    EXPECT_THAT(trap.errors, MatchesRegex("ringside: [^\n]+\n"));
    EXPECT_EQ(step.status, 2);
    EXPECT_EQ(step.errors, "ringside: trap:1.99 is not there: this transition has 9 micro-steps\n");
}

TEST(Shot, DrawsTwoPathsAtAPhase)
{
    TemporaryFolder folder;
    std::string const one = folder.path() / "1.png";
    std::string const two = folder.path() / "2.png";

    Ended const begin = shot({"--paths", "int80,syscall", "-o", one});
    Ended const within = shot({"--paths", "int80,syscall", "--at", "hardware_entry.15", "-o", two});

    EXPECT_EQ(begin.status, 0) << begin.errors;
    EXPECT_EQ(within.status, 0) << within.errors;
    EXPECT_NE(read_file(one), read_file(two));
}

TEST(Shot, RefusesPathsThatCannotBeCompared)
{
    TemporaryFolder folder;
    std::string const file = folder.path() / "x.png";
    for (std::vector<std::string> const& words : {std::vector<std::string>{"--paths", "int80"},
                                                  {"--paths", "int80,nothing"},
                                                  {"--paths", "int80,vdso"},
                                                  {"--paths", "int80,syscall", "--request", "fork"},
                                                  {"--paths", "int80,syscall", "--at", "trap:1"},
                                                  {"--paths", "int80,syscall", "--at", "entry.x"}}) {
        auto all = words;
        all.insert(all.end(), {"-o", file});
        Ended const ended = shot(all);
        EXPECT_EQ(ended.status, 2);
        EXPECT_THAT(ended.errors, MatchesRegex("ringside: [^\n]+\n")) << words.back();
        EXPECT_EQ(read_file(file), "");
    }
}

TEST(Shot, RefusesAPanelThatTheViewDoesNotHave)
{
    TemporaryFolder folder;
    Ended const ended =
        shot({"--panel", "left", "-o", folder.path() / "x.png", sample("trap_paths/hello_int80")});

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, HasSubstr("has no panel left"));
}

TEST(Shot, HasHelp)
{
    Ended const ended = shot({"--help"});

    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.output, HasSubstr("Usage: ringside shot"));
    EXPECT_THAT(ended.output, HasSubstr("kernel-stack"));
}

} // namespace
} // namespace ringside::tests
