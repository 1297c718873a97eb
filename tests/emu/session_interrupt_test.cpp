// Requests to stop: which action answers one, and what neither sees nor loses it.
#include "emu/machine.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

using emu::Goal;
using emu::Reason;

TEST(Interrupt, StopsTheNextRunIfNoneIsUnderWay)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    session->interrupt();
    auto const stopped = session->continue_until();
    auto const again = session->continue_until({.goal = Goal::system_call});

    EXPECT_EQ(stopped.reason, Reason::interrupted);
    EXPECT_EQ(again.reason, Reason::system_call);
}

TEST(Interrupt, ThatIsForgottenStopsNothing)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    session->interrupt();
    session->forget_interrupt();
    auto const stopped = session->continue_until({.goal = Goal::system_call});

    EXPECT_EQ(stopped.reason, Reason::system_call);
}

TEST(Interrupt, IsNeitherSeenNorLostByARehearsal)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});

    session->interrupt();
    auto const names = step_names(*session);
    auto const stopped = session->continue_until();

    EXPECT_EQ(names.size(), 9u);
    EXPECT_EQ(stopped.reason, Reason::interrupted);
}

TEST(Interrupt, IsNeitherSeenNorLostByAMicroStep)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const before = session->state();

    session->interrupt();
    session->micro_step();
    session->micro_step();
    session->micro_step(); // save_rcx
    auto const rcx = session->state().gpr[cpu::rcx];
    auto const stopped = session->continue_until();

    EXPECT_EQ(rcx, before.rip + 2);
    EXPECT_EQ(stopped.reason, Reason::interrupted);
}

TEST(Interrupt, IsNeitherSeenNorLostByALookAtTheTrail)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    session->continue_until({.budget = 30'000});
    auto const unasked = open_sample("trap_paths/hello_glibc");
    unasked->continue_until({.budget = 30'000});

    session->interrupt();
    auto const trail = session->trail(20);
    auto const stopped = session->continue_until();

    EXPECT_EQ(trail, unasked->trail(20));
    EXPECT_EQ(stopped.reason, Reason::interrupted);
}

TEST(Interrupt, StopsALineThatIsMadeOfSingleInstructions)
{
    auto const session = open_file(guest("endless"));

    session->interrupt();
    auto const stopped = session->step_instruction();

    EXPECT_EQ(stopped.reason, Reason::interrupted);
    EXPECT_EQ(session->position(), session->start());
}

TEST(Watchpoint, IsHitByAnInstructionThatAlsoChangesTheRing)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    auto const saved_rip = *session->tss_rsp(0) - 40; // INT pushes SS, RSP, RFLAGS, CS and RIP

    session->add_watchpoint(saved_rip, 8);
    auto const stopped = session->continue_until({.goal = Goal::ring_change});
    session->remove_watchpoint(saved_rip);
    auto const next = session->continue_until({.goal = Goal::ring_change});

    EXPECT_EQ(stopped.reason, Reason::watchpoint);
    EXPECT_EQ(stopped.address, saved_rip);
    EXPECT_EQ(next.reason, Reason::ring_change);
}

} // namespace ringside::tests
