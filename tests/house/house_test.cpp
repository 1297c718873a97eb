// The rules over the real tree. A finding here is mended in the file it names.
// The self-tests, which show that each rule can fail: layers_test.cpp, shape_test.cpp, code_test.cpp.
#include <gtest/gtest.h>

#include "tests/house/rules.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

namespace ringside::house {
namespace {

Tree const& tree()
{
    static Tree const files = read_tree(tests::source_folder());
    return files;
}

// Prints one finding a line.
testing::AssertionResult holds(Findings const& findings)
{
    if (findings.empty()) {
        return testing::AssertionSuccess();
    }
    testing::AssertionResult result = testing::AssertionFailure();
    result << findings.size() << " findings";
    for (std::string const& finding : findings) {
        result << "\n  " << finding;
    }
    return result;
}

TEST(House, HasBeenRead)
{
    EXPECT_GT(tree().size(), 20u);
}

TEST(House, IncludesPointOneWay)
{
    EXPECT_TRUE(holds(includes_against_the_direction(tree())));
}

TEST(House, KernelIncludesOnlyFreestandingHeaders)
{
    EXPECT_TRUE(holds(headers_the_kernel_may_not_include(tree())));
}

TEST(House, ZydisAppearsInThreeFilesAtMost)
{
    EXPECT_TRUE(holds(zydis_beyond_three_files(tree())));
}

TEST(House, WindowLibrariesStayInGui)
{
    EXPECT_TRUE(holds(window_libraries_outside_gui(tree())));
}

TEST(House, BothCompilersHaveEveryHeader)
{
    EXPECT_TRUE(holds(headers_that_one_compiler_lacks(tree())));
}

TEST(House, NoPanelIncludesAnother)
{
    EXPECT_TRUE(holds(panels_that_include_panels(tree())));
}

TEST(House, NoFileIsTooLong)
{
    EXPECT_TRUE(holds(files_too_long(tree())));
}

TEST(House, EveryFileOpensWithAComment)
{
    EXPECT_TRUE(holds(files_without_an_opening_comment(tree())));
}

TEST(House, EveryFolderHasAReadme)
{
    EXPECT_TRUE(holds(folders_without_readme(tree())));
}

TEST(House, FilesAreNamedForWhatTheyExplain)
{
    EXPECT_TRUE(holds(banned_names(tree())));
}

TEST(House, HoldsNoBinaryFileBesidePictures)
{
    EXPECT_TRUE(holds(binary_files(tree())));
}

TEST(House, LinesAndFilesEndTidily)
{
    EXPECT_TRUE(holds(untidy_ends(tree())));
}

TEST(House, HasNoConditionalCode)
{
    EXPECT_TRUE(holds(conditional_code(tree())));
}

TEST(House, HasNoMacrosButTryAndAssert)
{
    EXPECT_TRUE(holds(macros(tree())));
}

TEST(House, HeadersArePragmaOnce)
{
    EXPECT_TRUE(holds(headers_without_pragma_once(tree())));
}

TEST(House, ProcessorAndKernelHaveNoExceptions)
{
    EXPECT_TRUE(holds(exceptions_where_none_belong(tree())));
}

TEST(House, HasNoLeftovers)
{
    EXPECT_TRUE(holds(leftovers(tree())));
}

TEST(House, NamesNoPlaceOnOneMachine)
{
    EXPECT_TRUE(holds(machine_paths(tree())));
}

TEST(House, ForeignHeadersAreSeenOnlyWhereTheyBelong)
{
    ASSERT_TRUE(tests::is_installed("ninja")) << "ninja is missing: apt-get install ninja-build";
    auto const ended = tests::run({"ninja", "-C", tests::build_folder().string(), "-t", "deps"});

    ASSERT_NE(ended.output.find("house_test"), std::string::npos)
        << "no dependency files in " << tests::build_folder();
    EXPECT_TRUE(holds(foreign_headers(ended.output, tests::source_folder().string())));
}

TEST(House, IsCleanByClangFormat14)
{
    ASSERT_NE(tests::run({"clang-format", "--version"}).output.find(" 14."), std::string::npos)
        << "clang-format 14 is missing: apt-get install clang-format";
    std::vector<std::string> command = {"clang-format", "--dry-run", "-Werror", "--ferror-limit=1"};
    for (File const& file : tree()) {
        if (is_cpp(file.path)) {
            command.push_back((tests::source_folder() / file.path).string());
        }
    }
    auto const ended = tests::run(command);
    EXPECT_EQ(ended.status, 0) << ended.errors;
}

// clang_clean.sh over a build folder with one file of one line.
int looked_at_by_clang(std::string const& line)
{
    tests::TemporaryFolder const folder;
    folder.write("a.cpp", line);
    folder.write("a.o", "");
    folder.write("compile_commands.json",
                 "[\n{\n  \"directory\": \"" + folder.path().string() +
                     "\",\n  \"command\": \"/usr/bin/c++ -Wall -Werror -o a.o -c a.cpp\",\n"
                     "  \"file\": \"a.cpp\"\n}\n]\n");
    auto const script = tests::source_folder() / "tests/house/clang_clean.sh";
    return tests::run({"bash", script.string(), folder.path().string()}).status;
}

TEST(ClangClean, FailsOnAWarningOfClang)
{
    ASSERT_TRUE(tests::is_installed("clang++")) << "clang is missing: apt-get install clang";
    EXPECT_EQ(looked_at_by_clang("int f(int a) { return a; }\n"), 0);
    EXPECT_NE(looked_at_by_clang("int f(int a) { if ((a == 1)) { return 2; } return a; }\n"), 0);
}

} // namespace
} // namespace ringside::house
