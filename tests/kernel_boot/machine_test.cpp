// The kernel in our own machine: the same guests and ends as in QEMU, what QEMU does not model, and each line
// of /proc/self/maps against the page tables.
#include "tests/kernel_boot/faults.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ringside::tests {
namespace {

std::filesystem::path guest(std::string_view name)
{
    return build_folder() / "tests" / "kernel_boot" / "guests" / name;
}

Archive archive_with(std::string const& name)
{
    Archive archive;
    archive.add_folder("bin");
    archive.add_folder("etc");
    archive.add_host_file("bin/" + name, guest(name));
    archive.add_file("etc/text", "0123456789", 0100644);
    return archive;
}

class MachineGuest : public testing::TestWithParam<std::string>
{};

TEST_P(MachineGuest, FindsEverythingAsDocumented)
{
    OwnMachine machine(archive_with(GetParam()), "init=/bin/" + GetParam() + " console=pipe");

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
}

INSTANTIATE_TEST_SUITE_P(All, MachineGuest,
                         testing::Values("initial_state_64", "initial_state_32", "memory_glibc",
                                         "memory_musl", "memory_i386", "memory_pie", "user_copies_glibc",
                                         "user_copies_musl", "user_copies_i386", "user_copies_pie"),
                         [](auto const& test) { return test.param; });

class MachineInitialStack : public testing::TestWithParam<std::string>
{};

TEST_P(MachineInitialStack, HoldsArgumentsEnvironmentAndAuxiliaryVector)
{
    std::string const name = "initial_stack_" + GetParam();
    OwnMachine machine(archive_with(name), "init=/bin/" + name +
                                               R"( console=pipe TERM=dumb OWN="a b" -- "two words" "" )"
                                               R"("quote\" back\\slash")");

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
    EXPECT_EQ(machine.console(), "all is well\n");
}

INSTANTIATE_TEST_SUITE_P(All, MachineInitialStack, testing::Values("glibc", "musl", "i386", "pie"),
                         [](auto const& test) { return test.param; });

class MachineFault : public testing::TestWithParam<Fault>
{};

TEST_P(MachineFault, EndsTheProgramWithLinuxsSignal)
{
    OwnMachine machine(archive_with("faults"),
                       std::string("init=/bin/faults console=pipe -- ") + GetParam().name, cpu::Vendor::intel,
                       32);

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 128 + GetParam().signal) << machine.log();
    EXPECT_EQ(machine.console(), "before\n");
}

INSTANTIATE_TEST_SUITE_P(All, MachineFault, testing::ValuesIn(faults),
                         [](auto const& test) { return std::string(test.param.name); });
INSTANTIATE_TEST_SUITE_P(BeyondQemu, MachineFault, testing::ValuesIn(faults_beyond_qemu),
                         [](auto const& test) { return std::string(test.param.name); });

TEST(Machine, AnAmdProcessorRefusesSysenterWithSigill)
{
    OwnMachine machine(archive_with("faults"), "init=/bin/faults console=pipe -- sysenter", cpu::Vendor::amd);

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 128 + sigill) << machine.log();
}

class RandomCalls : public testing::TestWithParam<int>
{};

TEST_P(RandomCalls, NeitherBringTheKernelDownNorPartRegionsFromPages)
{
    OwnMachine machine(archive_with("random_calls"),
                       "init=/bin/random_calls console=pipe loglevel=6 -- " + std::to_string(GetParam()),
                       cpu::Vendor::intel, 64);

    machine.run_to_the_end();

    auto const lines = lines_of_maps(after(machine.console(), "MAPS"));
    Pages const pages = machine.user_pages();
    EXPECT_EQ(machine.status(), 0) << machine.log();
    EXPECT_GE(lines.size(), 5u);
    EXPECT_EQ(pages, promised(lines, pages)) << machine.console();
    EXPECT_EQ(machine.frames_mapped_twice(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomCalls, testing::Range(1, 13));

/// A copy with one to three bytes of its headers replaced.
std::string damaged(std::string file, std::mt19937_64& random)
{
    constexpr size_t headers = 64 + 4 * 56;
    for (uint64_t changes = 1 + random() % 3; changes > 0; --changes)
        file[random() % headers] = static_cast<char>(random());
    return file;
}

/// It is refused, or it runs and does whatever it does; the kernel stands.
void expect_the_kernel_stands(std::string const& program)
{
    Archive archive;
    archive.add_file("program", program);
    OwnMachine machine(archive, "init=/program console=pipe", cpu::Vendor::intel, 32);

    machine.run_to_the_end(2'000'000);

    EXPECT_EQ(machine.log().find("BUG"), std::string::npos) << machine.log();
    EXPECT_EQ(machine.log().find("assertion"), std::string::npos) << machine.log();
    EXPECT_NE(machine.log().find("Run /program"), std::string::npos) << machine.log();
}

class DamagedProgram : public testing::TestWithParam<unsigned>
{
protected:
    void boot_damaged_copies(std::string_view name, int copies)
    {
        std::string const sound = read_file(guest(name));
        for (int copy = 0; copy < copies; ++copy)
            expect_the_kernel_stands(damaged(sound, random_));
    }

    std::mt19937_64 random_{GetParam()};
};

TEST_P(DamagedProgram, NeverBringsTheKernelDown)
{
    boot_damaged_copies("initial_state_64", 10);
    boot_damaged_copies("initial_state_32", 10);
    boot_damaged_copies("initial_stack_pie", 10);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DamagedProgram, testing::Range(1u, 11u));

/// Regions and page tables at the moment that a guest has announced.
class PageTables : public testing::TestWithParam<int>
{
protected:
    void SetUp() override
    {
        std::string const moment = "READY " + std::to_string(GetParam());
        ASSERT_TRUE(machine_.run_until(moment)) << machine_.log();
        std::string const before = machine_.console().substr(0, machine_.console().find(moment));
        lines_ = lines_of_maps(after(before, "READY"));
        pages_ = machine_.user_pages();
    }

    OwnMachine machine_{archive_with("touched_pages"), "init=/bin/touched_pages console=pipe"};
    std::vector<Line> lines_;
    Pages pages_;
};

TEST_P(PageTables, HoldExactlyWhatEachLineOfMapsSays)
{
    EXPECT_GE(lines_.size(), 7u) << machine_.console();
    EXPECT_GE(pages_.size(), 15u);
    EXPECT_EQ(pages_, promised(lines_, pages_)) << machine_.console();
    EXPECT_EQ(lines_with_a_page(lines_, pages_) + hidden_lines(lines_), lines_.size()) << machine_.console();
    EXPECT_EQ(machine_.frames_mapped_twice(), 0u);
}

INSTANTIATE_TEST_SUITE_P(AtFourMoments, PageTables, testing::Values(1, 2, 3, 4));

TEST(Kernel, GivesFramesAndTablesBackWhenMemoryIsUnmapped)
{
    OwnMachine machine(archive_with("touched_pages"), "init=/bin/touched_pages console=pipe");

    ASSERT_TRUE(machine.run_until("READY 2"));
    size_t const mapped = machine.user_pages().size();
    ASSERT_TRUE(machine.run_until("READY 3"));

    EXPECT_EQ(machine.user_pages().size(), mapped - 2);
}

TEST(Kernel, IsNotDisturbedByTheTimerBeforeTenMilliseconds)
{
    OwnMachine machine(archive_with("touched_pages"), "init=/bin/touched_pages console=pipe");

    ASSERT_TRUE(machine.run_until("READY 1"));

    EXPECT_GE(machine.machine().next_event(), 10'000'000u);
}

TEST(Kernel, RunsTheSameInstructionsForTheSameCommandLine)
{
    OwnMachine first(archive_with("memory_musl"), "init=/bin/memory_musl console=pipe");
    OwnMachine second(archive_with("memory_musl"), "init=/bin/memory_musl console=pipe");

    first.run_to_the_end();
    second.run_to_the_end();

    EXPECT_EQ(first.machine().cpu.state.time, second.machine().cpu.state.time);
    EXPECT_EQ(first.log(), second.log());
}

} // namespace
} // namespace ringside::tests
