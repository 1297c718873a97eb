// Checks what the other tests lean on: starting a program, time limits, temporary folders, and the closing
// line of
// ./test. Next: tests/support/.
#include <gtest/gtest.h>

#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

namespace ringside::tests {
namespace {

TEST(Process, ReturnsBothStreamsAndTheExitStatus)
{
    Ended const ended = run({"sh", "-c", "echo out; echo err >&2; exit 7"});

    EXPECT_EQ(ended.status, 7);
    EXPECT_EQ(ended.output, "out\n");
    EXPECT_EQ(ended.errors, "err\n");
}

TEST(Process, FeedsMoreInputThanAPipeHolds)
{
    std::string const input(1 << 20, 'x');

    Ended const ended = run({"cat"}, input);

    EXPECT_EQ(ended.output, input);
}

TEST(Process, SaysWhichSignalEndedIt)
{
    EXPECT_EQ(run({"sh", "-c", "kill -SEGV $$"}).status, 128 + 11);
}

TEST(Process, EndsAProgramThatExceedsItsLimit)
{
    Command command;
    command.arguments = {"sleep", "60"};
    command.limit = std::chrono::seconds(1);

    Ended const ended = run(command);

    EXPECT_TRUE(ended.timed_out);
    EXPECT_EQ(ended.status, 128 + 9);
}

TEST(Process, ReportsAMissingProgramAs127)
{
    EXPECT_EQ(run({"no-such-program-at-all"}).status, 127);
}

TEST(TemporaryFolder, IsRemovedAtTheEnd)
{
    std::filesystem::path path;
    {
        TemporaryFolder const folder;
        path = folder.path();
        folder.write("below/file", "text");
        EXPECT_EQ(read_file(path / "below/file"), "text");
    }

    EXPECT_FALSE(std::filesystem::exists(path));
}

// The report of ./test over records written by hand.
Ended report(std::string const& records, std::string const& no_skip = "")
{
    TemporaryFolder const folder;
    auto const file = folder.write("some_test.tsv", records);
    return run({"awk", "-v", "no_skip=" + no_skip, "-f", (source_folder() / "scripts/report.awk").string(),
                file.string()});
}

TEST(Report, CountsWhatWasRecorded)
{
    Ended const ended = report("started\tA.B\t\npassed\tA.B\t\nstarted\tA.C\t\nskipped\tA.C\tno display\n");

    EXPECT_EQ(ended.output, "skipped  A.C: no display\n1 passed, 0 failed, 1 skipped\n");
    EXPECT_EQ(ended.status, 0);
}

TEST(Report, CountsATestThatDidNotEndAsFailed)
{
    Ended const ended = report("started\tA.B\t\npassed\tA.B\t\nstarted\tA.C\t\n");

    EXPECT_NE(ended.output.find("A.C"), std::string::npos);
    EXPECT_NE(ended.output.find("1 passed, 1 failed, 0 skipped\n"), std::string::npos);
    EXPECT_EQ(ended.status, 1);
}

TEST(Report, AddsTheCasesThatACommandCounted)
{
    Ended const ended = report("started\tcases\t\ncounted\tcases\t400 passed, 2 failed, 3 skipped\n");

    EXPECT_NE(ended.output.find("400 passed, 2 failed, 3 skipped\n"), std::string::npos);
    EXPECT_EQ(ended.status, 1);
}

TEST(Report, FailsASkippedTestThatMustNotBeSkipped)
{
    Ended const ended =
        report("started\tQemu.Boots\t\nskipped\tQemu.Boots\tQEMU is not installed\n", "not installed");

    EXPECT_NE(ended.output.find("0 passed, 1 failed, 0 skipped\n"), std::string::npos);
    EXPECT_EQ(ended.status, 1);
}

// record.sh over a command, and what it wrote.
std::string recorded(std::string const& script)
{
    TemporaryFolder const folder;
    Command command;
    command.arguments = {
        "bash", (source_folder() / "tests/support/record.sh").string(), "name", "script", "sh", "-c", script};
    command.environment = {{"RINGSIDE_RESULTS", folder.path().string()}, {"RINGSIDE_ONLY", ""}};
    run(command);
    return read_file(folder.path() / "name.tsv");
}

TEST(Record, NotesHowACommandEnded)
{
    EXPECT_EQ(recorded("exit 0"), "started\tname\t\npassed\tname\t\n");
    EXPECT_EQ(recorded("echo broken; exit 3"),
              "started\tname\t\nfailed\tname\tit ended with status 3: broken\n");
    EXPECT_EQ(recorded("echo no display; exit 77"), "started\tname\t\nskipped\tname\tno display\n");
}

TEST(Record, TakesOverACountedClosingLine)
{
    EXPECT_EQ(recorded("echo 3 passed, 0 failed, 0 skipped"),
              "started\tname\t\ncounted\tname\t3 passed, 0 failed, 0 skipped\n");
}

TEST(Record, NotesABadExitDespiteAGoodClosingLine)
{
    EXPECT_NE(recorded("echo 3 passed, 0 failed, 0 skipped; exit 1").find("failed\tname\t"),
              std::string::npos);
}

} // namespace
} // namespace ringside::tests
