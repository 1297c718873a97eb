// The story that ./run tells where there is no display is played by the real program, so it can go stale like
// any code.
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using testing::HasSubstr;

TEST(Story, GoesThroughTheFirstTrapAndBack)
{
    auto const script = source_folder() / "scripts/first_trap.step";

    Ended const ended = run({ringside_binary().string(), "step", "--batch", "-x", script.string(),
                             sample("trap_paths/hello_syscall").string()});

    EXPECT_EQ(ended.status, 0) << ended.errors;
    EXPECT_THAT(ended.output, HasSubstr("syscall at 0x4000c6, 0 of 9 done"));
    EXPECT_THAT(ended.output, HasSubstr("[5/9] load_rip: RIP from LSTAR"));
    EXPECT_THAT(ended.output, HasSubstr("kernel pt_regs.r15"));
    EXPECT_THAT(ended.output, HasSubstr("in sys_write  (kernel)"));
    EXPECT_THAT(ended.output, HasSubstr("write(1, \"Hello by SYSCALL\\n\", 17)      = 17"));
    EXPECT_THAT(ended.output, HasSubstr("The program exited with status 0."));
}

} // namespace
} // namespace ringside::tests
