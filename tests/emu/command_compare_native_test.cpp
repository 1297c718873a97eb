// `ringside compare --native` on whatever host the test runs: a figure or a sentence for each path. How long
// anything takes is not tested.
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ringside::tests {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

Ended compare(std::vector<std::string> words)
{
    words.insert(words.begin(), {ringside_binary().string(), "compare"});
    return run(std::move(words));
}

bool is_timed_or_explained(nlohmann::json const& path)
{
    if (path.contains("reason"))
        return !path["reason"].get<std::string>().empty();
    return path["samples"] == 2'000 && path["lower_quartile"] <= path["median"] &&
           path["median"] <= path["upper_quartile"] && path["least"] <= path["median"] && path["median"] > 0;
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
    EXPECT_TRUE(is_timed_or_explained(object["native"]["paths"][0])) << object["native"];
    EXPECT_TRUE(is_timed_or_explained(object["native"]["paths"][1])) << object["native"];
    EXPECT_TRUE(is_timed_or_explained(object["native"]["paths"][2])) << object["native"];
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

} // namespace ringside::tests
