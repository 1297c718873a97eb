// Checks what the other tests lean on: starting a program, time limits, temporary folders, transcripts, and
// the closing line of ./test. Next: tests/support/.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"
#include "tests/support/transcripts.hpp"

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

TEST(Transcripts, AreIndentedTextThatBeginsWithACommand)
{
    auto const all = transcripts_of("Text.\n\n    ./run   is none\n\nMore:\n\n    $ ringside step a.out\n"
                                    "    => 0\n    (ringside) stepi\n    => 2\n\n    => 4\n\nText.\n"
                                    "    indented again\n");

    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all.front().words, (std::vector<std::string>{"step", "a.out"}));
    EXPECT_EQ(all.front().typed, "stepi\n");
    EXPECT_EQ(all.front().printed, "=> 0\n=> 2\n\n=> 4\n");
}

// The report of ./test over records written by hand.
Ended report(std::string const& records, std::string const& may_skip = "")
{
    TemporaryFolder const folder;
    auto const file = folder.write("some_test.tsv", records);
    return run({"awk", "-v", "may_skip=" + may_skip, "-f", (source_folder() / "scripts/report.awk").string(),
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
    Ended const ended = report("skipped\tQemu.Boots\tQEMU is not installed\n"
                               "skipped\tStrace.Words\tthis host forbids ptrace(2)\n",
                               "this host forbids ptrace");

    EXPECT_NE(ended.output.find("FAILED   Qemu.Boots"), std::string::npos);
    EXPECT_NE(ended.output.find("0 passed, 1 failed, 1 skipped\n"), std::string::npos);
    EXPECT_EQ(ended.status, 1);
}

// The reasons of all tests, as they stand in the sources, against those that .ci/run allows.
TEST(Report, LetsContinuousIntegrationSkipForTheReasonsThatTestsGive)
{
    auto const reasons = run({"grep", "-rhoE", "GTEST_SKIP\\(\\) << \".*\"", "--include=*.cpp",
                              (source_folder() / "tests").string()})
                             .output;
    std::string records;
    std::istringstream lines(reasons);
    for (std::string line; std::getline(lines, line);)
        records += "skipped\tA.B\t" + line + "\n";
    std::string const ci = read_file(source_folder() / ".ci/run");
    auto const begin = ci.find("may_skip='") + 10;

    Ended const ended = report(records, ci.substr(begin, ci.find('\'', begin) - begin));

    EXPECT_EQ(ended.status, 0) << ended.output;
    EXPECT_EQ(ended.output.find("0 passed, 0 failed, 0 skipped\n"), std::string::npos) << ended.output;
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

// The filter that record.sh hands to a GoogleTest binary whose own one is `filter`.
std::string filter_with(std::string const& filter, std::string const& only)
{
    Command command;
    command.arguments = {"bash",
                         (source_folder() / "tests/support/record.sh").string(),
                         "name",
                         "gtest",
                         "sh",
                         "-c",
                         "printf %s \"$GTEST_FILTER\""};
    command.environment = {{"RINGSIDE_RESULTS", ""}, {"RINGSIDE_ONLY", only}, {"GTEST_FILTER", filter}};
    return run(command).output;
}

TEST(Record, LeavesOutWhatTheTestLeavesOutWhateverIsAskedFor)
{
    EXPECT_EQ(filter_with("", "Boots"), "*Boots*");
    EXPECT_EQ(filter_with("-Slow*:*Odd*", "Boots"), "*Boots*-Slow*:*Odd*");
    EXPECT_EQ(filter_with("-Slow*:*Odd*", ""), "-Slow*:*Odd*");
    EXPECT_EQ(filter_with("-Slow*:*Odd*", "name"), "-Slow*:*Odd*");
}

// QEMU with the parameter would be compared with a `ringside run` that has not got it.
TEST(Record, LeavesTheComparisonsOfTwoMachinesOutOfTheRunWithIsolation)
{
    auto const tests = read_file(build_folder() / "tests/kernel_boot/CTestTestfile.cmake");

    EXPECT_NE(tests.find("RINGSIDE_TEST_PARAMETERS=pti=on;GTEST_FILTER=-"), std::string::npos) << tests;
    EXPECT_NE(tests.find(":*QemuAndWe*\""), std::string::npos) << tests;
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
