// Shows that each rule about includes can fail, and on what. Next: shape_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/house/rules.hpp"

namespace ringside::house {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Tree including(std::string const& path, std::string const& name)
{
    return {{path, "// What it explains.\n#include " + name + "\n"}};
}

TEST(IncludeDirection, RefusesCpuIncludingEmu)
{
    auto const findings =
        includes_against_the_direction(including("cpu/state/cpu.hpp", "\"emu/machine/machine.hpp\""));

    EXPECT_THAT(findings, ElementsAre("cpu/state/cpu.hpp:2: cpu may not include emu/machine/machine.hpp"));
}

TEST(IncludeDirection, RefusesEmuIncludingGui)
{
    EXPECT_THAT(includes_against_the_direction(including("emu/a.cpp", "\"gui/view.hpp\"")), SizeIs(1));
}

TEST(IncludeDirection, RefusesHostsIncludingTheKernelBesideItsAbi)
{
    EXPECT_THAT(includes_against_the_direction(including("emu/a.cpp", "\"kernel-model/task/task.hpp\"")),
                SizeIs(1));
    EXPECT_THAT(includes_against_the_direction(including("emu/a.cpp", "\"kernel-model/abi/errno.hpp\"")),
                IsEmpty());
}

TEST(IncludeDirection, RefusesTheProcessorKnowingTheAbi)
{
    EXPECT_THAT(includes_against_the_direction(including("cpu/a.cpp", "\"kernel-model/abi/errno.hpp\"")),
                SizeIs(1));
}

TEST(IncludeDirection, RefusesTheKernelIncludingAHostHeader)
{
    EXPECT_THAT(includes_against_the_direction(including("kernel-model/a.cpp", "\"cpu/state/cpu.hpp\"")),
                SizeIs(1));
}

TEST(IncludeDirection, RefusesAnythingIncludingTests)
{
    EXPECT_THAT(includes_against_the_direction(including("gui/a.cpp", "\"tests/support/process.hpp\"")),
                SizeIs(1));
}

TEST(IncludeDirection, RefusesPathsThatClimb)
{
    EXPECT_THAT(includes_against_the_direction(including("cpu/a.cpp", "\"../emu/a.hpp\"")), SizeIs(1));
}

TEST(IncludeDirection, AllowsWhatPointsTheRightWay)
{
    EXPECT_THAT(includes_against_the_direction(including("gui/a.cpp", "\"emu/session/session.hpp\"")),
                IsEmpty());
    EXPECT_THAT(includes_against_the_direction(including("emu/a.cpp", "\"cpu/state/cpu.hpp\"")), IsEmpty());
    EXPECT_THAT(includes_against_the_direction(including("cpu/a.cpp", "<array>")), IsEmpty());
}

TEST(KernelHeaders, RefusesAHostedHeader)
{
    EXPECT_THAT(headers_the_kernel_may_not_include(including("kernel-model/a.cpp", "<string>")), SizeIs(1));
    EXPECT_THAT(headers_the_kernel_may_not_include(including("kernel-model/a.cpp", "<vector>")), SizeIs(1));
    EXPECT_THAT(headers_the_kernel_may_not_include(including("kernel-model/a.cpp", "<span>")), IsEmpty());
    EXPECT_THAT(headers_the_kernel_may_not_include(including("emu/a.cpp", "<string>")), IsEmpty());
}

TEST(Zydis, IsRefusedInAFourthFile)
{
    Tree tree;
    for (char const* const path : {"cpu/decode/a.cpp", "emu/b.cpp", "emu/c.cpp"}) {
        tree.push_back(including(path, "<Zydis/Zydis.h>").front());
    }
    EXPECT_THAT(zydis_beyond_three_files(tree), IsEmpty());

    tree.push_back(including("emu/d.cpp", "<Zydis/Zydis.h>").front());

    EXPECT_THAT(zydis_beyond_three_files(tree), SizeIs(4));
}

TEST(WindowLibraries, AreRefusedOutsideGui)
{
    EXPECT_THAT(window_libraries_outside_gui(including("emu/a.cpp", "<SDL2/SDL.h>")), SizeIs(1));
    EXPECT_THAT(window_libraries_outside_gui(including("cpu/a.cpp", "<imgui/imgui.h>")), SizeIs(1));
    EXPECT_THAT(window_libraries_outside_gui(including("gui/a.cpp", "<SDL.h>")), IsEmpty());
}

TEST(Compilers, RefuseAHeaderThatOneOfThemLacks)
{
    EXPECT_THAT(headers_that_one_compiler_lacks(including("emu/a.cpp", "<format>")), SizeIs(1));
    EXPECT_THAT(headers_that_one_compiler_lacks(including("emu/a.cpp", "<span>")), IsEmpty());
}

TEST(Panels, RefuseAnother)
{
    EXPECT_THAT(panels_that_include_panels(including("gui/panels/code.cpp", "\"gui/panels/stacks.hpp\"")),
                SizeIs(1));
    EXPECT_THAT(panels_that_include_panels(including("gui/panels/code.cpp", "\"gui/panels/code.hpp\"")),
                IsEmpty());
}

// One object as `ninja -t deps` lists it, in a tree that lies in /src.
Findings seen(std::string const& object, std::string const& header)
{
    return foreign_headers(object + ": #deps 1, deps mtime 1 (VALID)\n    " + header + "\n\n", "/src");
}

TEST(ForeignHeaders, RefusesSdlInTheEmulator)
{
    EXPECT_THAT(seen("emu/CMakeFiles/ringside_emu.dir/a.cpp.o", "/usr/include/SDL2/SDL.h"), SizeIs(1));
    EXPECT_THAT(seen("gui/CMakeFiles/ringside_gui.dir/a.cpp.o", "/usr/include/SDL2/SDL.h"), IsEmpty());
}

TEST(ForeignHeaders, RefusesFmtInTheProcessor)
{
    EXPECT_THAT(seen("cpu/CMakeFiles/ringside_cpu.dir/a.cpp.o", "/usr/include/fmt/core.h"), SizeIs(1));
    EXPECT_THAT(seen("cpu/CMakeFiles/ringside_cpu.dir/a.cpp.o", "/usr/include/Zydis/Zydis.h"), IsEmpty());
}

TEST(ForeignHeaders, RefusesHostHeadersInTheKernel)
{
    std::string const object = "kernel-model/CMakeFiles/kernel.elf.dir/task/task.cpp.o";
    EXPECT_THAT(seen(object, "/src/emu/machine.hpp"), SizeIs(1));
    EXPECT_THAT(seen(object, "/src/kernel-model/lib/result.hpp"), IsEmpty());
    EXPECT_THAT(seen(object, "/usr/include/c++/12/string"), SizeIs(1));
    EXPECT_THAT(seen(object, "/usr/include/stdio.h"), SizeIs(1));
    EXPECT_THAT(seen(object, "/usr/include/c++/12/array"), IsEmpty());
}

TEST(ForeignHeaders, IgnoresStaleEntries)
{
    EXPECT_THAT(
        foreign_headers(
            "cpu/CMakeFiles/x.dir/a.o: #deps 1, deps mtime 1 (STALE)\n    /usr/include/fmt/core.h\n", "/src"),
        IsEmpty());
}

} // namespace
} // namespace ringside::house
