// `ringside compare` as a user meets it: which paths there are for whom, and the sentence where there is
// none.
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ringside::tests {

namespace {

using testing::HasSubstr;
using testing::Not;

Ended compare(std::vector<std::string> words)
{
    words.insert(words.begin(), {ringside_binary().string(), "compare"});
    return run(std::move(words));
}

nlohmann::json json_of(Ended const& ended)
{
    return nlohmann::json::parse(ended.output, nullptr, false);
}

} // namespace

TEST(CompareCommand, GivesEachFastPathTheProcessorThatHasIt)
{
    auto const ended = compare({"--paths", "sysenter,syscall32", "--request", "getpid", "--json"});
    auto const paths = json_of(ended)["paths"];

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_EQ(paths[0]["vendor"], "intel");
    EXPECT_EQ(paths[1]["vendor"], "amd");
    EXPECT_EQ(paths[1]["result"], paths[0]["result"]);
}

TEST(CompareCommand, SaysWhichVendorHasAPath)
{
    auto const ended = compare({"--paths", "sysenter", "--vendor", "amd"});

    EXPECT_EQ(ended.status, 2);
    EXPECT_EQ(ended.output, "");
    EXPECT_THAT(ended.errors, HasSubstr("--vendor amd has no sysenter; it is there with --vendor intel"));
}

TEST(CompareCommand, NamesThePathsThatThereAre)
{
    auto const unknown = compare({"--paths", "smoke"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_EQ(unknown.output, "");
    EXPECT_THAT(unknown.errors,
                HasSubstr("call, vdso, vsyscall, syscall, syscall32, sysenter, int80, int80-32"));

    // What the request does not have is told; what it has is shown.
    auto const partly = compare({"--paths", "vdso,call,syscall", "--request", "getpid", "--json"});
    EXPECT_EQ(partly.status, 0);
    EXPECT_EQ(json_of(partly)["paths"].size(), 2u);
    EXPECT_EQ(json_of(partly)["unavailable"][0]["name"], "vdso");
    EXPECT_THAT(json_of(partly)["unavailable"][0]["reason"].get<std::string>(),
                HasSubstr("getpid cannot be asked for by vdso"));
    EXPECT_THAT(partly.errors, HasSubstr("getpid cannot be asked for by vdso"));
    EXPECT_THAT(partly.errors, Not(HasSubstr("by call")));

    auto const none = compare({"--paths", "vdso,vsyscall", "--request", "getpid", "--json"});
    EXPECT_EQ(none.status, 2);
    EXPECT_EQ(none.output, "");
}

TEST(CompareCommand, ShowsForEachRequestThePathsThatCanServeIt)
{
    auto const shown = [](char const* request) {
        auto const ended = compare({"--paths", "call,vdso,vsyscall,syscall,sysenter,int80,int80-32,ring",
                                    "--request", request, "--json"});
        return ended.status == 0 ? json_of(ended)["paths"].size() : 0;
    };

    EXPECT_EQ(shown("time"), 8u);
    EXPECT_EQ(shown("getpid"), 6u);
    EXPECT_EQ(shown("write"), 6u);
}

TEST(CompareCommand, MeasuresTwoProgramsByWhatTheyDo)
{
    auto const hello = [](char const* name) { return sample("trap_paths/" + std::string(name)).string(); };
    auto const ended = compare({"--json", "--with", hello("hello_int80_32"), hello("hello_syscall")});
    auto const paths = json_of(ended)["paths"];

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_EQ(paths[0]["name"], "syscall");
    EXPECT_EQ(paths[1]["name"], "int80-32");

    auto const wrong = compare({"--paths", "int80", hello("hello_syscall")});
    EXPECT_EQ(wrong.status, 2);
    EXPECT_EQ(wrong.output, "");
    EXPECT_THAT(wrong.errors, HasSubstr("by syscall, not by int80"));
}

TEST(CompareCommand, GivesJsonForNamesThatAreNoUtf8)
{
    TemporaryFolder folder;
    auto const program = folder.path() / "hello\xff";
    std::filesystem::copy_file(sample("trap_paths/hello_int80"), program);
    auto const model = folder.write("model\xff.ini", "[instruction]\ncycles = 1\nsource = \xfe\n");

    auto const ended = compare({"--json", "--cost-model", model.string(), program.string()});

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_THAT(json_of(ended)["paths"][0]["program"].get<std::string>(), HasSubstr("hello\xef\xbf\xbd"));
    EXPECT_EQ(json_of(ended)["cost"]["parameters"][0]["source"], "\xef\xbf\xbd");
}

TEST(CompareCommand, NamesNoRequestWherePathsCarryNone)
{
    auto const alone = compare({"--paths", "pf,ud"});
    auto const json = json_of(compare({"--json", "--paths", "pf,ud"}));
    auto const mixed = compare({"--paths", "syscall,pf"});
    auto const mixed_json = json_of(compare({"--json", "--paths", "syscall,pf"}));

    EXPECT_THAT(alone.output, testing::StartsWith("no request: what it takes, phase by phase\n"));
    EXPECT_TRUE(json["request"].is_null());
    EXPECT_THAT(mixed.output, testing::StartsWith("getpid (pf: no request): what one request takes"));
    EXPECT_EQ(mixed_json["request"], "getpid");
    EXPECT_FALSE(mixed_json["paths"][0].contains("request"));
    EXPECT_TRUE(mixed_json["paths"][1]["request"].is_null());
}

TEST(CompareCommand, HasNoColourButOnATerminal)
{
    auto const ended = compare({"--paths", "int80,syscall"});

    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.output, Not(HasSubstr("\033")));
    EXPECT_THAT(ended.output, HasSubstr("does not:  "));
}

TEST(CompareCommand, DoesNotWaitForeverForAProgramThatNeverComesToItsMarks)
{
    auto const ended = compare({guest("endless_marked").string()});

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors,
                HasSubstr("endless_marked has not come to its path_begin after 200 million ticks"));
    EXPECT_EQ(ended.output, "");
}

} // namespace ringside::tests
