// Travelling: forwards by every unit, backwards to the same bits, places by name.
#include "emu/machine.hpp"
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

using emu::Goal;
using emu::Lamp;
using emu::Place;
using emu::Reason;

TEST(Session, BeginsAtTheFirstInstructionOfTheProgram)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    EXPECT_EQ(session->state().cpl, 3);
    EXPECT_EQ(session->state().rip, session->address_of("_start"));
    EXPECT_EQ(session->position().instruction, 0u);
    EXPECT_EQ(session->lamp(), Lamp::ring3);
}

TEST(Session, StopsBeforeTheFirstSystemCallAndListsItsMicroSteps)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    auto const stopped = session->continue_until({.goal = Goal::system_call});

    EXPECT_EQ(stopped.reason, Reason::system_call);
    EXPECT_TRUE(session->at_system_call());
    EXPECT_EQ(session->position().trap, 1u);
    EXPECT_THAT(step_names(*session),
                testing::ElementsAre("check_sce", "check_mode", "save_rcx", "save_r11", "load_rip",
                                     "mask_rflags", "load_cs", "set_cpl", "load_ss"));
}

TEST(Session, ShowsTheRealMachineInTheMidstOfSyscall)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const before = session->state();

    for (int i = 0; i < 5; ++i) // to load_rip
        session->micro_step();

    EXPECT_EQ(session->position().micro_step, 5u);
    EXPECT_EQ(session->state().gpr[cpu::rcx], before.rip + 2);
    EXPECT_EQ(session->state().gpr[cpu::r11], before.rflags);
    EXPECT_EQ(session->state().rip, session->address_of("entry_SYSCALL_64"));
    EXPECT_EQ(session->state().cpl, 3);
    EXPECT_EQ(session->state().gpr[cpu::rsp], before.gpr[cpu::rsp]);
    EXPECT_EQ(session->lamp(), Lamp::hardware);
}

TEST(Session, GoesBackFromAMicroStepToTheSameBits)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    auto const before = session->machine().save();
    for (int i = 0; i < 7; ++i)
        session->micro_step();
    auto const seventh = session->machine().save();
    for (int i = 0; i < 8; ++i)
        session->micro_step();

    for (int i = 0; i < 8; ++i)
        session->back_micro_step();
    auto const seventh_again = session->machine().save();
    for (int i = 0; i < 7; ++i)
        session->back_micro_step();

    EXPECT_TRUE(seventh_again == seventh);
    EXPECT_EQ(session->position().micro_step, 0u);
    EXPECT_TRUE(session->machine().equal(before));
}

TEST(Session, AStepBackUndoesAStepForwardsEverywhere)
{
    auto const session = open_sample("trap_paths/hello_int80");
    session->continue_until({.goal = Goal::system_call});
    std::vector<emu::Machine::Snapshot> past;
    for (int i = 0; i < 120; ++i) {
        past.push_back(session->machine().save());
        session->step_instruction();
    }

    auto equal = 0;
    for (auto state = past.rbegin(); state != past.rend(); ++state) {
        session->back_instruction();
        equal += session->machine().equal(*state) ? 1 : 0;
    }

    EXPECT_EQ(equal, 120);
}

TEST(Session, SteppingAndRunningGiveTheSameBits)
{
    auto const stepped = open_sample("trap_paths/hello_glibc");
    auto const run = open_sample("trap_paths/hello_glibc");

    for (int i = 0; i < 3000; ++i)
        stepped->step_instruction();
    auto const arrived = run->go_to_time(stepped->position().time);

    ASSERT_TRUE(arrived.ok());
    EXPECT_EQ(run->position(), stepped->position());
    EXPECT_TRUE(run->machine().equal(stepped->machine().save()));
}

TEST(Session, ARunInSlicesEndsWithTheSameBitsAsAWholeOne)
{
    auto const sliced = open_sample("trap_paths/hello_glibc");
    auto const whole = open_sample("trap_paths/hello_glibc");

    while (!sliced->exit_state().ended)
        sliced->continue_until({.budget = 977});
    run_to_end(*whole);

    EXPECT_EQ(sliced->console(), whole->console());
    EXPECT_TRUE(sliced->machine().equal(whole->machine().save()));
}

TEST(Session, RestartsAndReachesTheSameEndAgain)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    run_to_end(*session);
    auto const end = session->machine().save();

    session->restart();
    std::string const console_at_start(session->console());
    run_to_end(*session);

    EXPECT_EQ(console_at_start, "");
    EXPECT_TRUE(session->machine().equal(end));
}

TEST(Session, GoesToPlacesByName)
{
    auto const session = open_sample("trap_paths/hello_int80");
    auto const go = [&](char const* text) { return session->go_to(emu::parse_place(text).value()); };

    ASSERT_TRUE(go("trap:1.15").ok());
    auto const in_transition = session->position();
    ASSERT_TRUE(go("insn:5").ok());
    auto const fifth = session->position();
    ASSERT_TRUE(go("start").ok());

    EXPECT_EQ(in_transition.trap, 1u);
    EXPECT_EQ(in_transition.micro_step, 15u);
    EXPECT_EQ(fifth.instruction, 5u);
    EXPECT_EQ(session->position(), session->start());
    EXPECT_FALSE(go("trap:99").ok());
}

TEST(Session, GoesFromTrapToTrapAndBack)
{
    auto const session = open_sample("trap_paths/hello_musl");
    std::vector<emu::Position> forwards;
    for (int i = 0; i < 4; ++i) {
        session->continue_until({.goal = Goal::system_call});
        forwards.push_back(session->position());
    }

    std::vector<emu::Position> backwards{session->position()};
    for (int i = 0; i < 3; ++i) {
        session->back_until(Goal::system_call);
        backwards.insert(backwards.begin(), session->position());
    }

    EXPECT_EQ(forwards, backwards);
    EXPECT_EQ(forwards.back().trap, 4u);
}

TEST(Session, StepsOverATrapIntoTheNextUserInstruction)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const before = session->state();

    session->step_over();
    auto const behind = session->state();
    session->back_over();

    EXPECT_EQ(behind.cpl, 3);
    EXPECT_EQ(behind.rip, before.rip + 2);
    EXPECT_TRUE(session->state() == before);
}

TEST(Session, StepsOutOfAServiceIntoItsCaller)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->add_breakpoint(*session->address_of("sys_write"));
    session->continue_until({});
    auto const inside = session->symbol(session->state().rip);
    auto const return_address = session->read_word(session->state().gpr[cpu::rsp]);

    session->step_out();

    ASSERT_TRUE(inside && return_address);
    EXPECT_EQ(inside->name, "sys_write");
    EXPECT_EQ(session->state().rip, *return_address);
}

TEST(Session, MarksTheRingChangeAtItsFirstInstruction)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});

    auto const stopped = session->continue_until({.goal = Goal::ring_change});

    EXPECT_EQ(stopped.reason, Reason::ring_change);
    EXPECT_EQ(session->state().cpl, 0);
    EXPECT_EQ(session->state().rip, session->address_of("entry_SYSCALL_64"));
}

TEST(Session, StopsAtAWatchpointAfterTheWrite)
{
    auto const session = open_sample("trap_paths/hello_int80");
    auto const orig_ax = *session->tss_rsp(0) - 6 * 8; // behind the five words of the hardware
    session->continue_until({.goal = Goal::system_call});
    session->add_watchpoint(orig_ax, 8);

    auto const stopped = session->continue_until({});

    EXPECT_EQ(stopped.reason, Reason::watchpoint);
    EXPECT_EQ(session->state().cpl, 0);
    EXPECT_EQ(stopped.address, orig_ax);
    EXPECT_EQ(session->read_word(orig_ax), 4u); // write(2) in the i386 table
}

TEST(Session, FollowsSystemCallsAsStraceWritesThem)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    run_to_end(*session);

    ASSERT_EQ(session->calls().size(), 2u);
    EXPECT_EQ(session->calls()[0].text, "write(1, \"Hello by SYSCALL\\n\", 17)      = 17");
    EXPECT_THAT(session->calls()[1].text, testing::MatchesRegex("exit(_group)?\\(0\\) +  = \\?"));
    EXPECT_EQ(session->calls()[1].returned, 0u);
}

TEST(Session, FollowsSystemCallsByAnInstructionWithAPrefix)
{
    auto const session = open_file(guest("prefixed_call"));

    run_to_end(*session);

    ASSERT_EQ(session->calls().size(), 2u);
    EXPECT_THAT(session->calls()[0].text, testing::MatchesRegex("getpid\\(\\) += [0-9]+"));
    EXPECT_NE(session->calls()[0].returned, 0u);
    EXPECT_THAT(session->calls()[1].text, testing::MatchesRegex("exit_group\\(0\\) += \\?"));
}

TEST(Session, TypesInputThatIsReplayedOnTheWayBackAndForth)
{
    emu::Options options;
    options.arguments = {"cat"};
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";
    auto const session = open_file("/bin/busybox", options);
    session->continue_until({.wait_for_input = true});
    session->type("one line\n");
    while (session->console().empty())
        session->continue_until({.budget = 10'000});
    auto const typed = session->machine().save();
    auto const when = session->position().time;

    session->restart();
    auto const arrived = session->go_to_time(when);

    ASSERT_TRUE(arrived.ok());
    EXPECT_EQ(session->console(), "one line\n");
    EXPECT_TRUE(session->machine().equal(typed));
}

} // namespace ringside::tests
