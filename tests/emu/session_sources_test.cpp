// Source lines: of the kernel, the vDSO and the samples out of the binary itself, of other programs from the
// host's files.
#include "emu/symbols/sources.hpp"
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;

TEST(SourceName, IsRelativeToTheSourceTreeWhateverTheBuildPutBeforeIt)
{
    EXPECT_EQ(emu::source_name("../../kernel-model/entry/start.cpp"), "kernel-model/entry/start.cpp");
    EXPECT_EQ(emu::source_name("./kernel-model/entry/start.cpp"), "kernel-model/entry/start.cpp");
    EXPECT_EQ(emu::source_name("./../../programs/start.S"), "programs/start.S");
    EXPECT_EQ(emu::source_name("/lab/prog.c"), "/lab/prog.c");
}

TEST(EmbeddedSources, HoldKernelAndSamples)
{
    emu::EmbeddedSources const sources;

    EXPECT_THAT(sources.names(),
                IsSupersetOf({"kernel-model/entry/syscall.S", "kernel-model/entry/push_r8_to_r15.inc",
                              "kernel-model/vdso/user/clock.cpp", "programs/trap_paths/hello.c"}));
    EXPECT_THAT(sources.text("kernel-model/entry/syscall.S"), HasSubstr("FUNCTION entry_SYSCALL_64"));
    EXPECT_EQ(sources.text("kernel-model/entry/none.S"), "");
}

TEST(SourceLine, OfTheKernelAndOfASampleIsInTheBinary)
{
    auto const session = open_sample("trap_paths/hello_glibc");

    auto const kernel = session->source(session->address_of("sys_write").value());
    auto const entry = session->source(session->address_of("entry_SYSCALL_64").value());
    auto const program = session->source(session->address_of("main").value() + 9);

    ASSERT_TRUE(kernel && entry && program);
    EXPECT_EQ(kernel->file, "kernel-model/syscall/read_write.cpp");
    EXPECT_EQ(entry->file, "kernel-model/entry/syscall.S");
    EXPECT_THAT(entry->text, HasSubstr("swapgs"));
    EXPECT_EQ(program->file, "programs/trap_paths/hello.c");
    EXPECT_THAT(program->text, HasSubstr("printf(\"Hello, world\\n\");"));
}

TEST(SourceLine, TellsTheCodeThatBelongsToItAlone)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    auto const main = session->address_of("main").value();

    auto const first = session->source(main);
    ASSERT_TRUE(first.has_value());
    auto const last_byte = session->source(first->end - 1);
    auto const next = session->source(first->end);

    EXPECT_EQ(first->start, main);
    EXPECT_EQ(last_byte->line, first->line);
    EXPECT_NE(next->line, first->line);
    EXPECT_EQ(next->start, first->end);
}

TEST(SourceLine, OfAnotherProgramIsFoundBesideIt)
{
    TemporaryFolder const folder;
    folder.write("prog.c", "int main(void)\n{\n\treturn 0;\n}\n");

    emu::Sources beside(folder.path());

    EXPECT_EQ(beside.line("/a/folder/that/was/removed/prog.c", 3), "        return 0;");
    EXPECT_EQ(beside.line("/a/folder/that/was/removed/prog.c", 9), "");
    EXPECT_EQ(beside.line("/a/folder/that/was/removed/other.c", 1), "");
}

TEST(SourceLine, IsNotReadFromADevice)
{
    emu::Sources sources;

    EXPECT_EQ(sources.line("/dev/zero", 1), "");
    EXPECT_EQ(sources.line("/dev", 1), "");
}

} // namespace
} // namespace ringside::tests
