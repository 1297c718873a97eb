// Two programs with an address space each take turns on one processor: what a context switch keeps, and what
// it does. Read beside kernel-model/task/scheduler.cpp.
#include "emu/symbols/symbols.hpp"
#include "kernel-model/abi/image.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

namespace ringside::tests {
namespace {

using testing::HasSubstr;

Archive two_programs()
{
    Archive archive;
    archive.add_host_file("turns", build_folder() / "tests" / "kernel_boot" / "guests" / "taking_turns");
    return archive;
}

constexpr char const* command_line = "init=/turns also=/turns console=pipe";

TEST(TakingTurns, KeepsEveryRegisterOfBothPrograms)
{
    OwnMachine machine(two_programs(), command_line);

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.log();
    EXPECT_THAT(machine.log(), HasSubstr("turns[2]: exited with status 0\n"));
    EXPECT_THAT(machine.console(), testing::MatchesRegex("(21|12)+1?")) << machine.log();
}

TEST(TakingTurns, KeepsThemWithPageTableIsolationToo)
{
    OwnMachine machine(two_programs(), std::string(command_line) + " pti=on");

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.log();
    EXPECT_THAT(machine.log(), HasSubstr("turns[2]: exited with status 0\n"));
}

TEST(TakingTurns, LoadsCr3AtEachChangeFromOneProgramToTheOther)
{
    OwnMachine machine(two_programs(), command_line);
    emu::Symbols const symbols(kernel::embedded_image(), 0);
    machine.machine().cpu.breakpoints = {symbols.named("__switch_to")->start};

    std::vector<uint64_t> roots;
    while (machine.machine().run(2'000'000'000) == emu::Halt::breakpoint)
        roots.push_back(machine.machine().cpu.state.cr3);

    ASSERT_GE(roots.size(), 6u);
    EXPECT_EQ(std::set<uint64_t>(roots.begin(), roots.end()).size(), 2u);
    EXPECT_EQ(std::adjacent_find(roots.begin(), roots.end()), roots.end()) << "one program twice in a row";
}

TEST(TakingTurns, GivesTheSameBitsInEveryRun)
{
    OwnMachine first(two_programs(), command_line);
    OwnMachine second(two_programs(), command_line);

    first.run_to_the_end();
    second.run_to_the_end();

    EXPECT_EQ(first.console(), second.console());
    EXPECT_EQ(first.machine().cpu.state.time, second.machine().cpu.state.time);
}

class TakingTurnsWith : public testing::TestWithParam<std::tuple<char const*, cpu::Vendor>>
{};

TEST_P(TakingTurnsWith, AProgramOfAnotherKind)
{
    auto const [name, vendor] = GetParam();
    Archive archive = two_programs();
    archive.add_host_file("other", build_folder() / "tests" / "kernel_boot" / "guests" / name);
    OwnMachine machine(archive, "init=/turns also=/other console=pipe", vendor);

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
    EXPECT_THAT(machine.console(), HasSubstr("all is well\n")) << machine.log();
    EXPECT_THAT(machine.log(), HasSubstr("other[2]: exited with status 0\n"));
}

INSTANTIATE_TEST_SUITE_P(All, TakingTurnsWith,
                         testing::Combine(testing::Values("computing_i386", "computing_glibc"),
                                          testing::Values(cpu::Vendor::intel, cpu::Vendor::amd)));

TEST(TakingTurns, EndsWithInitWhileTheOtherWaits)
{
    Archive archive = two_programs();
    archive.add_host_file("hello", build_folder() / "programs" / "trap_paths" / "hello_syscall");
    OwnMachine machine(archive, "init=/hello also=/turns console=pipe");

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.log();
    EXPECT_EQ(machine.console(), "Hello by SYSCALL\n");
}

TEST(TakingTurns, GoesOnAloneIfTheSecondProgramIsMissing)
{
    OwnMachine machine(two_programs(), "init=/turns also=/missing console=pipe");

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.log();
    EXPECT_EQ(machine.console(), "");
    EXPECT_THAT(machine.log(),
                HasSubstr("exec: /missing: it is not in the initramfs; there is no second program\n"));
}

} // namespace
} // namespace ringside::tests
