// Every guest twice: on this machine's Linux, and on our kernel in our own machine. Same lines, same exit
// status.
#include "tests/kernel_boot/machine.hpp"
#include "tests/native/entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

class MachineNative : public testing::TestWithParam<std::string>
{};

TEST_P(MachineNative, AnswersAsThisMachinesLinuxDoes)
{
    Ended const native = run_natively(GetParam());
    OwnMachine ours(archive_for(GetParam()), "init=/" + GetParam() + " console=pipe -- /here");
    ours.run_to_the_end();

    EXPECT_FALSE(native.output.empty()) << "the guest was not built: is gcc-multilib installed?";
    EXPECT_EQ(ours.console(), native.output) << ours.log();
    EXPECT_EQ(ours.status(), native.status);
}

class MachineHostile : public testing::TestWithParam<int>
{};

// 20,000 system calls at random. The kernel may refuse as it likes, but neither it nor the program may end by
// them.
TEST_P(MachineHostile, LeavesKernelAndProgramStanding)
{
    std::string const seed = std::to_string(GetParam());
    OwnMachine ours(archive_for("hostile_glibc"), "init=/hostile_glibc console=pipe -- " + seed + " 20000");
    ours.run_to_the_end();

    EXPECT_EQ(ours.status(), 0) << ours.log();
    EXPECT_THAT(ours.console(), testing::EndsWith("done\n"));
}

INSTANTIATE_TEST_SUITE_P(Seeds, MachineHostile, testing::Range(1, 3));

INSTANTIATE_TEST_SUITE_P(Guests, MachineNative, testing::ValuesIn(native_guests()),
                         [](auto const& instance) { return instance.param; });

} // namespace
} // namespace ringside::tests
