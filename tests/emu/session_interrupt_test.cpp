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

TEST(Interrupt, BeforeASystemCallMakesNoneOfIt)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const place = session->position();

    session->interrupt();
    session->continue_until();

    EXPECT_EQ(session->position(), place);
    EXPECT_EQ(place.trap, 1u);
    EXPECT_TRUE(session->calls().empty());
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

// ---- searches backwards

struct Search
{
    char const* name;
    emu::Stopped (*go)(emu::Session&);
};

class InterruptedSearch : public testing::TestWithParam<Search>
{};

constexpr Search searches[] = {
    {"ForABreakpoint", [](emu::Session& session) { return session.back_until(Goal::nothing_else); }},
    {"ForAnInstruction", [](emu::Session& session) { return session.back_instruction(); }},
    {"ForAMicroStep", [](emu::Session& session) { return session.back_micro_step(); }},
    {"ForACall", [](emu::Session& session) { return session.back_out(); }},
    {"ForALine", [](emu::Session& session) { return session.back_line(); }},
    {"ForTheSameLevel", [](emu::Session& session) { return session.back_over(); }},
    {"ForATime",
     [](emu::Session& session) { return session.go_to_time(session.position().time - 70'000).value(); }},
    {"ForAnInstructionByNumber",
     [](emu::Session& session) {
         return session.go_to({emu::Place::Kind::instruction, 120'000, 0}).value();
     }},
};

TEST_P(InterruptedSearch, LeadsBackToWhereItBegan)
{
    auto const session = open_file(guest("many_writes"));
    session->continue_until({.budget = 350'000});
    session->add_breakpoint(*session->address_of("entry_SYSCALL_64"));
    session->continue_until();
    session->step_out(); // ring 3 again
    auto const place = session->position();
    auto const before = session->machine().save();
    std::string const console(session->console());

    session->interrupt();
    auto const stopped = GetParam().go(*session);

    EXPECT_EQ(stopped.reason, Reason::interrupted);
    EXPECT_EQ(session->position(), place);
    EXPECT_TRUE(session->machine().equal(before));
    EXPECT_EQ(session->console(), console);
}

INSTANTIATE_TEST_SUITE_P(Back, InterruptedSearch, testing::ValuesIn(searches),
                         [](auto const& tested) { return std::string(tested.param.name); });

TEST(InterruptedSearch, LeadsBackIntoTheMidstOfATransitionToo)
{
    auto const session = open_file(guest("many_writes"));
    session->continue_until({.budget = 350'000});
    session->continue_until({.goal = Goal::system_call});
    session->micro_step();
    session->micro_step();
    auto const place = session->position();
    auto const before = session->machine().save();
    session->add_breakpoint(*session->address_of("entry_SYSCALL_64"));

    session->interrupt();
    auto const stopped = session->back_until(Goal::nothing_else);
    auto const there = session->position();
    auto const state = session->machine().save();
    session->micro_step();

    EXPECT_EQ(stopped.reason, Reason::interrupted);
    EXPECT_EQ(there, place);
    EXPECT_TRUE(state == before);
    EXPECT_EQ(session->position().micro_step, 3u);
}

TEST(InterruptedSearch, LeadsBackToTheEndOfTheRun)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    run_to_end(*session);
    auto const end = session->position();
    session->add_breakpoint(*session->address_of("entry_SYSCALL_64"));

    session->interrupt();
    auto const stopped = session->back_until(Goal::nothing_else);

    EXPECT_EQ(stopped.reason, Reason::interrupted);
    EXPECT_EQ(session->position(), end);
    EXPECT_EQ(session->exit_state().sentence, "exited with status 0");
    EXPECT_EQ(session->continue_until().reason, Reason::exited);
}

} // namespace ringside::tests
