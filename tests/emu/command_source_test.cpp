// Programs given as source text, built by the host's compiler.
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char const* assembly = R"(.globl _start
_start:
    mov $1, %eax
    mov $1, %edi
    lea text(%rip), %rsi
    mov $3, %edx
    syscall
    mov $60, %eax
    mov $7, %edi
    syscall
text: .ascii "hi\n"
)";

Ended ringside_in(std::filesystem::path const& folder, std::vector<std::string> words,
                  std::vector<std::pair<std::string, std::string>> environment = {})
{
    words.insert(words.begin(), ringside_binary().string());
    environment.emplace_back("TMPDIR", folder.string());
    Command command;
    command.arguments = words;
    command.environment = environment;
    return run(command);
}

TEST(SourceProgram, IsAssembledAndLinkedWithoutALibraryWhereItHasItsOwnStart)
{
    TemporaryFolder folder;
    auto const file = folder.write("hi.s", assembly).string();

    auto const ended = ringside_in(folder.path(), {"run", "--strace", file});

    EXPECT_EQ(ended.output, "hi\n");
    EXPECT_EQ(ended.status, 7);
    EXPECT_THAT(ended.errors, HasSubstr("execve(\"/bin/hi\""));
}

TEST(SourceProgram, IsCompiledWithTheCLibrary)
{
    TemporaryFolder folder;
    auto const file =
        folder.write("c.c", "#include <stdio.h>\nint main(int n, char** a) { puts(a[1]); return n; }")
            .string();

    auto const ended = ringside_in(folder.path(), {"run", file, "word"});

    EXPECT_EQ(ended.output, "word\n");
    EXPECT_EQ(ended.status, 2);
}

TEST(SourceProgram, KnowsItsLines)
{
    TemporaryFolder folder;
    auto const session = open_file(folder.write("hi.s", assembly));

    auto const line = session->source(session->state().rip);

    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->line, 3u);
    EXPECT_THAT(line->text, HasSubstr("mov $1, %eax"));
}

TEST(SourceProgram, LeavesNothingBehind)
{
    TemporaryFolder folder;
    TemporaryFolder build;
    auto const file = folder.write("hi.s", assembly).string();

    ringside_in(build.path(), {"run", file});

    EXPECT_TRUE(std::filesystem::is_empty(build.path()));
}

TEST(SourceProgram, WithErrorsIsRefusedWithAllThatTheCompilerSays)
{
    TemporaryFolder folder;
    auto const file = folder.write("bad.c", "int main(void) { return one + two; }").string();

    auto const ended = ringside_in(folder.path(), {"run", file});

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, StartsWith("ringside: " + file + ": gcc could not build it; what it says:\n"));
    EXPECT_THAT(ended.errors, HasSubstr("one"));
    EXPECT_THAT(ended.errors, HasSubstr("two"));
    EXPECT_EQ(ended.output, "");
}

TEST(SourceProgram, WithoutACompilerSaysWhatToInstall)
{
    TemporaryFolder folder;
    auto const file = folder.write("hi.s", assembly).string();

    auto const ended = ringside_in(folder.path(), {"run", file}, {{"PATH", folder.path().string()}});

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, HasSubstr("there is no gcc here"));
    EXPECT_THAT(ended.errors, HasSubstr("apt-get install gcc"));
}

TEST(SourceProgram, ThatIsMissingIsNotCompiled)
{
    auto const ended = run({ringside_binary().string(), "run", "/nothing/here.c"});

    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.errors, HasSubstr("No such file"));
}

} // namespace
} // namespace ringside::tests
