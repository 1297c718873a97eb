// Every guest twice: on this machine's Linux, and on our kernel in QEMU. Same lines, same exit status.
#include "tests/kernel_boot/qemu.hpp"
#include "tests/native/entries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

class QemuNative : public testing::TestWithParam<std::string>
{};

TEST_P(QemuNative, AnswersAsThisMachinesLinuxDoes)
{
    ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";

    Ended const native = run_natively(GetParam());
    Booted const ours = boot({.init = "/" + GetParam(), .arguments = "/here"}, archive_for(GetParam()));

    EXPECT_FALSE(native.output.empty()) << "the guest was not built: is gcc-multilib installed?";
    EXPECT_EQ(ours.console, native.output) << ours.log;
    EXPECT_EQ(ours.status, native.status);
}

TEST(QemuHostile, LeavesKernelAndProgramStanding)
{
    ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";

    // Enough calls to use up all memory if each of them kept a page.
    Booted const ours =
        boot({.init = "/hostile_glibc", .arguments = "7 100000"}, archive_for("hostile_glibc"));

    EXPECT_EQ(ours.status, 0) << ours.log;
    EXPECT_THAT(ours.console, testing::EndsWith("done\n"));
}

INSTANTIATE_TEST_SUITE_P(Guests, QemuNative, testing::ValuesIn(native_guests()),
                         [](auto const& instance) { return instance.param; });

} // namespace
} // namespace ringside::tests
