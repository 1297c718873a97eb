// `ringside compare --native` on whatever host the test runs: a figure for each path, or which of few reasons
// there is none. How long anything takes is not tested.
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ringside::tests {

namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

Ended compare(std::vector<std::string> words)
{
    words.insert(words.begin(), {ringside_binary().string(), "compare"});
    return run(std::move(words));
}

void expect_a_figure(nlohmann::json const& path)
{
    ASSERT_FALSE(path.contains("reason")) << path;
    EXPECT_EQ(path["samples"], 2'000);
    EXPECT_GT(path["median"], 0) << path;
    EXPECT_LE(path["least"], path["lower_quartile"]);
    EXPECT_LE(path["lower_quartile"], path["median"]);
    EXPECT_LE(path["median"], path["upper_quartile"]);
}

// A kernel without INT 0x80 ends the program by a signal; that is the only reason on a host that lets us
// trace.
void expect_a_figure_or_a_signal(nlohmann::json const& path)
{
    if (path.contains("reason"))
        EXPECT_THAT(path["reason"].get<std::string>(),
                    MatchesRegex("this host cannot run it: it got [^(]*\\(SIG(SEGV|SYS|ILL)\\)"));
    else
        expect_a_figure(path);
}

void expect_no_tracing(nlohmann::json const& path)
{
    EXPECT_THAT(path["reason"].get<std::string>(), HasSubstr(" under ptrace(2)")) << path;
}

} // namespace

TEST(CompareNative, TimesEachPathOrSaysWhyNot)
{
    auto const ended =
        compare({"--paths", "int80,int80-32,syscall", "--request", "write", "--native", "--json"});
    auto const object = nlohmann::json::parse(ended.output);

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_EQ(object["native"]["label"], "native");
    ASSERT_EQ(object["native"]["paths"].size(), 3u);
    auto const& paths = object["native"]["paths"];
    EXPECT_EQ(paths[0]["name"], "int80");
    EXPECT_EQ(paths[1]["name"], "int80-32");
    EXPECT_EQ(paths[2]["name"], "syscall");
    if (!may_trace()) {
        std::for_each(paths.begin(), paths.end(), expect_no_tracing);
        return;
    }
    expect_a_figure_or_a_signal(paths[0]);
    expect_a_figure_or_a_signal(paths[1]);
    expect_a_figure(paths[2]);
}

TEST(CompareNative, LeavesTheCountedTableAsItWas)
{
    auto const plain = compare({"--paths", "int80,syscall"});
    auto const all = compare({"--paths", "int80,syscall", "--cost", "--native"});

    EXPECT_EQ(all.status, 0) << all.errors;
    EXPECT_THAT(all.output, StartsWith(plain.output));
    EXPECT_THAT(all.output, HasSubstr("phase (model)"));
    EXPECT_THAT(all.output, HasSubstr("path (native)"));
}

TEST(CompareNative, DoesNotTakeAFileForTheSampleOfThatName)
{
    TemporaryFolder folder;
    auto const own = folder.path() / "getpid_int80";
    std::filesystem::copy_file(sample("trap_paths/hello_int80"), own);

    Command command;
    command.arguments = {ringside_binary().string(), "compare", "--native", "--json", "getpid_int80"};
    command.folder = folder.path().string();

    auto const ended = run(command);
    auto const object = nlohmann::json::parse(ended.output);

    EXPECT_EQ(object["native"]["paths"][0]["reason"],
              "native timing is of the bundled request programs only");
}

} // namespace ringside::tests
