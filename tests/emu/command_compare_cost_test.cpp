// `ringside compare --cost` and `--cost-model`: the estimate stands in tables of its own and says "model".
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Ended compare(std::vector<std::string> words)
{
    words.insert(words.begin(), {ringside_binary().string(), "compare"});
    return run(std::move(words));
}

} // namespace

TEST(CompareCost, FollowsTheTableThatStaysAsItWas)
{
    auto const plain = compare({"--paths", "int80,syscall"});
    auto const with_cost = compare({"--paths", "int80,syscall", "--cost"});

    EXPECT_EQ(with_cost.status, 0) << with_cost.errors;
    EXPECT_THAT(with_cost.output, StartsWith(plain.output));
    EXPECT_THAT(with_cost.output, HasSubstr("model: cycles, estimated"));
    EXPECT_THAT(with_cost.output, HasSubstr("hardware_entry  440.2  27.8"));
    EXPECT_THAT(plain.output, Not(HasSubstr("model")));
}

TEST(CompareCost, TakesTheParametersOfAFile)
{
    TemporaryFolder const folder;
    auto const file = folder.write("mine.ini", "[syscall]\ncycles = 1000\nsource = a guess\n");

    auto const ended = compare({"--paths", "syscall", "--cost-model", file.string(), "--json"});

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_THAT(ended.output, HasSubstr("\"label\": \"model\""));
    EXPECT_THAT(ended.output, HasSubstr("\"source\": \"a guess\""));
    EXPECT_THAT(ended.output, HasSubstr("\"cycles\": 1000.25"));
}

TEST(CompareCost, RefusesAFileThatIsNoModel)
{
    TemporaryFolder const folder;
    auto const file = folder.write("mine.ini", "[warp]\n");

    auto const wrong = compare({"--cost-model", file.string()});
    auto const missing = compare({"--cost-model", (folder.path() / "none").string()});

    EXPECT_EQ(wrong.status, 2);
    EXPECT_THAT(wrong.errors, HasSubstr("mine.ini:1: there is no cost [warp]"));
    EXPECT_EQ(missing.status, 2);
    EXPECT_THAT(missing.errors, EndsWith("none: No such file or directory\n"));
}

TEST(CompareCost, StandsOnThePageWithTheSourcesOfItsParameters)
{
    TemporaryFolder const folder;
    auto const file = folder.path() / "page.html";

    compare({"--paths", "syscall", "--cost", "--html", file.string()});
    auto const page = read_file(file);

    EXPECT_THAT(page, HasSubstr("<th scope=\"col\">phase (model)</th>"));
    EXPECT_THAT(page, HasSubstr("Documentation/x86/pti.rst"));
}

} // namespace ringside::tests
