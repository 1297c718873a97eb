// Shows that each rule about code can fail. The words that other rules look for in this very file are put
// together from halves. Next: house_test.cpp, the rules over the real tree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/house/rules.hpp"

namespace ringside::house {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ConditionalCode, IsRefused)
{
    EXPECT_THAT(conditional_code({{"cpu/a.cpp", "#ifdef FAST\n#else\n#endif\n"}}), SizeIs(2));
    EXPECT_THAT(conditional_code({{"emu/a.cpp", "  # if 0\n"}}), SizeIs(1));
    EXPECT_THAT(conditional_code({{"cpu/a.cpp", "// #if is not allowed\nif (a) {\n"}}), IsEmpty());
}

TEST(ConditionalCode, TellsAssemblerFromCppInTheAbiOnly)
{
    std::string const text = "#ifndef __ASSEMBLER__\n#else\n#endif\n";

    EXPECT_THAT(conditional_code({{"kernel-model/abi/selectors.h", text}}), IsEmpty());
    EXPECT_THAT(conditional_code({{"kernel-model/task/task.hpp", text}}), SizeIs(2));
    EXPECT_THAT(conditional_code({{"kernel-model/abi/selectors.h", "#ifdef DEBUG\n"}}), SizeIs(1));
}

TEST(Macros, AreRefusedBesideTryAndAssert)
{
    EXPECT_THAT(macros({{"cpu/a.hpp", "#define BIT(n) (1 << (n))\n"}}),
                ElementsAre("cpu/a.hpp:1: macro BIT (TRY and ASSERT are the only ones)"));
    EXPECT_THAT(macros({{"cpu/a.hpp", "#define TRY(x) (x)\n#define ASSERT(x) (x)\n"}}), IsEmpty());
    EXPECT_THAT(macros({{"cpu/a.hpp", "#define TRY_HARDER(x) (x)\n"}}), SizeIs(1));
}

TEST(PragmaOnce, IsMissed)
{
    EXPECT_THAT(headers_without_pragma_once({{"cpu/a.hpp", "// Why.\nint x;\n"}}), SizeIs(1));
    EXPECT_THAT(headers_without_pragma_once({{"cpu/a.hpp", "// Why.\n#pragma once\n"}, {"cpu/a.cpp", ""}}),
                IsEmpty());
}

TEST(Exceptions, AreRefusedInProcessorAndKernel)
{
    EXPECT_THAT(exceptions_where_none_belong({{"cpu/a.cpp", "    throw 1;\n"}}), SizeIs(1));
    EXPECT_THAT(exceptions_where_none_belong({{"kernel-model/a.cpp", "auto* b = dynamic_cast<B*>(a);\n"}}),
                SizeIs(1));
    EXPECT_THAT(exceptions_where_none_belong({{"emu/a.cpp", "    throw 1;\n"}}), IsEmpty());
    EXPECT_THAT(exceptions_where_none_belong({{"cpu/a.cpp", "// We throw nothing.\nprint(\"throw\");\n"}}),
                IsEmpty());
}

TEST(Leftovers, AreRefused)
{
    EXPECT_THAT(leftovers({{"cpu/a.cpp", std::string("// TO") + "DO: think\n"}}), SizeIs(1));
    EXPECT_THAT(leftovers({{"tests/a.cpp", std::string("TEST(A, DISABL") + "ED_B)\n"}}), SizeIs(1));
    EXPECT_THAT(leftovers({{"cpu/a.cpp", "// FIXME: #UD today.\n"}}), IsEmpty());
}

TEST(MachinePaths, AreRefused)
{
    EXPECT_THAT(machine_paths({{"README.md", std::string("see /wo") + "rk/main\n"}}), SizeIs(1));
    EXPECT_THAT(machine_paths({{"README.md", std::string("see ./wo") + "rk/main, frame/work\n"}}), IsEmpty());
}

TEST(CodeOf, LeavesOutCommentsAndStrings)
{
    EXPECT_EQ(code_of("f(\"a // b\"); // c"), "f(\"); ");
    EXPECT_EQ(code_of("x = 1'000; // c"), "x = 1'000; ");
}

} // namespace
} // namespace ringside::house
