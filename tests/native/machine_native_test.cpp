// Every guest twice: on this machine's Linux, and on our kernel in our own machine. Same lines, same exit
// status.
#include "tests/kernel_boot/machine.hpp"
#include "tests/native/entries.hpp"

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

INSTANTIATE_TEST_SUITE_P(Guests, MachineNative, testing::ValuesIn(native_guests()),
                         [](auto const& instance) { return instance.param; });

} // namespace
} // namespace ringside::tests
