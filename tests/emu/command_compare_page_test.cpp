// `ringside compare --html`: one page with the table's figures that needs nothing but itself.
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include "emu/compare/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace ringside::tests {

namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Ended compare(std::vector<std::string> words)
{
    words.insert(words.begin(), {ringside_binary().string(), "compare"});
    return run(std::move(words));
}

std::size_t files_in(std::filesystem::path const& folder)
{
    auto const entries = std::filesystem::directory_iterator(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

} // namespace

TEST(ComparePage, HoldsThePhasesFiguresAndMicroStepsOfEachPath)
{
    TemporaryFolder const folder;
    auto const file = folder.path() / "page.html";

    auto const ended = compare({"--paths", "int80,syscall", "--html", file.string()});
    auto const page = read_file(file);

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_THAT(ended.output, HasSubstr("hardware_entry"));
    EXPECT_THAT(page, StartsWith("<!DOCTYPE html>"));
    EXPECT_THAT(page, HasSubstr("<th scope=\"row\">hardware_entry</th>"));
    EXPECT_THAT(page, HasSubstr("hardware: 32&nbsp;B&nbsp;read, 40&nbsp;B&nbsp;written"));
    EXPECT_THAT(page, HasSubstr("<code>check_gate_dpl</code>"));
    EXPECT_THAT(page, HasSubstr("<code>save_rcx</code>"));
    EXPECT_THAT(page, HasSubstr("<h3>What syscall does not do</h3>"));
    EXPECT_THAT(page, HasSubstr("<li>It does not read the IDT.</li>"));
    EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(ComparePage, SaysWhereRingsAreOffAndWhichPathsAreNotThere)
{
    TemporaryFolder const folder;
    auto const file = folder.path() / "page.html";

    compare({"--paths", "syscall,vdso", "--no-rings", "--html", file.string()});
    auto const page = read_file(file);

    EXPECT_THAT(page, HasSubstr("<br>rings off</th>"));
    EXPECT_THAT(page, HasSubstr("rings off by <code>--no-rings</code>"));
    EXPECT_THAT(page, HasSubstr("<h2>Not in this comparison</h2>"));
    EXPECT_THAT(page, HasSubstr("getpid cannot be asked for by vdso"));
}

TEST(ComparePage, AsksForNothingFromElsewhere)
{
    TemporaryFolder const folder;
    auto const file = folder.path() / "page.html";

    compare({"--paths", "syscall", "--html", file.string()});
    auto const page = read_file(file);

    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    EXPECT_THAT(page, Not(HasSubstr("://")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("src=")));
    EXPECT_THAT(page, Not(HasSubstr("href=")));
    EXPECT_THAT(page, Not(HasSubstr("url(")));
}

TEST(ComparePage, SaysWhyThePageCouldNotBeWrittenAndLeavesNothing)
{
    TemporaryFolder const folder;

    auto const ended = compare({"--paths", "syscall", "--html", (folder.path() / "none/page.html").string()});

    EXPECT_EQ(ended.status, 2);
    EXPECT_EQ(ended.output, "");
    EXPECT_THAT(ended.errors, StartsWith("ringside: cannot write "));
    EXPECT_EQ(files_in(folder.path()), 0u);
}

TEST(ComparePage, TakesNamesForTextAndNotForMarks)
{
    emu::Measured path;
    path.path = "<b>&\"";
    path.program = "<script>";

    auto const page = emu::comparison_page("<i>", {path});

    EXPECT_THAT(page, HasSubstr("&lt;b&gt;&amp;&quot;"));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("<script>")));
    EXPECT_THAT(page, Not(HasSubstr("<i>")));
}

} // namespace ringside::tests
