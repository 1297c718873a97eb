// The timeline: what it records, that going back changes nothing in it, and what leads along it.
#include "emu/machine.hpp"
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

using emu::Change;
using emu::Field;
using emu::Goal;
using emu::Reason;
using emu::Timeline;
using Event = Timeline::Event;

namespace {

constexpr uint64_t never = ~uint64_t{0};

std::vector<uint64_t> times(Timeline const& timeline, Event event)
{
    std::vector<uint64_t> list;
    for (auto const& moment : timeline.moments(event, 0, never))
        list.push_back(moment.time);
    return list;
}

std::vector<unsigned> rings(Timeline const& timeline)
{
    std::vector<unsigned> list;
    for (std::size_t i = 0; i < timeline.stretches(); ++i)
        list.push_back(timeline.stretch(i).ring);
    return list;
}

struct Counted
{
    uint64_t user = 0;
    uint64_t kernel = 0;
};

// By single steps, the plain way.
Counted count_by_steps(emu::Session& session)
{
    Counted counted;
    while (!session.exit_state().ended) {
        auto const ring = session.state().cpl;
        auto const before = session.state().time;
        session.step_instruction();
        (ring == 3 ? counted.user : counted.kernel) += session.state().time - before;
    }
    return counted;
}

bool same(Timeline const& a, Timeline const& b)
{
    auto equal = a.start() == b.start() && a.end() == b.end() && rings(a) == rings(b) &&
                 a.calls().size() == b.calls().size();
    for (std::size_t i = 0; equal && i < a.stretches(); ++i)
        equal = a.stretch(i) == b.stretch(i);
    for (unsigned i = 0; equal && i < Timeline::events; ++i)
        equal = times(a, static_cast<Event>(i)) == times(b, static_cast<Event>(i));
    for (std::size_t i = 0; equal && i < a.calls().size(); ++i)
        equal = a.calls()[i].text == b.calls()[i].text && a.calls()[i].returned == b.calls()[i].returned;
    return equal;
}

} // namespace

TEST(Timeline, HasAStretchForEachRingAndAMarkForEachSystemCall)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    run_to_end(*session);

    auto const& timeline = session->timeline();

    EXPECT_EQ(rings(timeline), (std::vector<unsigned>{3, 0, 3, 0, 3, 0})); // first a page fault
    EXPECT_EQ(times(timeline, Event::system_call).size(), 2u);
    ASSERT_EQ(timeline.calls().size(), 2u);
    EXPECT_THAT(timeline.calls()[0].text, testing::StartsWith("write(1, "));
    EXPECT_EQ(timeline.calls()[0].returned, timeline.stretch(4).begin);
    EXPECT_EQ(timeline.end(), session->furthest().time);
}

TEST(Timeline, CountsTheTicksOfEachRingAsStepsDo)
{
    auto const stepped = open_sample("trap_paths/hello_int80");
    auto const run = open_sample("trap_paths/hello_int80");

    auto const counted = count_by_steps(*stepped);
    run_to_end(*run);

    auto const& timeline = run->timeline();
    auto const user = timeline.ring3_ticks(timeline.start(), timeline.end());
    EXPECT_EQ(user, counted.user);
    EXPECT_EQ(timeline.busy(timeline.end()) - user, counted.kernel);
    EXPECT_TRUE(same(stepped->timeline(), timeline));
}

TEST(Timeline, MarksFaultsOutputAndInterrupts)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    run_to_end(*session);

    auto const& timeline = session->timeline();
    auto const faults = timeline.moments(Event::fault, 0, never);

    ASSERT_FALSE(faults.empty());
    EXPECT_EQ(faults.front().value, 14u); // demand paging
    EXPECT_EQ(times(timeline, Event::output).size(), 1u);

    auto const ticking = open_sample("trap_paths/trap_timer");
    run_to_end(*ticking);
    auto const interrupts = ticking->timeline().moments(Event::interrupt, 0, never);
    ASSERT_FALSE(interrupts.empty());
    constexpr uint64_t local_timer = 0xec; // LOCAL_TIMER_VECTOR of arch/x86/include/asm/irq_vectors.h
    EXPECT_EQ(interrupts.front().value, local_timer);
    ASSERT_TRUE(ticking->go_to_time(interrupts.front().time).ok());
    EXPECT_EQ(ticking->transition().transition, cpu::Transition::external_interrupt); // it comes next
    EXPECT_EQ(ticking->transition().vector, local_timer);
    EXPECT_EQ(ticking->transition().done, 0u);
}

TEST(Timeline, IsTheSameWhateverWayTheRunWasGone)
{
    auto const once = open_sample("trap_paths/hello_glibc");
    run_to_end(*once);
    auto const wandering = open_sample("trap_paths/hello_glibc");

    while (!wandering->exit_state().ended) {
        wandering->continue_until({.budget = 50'021});
        if (!wandering->exit_state().ended) {
            ASSERT_TRUE(wandering->go_to_time(wandering->position().time - 20'000).ok());
        }
        wandering->step_instruction();
    }

    EXPECT_TRUE(same(once->timeline(), wandering->timeline()));
}

TEST(Timeline, KnowsTheFutureThatWasSeenAndForgetsItWhenSomethingChanges)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    run_to_end(*session);
    session->restart();
    auto const seen = session->timeline().calls().size();
    session->continue_until({.goal = Goal::system_call});
    session->step_instruction();

    ASSERT_TRUE(session->change({{Field::Area::register_, 0, "rbx"}, 5}).ok());

    auto const& timeline = session->timeline();
    EXPECT_EQ(seen, 2u);
    EXPECT_EQ(timeline.end(), session->position().time);
    ASSERT_EQ(timeline.calls().size(), 1u);
    EXPECT_EQ(timeline.calls()[0].returned, 0u);
    EXPECT_EQ(timeline.calls()[0].text, session->calls()[0].text);
    EXPECT_EQ(times(timeline, Event::change), std::vector<uint64_t>{session->position().time});
}

TEST(Timeline, ComesBackWholeWithRestart)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    run_to_end(*session);
    auto const before = session->timeline();
    session->restart();
    ASSERT_TRUE(session->change({{Field::Area::register_, 0, "rbx"}, 5}).ok());

    session->restart();

    EXPECT_TRUE(same(session->timeline(), before));
}

TEST(Timeline, LeadsFromMomentToMomentAndBack)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    run_to_end(*session);
    session->restart();
    std::vector<uint64_t> forwards{session->position().time};
    while (!session->exit_state().ended) {
        session->next_moment();
        forwards.push_back(session->position().time);
    }

    std::vector<uint64_t> backwards{session->position().time};
    while (session->previous_moment().reason != Reason::start_of_run &&
           session->position().time > session->start().time)
        backwards.push_back(session->position().time);
    backwards.push_back(session->position().time);

    std::reverse(backwards.begin(), backwards.end());
    EXPECT_EQ(forwards, backwards);
    EXPECT_GE(forwards.size(), 7u); // start, call, kernel, output, user, call, kernel
}

TEST(Timeline, RunsOnWhereNothingIsKnownYet)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    session->next_moment();
    auto const first = session->state().cpl;
    session->next_moment();
    auto const second = session->state().cpl;

    EXPECT_EQ(first, 0);
    EXPECT_EQ(second, 3);
}

TEST(Timeline, CountsNoIdleTime)
{
    auto const session = open_file(guest("sleeper"));
    session->continue_until({.budget = 100'000'000});

    auto const& timeline = session->timeline();
    auto const busy = timeline.busy(timeline.end());

    EXPECT_EQ(busy + session->idle_time(), timeline.end() - timeline.start());
    EXPECT_GT(session->idle_time(), busy);
    EXPECT_EQ(timeline.time_at(busy), timeline.end());
    EXPECT_EQ(timeline.time_at(0), timeline.start());
}

// ---- steps that lead along lines, functions and breakpoints

TEST(Steps, GoBackToTheLastBreakpoint)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    auto const start = session->state().rip;
    auto const entry = session->address_of("entry_SYSCALL_64").value();
    session->add_breakpoint(entry);
    run_to_end(*session);
    std::vector<uint64_t> calls;
    for (auto const& line : session->timeline().calls())
        calls.push_back(line.entered);
    session->restart();
    session->remove_breakpoint(entry);
    run_to_end(*session);
    session->add_breakpoint(entry);

    auto const last = session->back_until(Goal::nothing_else);
    auto const last_time = session->position().time;
    auto const first = session->back_until(Goal::nothing_else);
    auto const first_time = session->position().time;
    auto const none = session->back_until(Goal::nothing_else);

    EXPECT_EQ(last.reason, Reason::breakpoint);
    EXPECT_EQ(last.address, entry);
    EXPECT_EQ(last_time, calls.at(1) + 1);
    EXPECT_EQ(first.reason, Reason::breakpoint);
    EXPECT_EQ(first_time, calls.at(0) + 1);
    EXPECT_EQ(none.reason, Reason::start_of_run);
    EXPECT_EQ(session->state().rip, start);
}

TEST(Steps, LeadOutOfAFunctionBackwardsToItsCall)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    session->continue_until({.goal = Goal::address, .value = session->address_of("main").value()});
    while (!session->code(session->state().rip, 0, 0).front().text.starts_with("call"))
        session->step_over();
    auto const call = session->position();
    session->step_instruction();
    for (int i = 0; i < 5; ++i)
        session->step_over();

    auto const stopped = session->back_out();

    EXPECT_EQ(stopped.reason, Reason::done);
    EXPECT_EQ(session->position(), call);
}

TEST(Steps, LeadOutOfTheKernelBackwardsToTheTrap)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const trap = session->position();
    session->continue_until({.goal = Goal::address, .value = session->address_of("do_syscall_64").value()});
    session->back_instruction(); // the CALL in the entry code

    auto const stopped = session->back_out();

    EXPECT_EQ(stopped.reason, Reason::done);
    EXPECT_EQ(session->position(), trap);
}

TEST(Steps, GoByLineForwardsAndBack)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::address, .value = session->address_of("do_syscall_64").value()});
    std::vector<uint64_t> forwards;
    std::vector<unsigned> lines;
    for (int i = 0; i < 4; ++i) {
        forwards.push_back(session->position().time);
        lines.push_back(session->source(session->state().rip).value().line);
        session->step_line();
    }

    std::vector<uint64_t> backwards;
    for (int i = 0; i < 4; ++i) {
        session->back_line();
        backwards.push_back(session->position().time);
    }

    std::reverse(backwards.begin(), backwards.end());
    EXPECT_EQ(backwards, forwards);
    EXPECT_NE(lines[0], lines[1]);
}

TEST(Timeline, MarksABreakpointThatIsFirstMetWhereTheRunIsKnownAlready)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    auto const entry = session->address_of("entry_SYSCALL_64").value();
    session->add_breakpoint(entry);
    session->continue_until();
    auto const first = session->position().time;
    session->continue_until();
    auto const second = session->position().time;
    session->restart();
    session->step_instruction();
    session->step_instruction();
    session->add_breakpoint(session->state().rip);
    session->restart();

    session->continue_until();
    auto const earlier = session->position().time;
    session->continue_until();

    EXPECT_EQ(times(session->timeline(), Event::breakpoint), (std::vector<uint64_t>{earlier, first, second}));
}

// ---- long ways

TEST(Steps, OutOfAFunctionStopAtABreakpointWhereASliceEnds)
{
    auto const session = open_file(guest("slow_function"));
    session->continue_until({.goal = Goal::address, .value = session->address_of("slow").value()});
    auto const mark = session->address_of("mark").value();
    auto const begin = session->position().time;
    session->continue_until({.goal = Goal::address, .value = mark});
    auto const slice = session->position().time - begin;
    ASSERT_TRUE(session->go_to_time(begin).ok());
    session->add_breakpoint(mark);

    auto const stopped = session->step_out();

    EXPECT_EQ(slice, 100'000u); // else the mark is not where the test wants it
    EXPECT_EQ(stopped.reason, Reason::breakpoint);
    EXPECT_EQ(stopped.address, mark);
}

TEST(Steps, OutOfTheEntryCodeLeadToRing3)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    session->continue_until({.goal = Goal::system_call});
    auto const behind = session->state().rip + 2;
    session->step_instruction(); // RSP is the program's still

    auto const stopped = session->step_out();

    EXPECT_EQ(stopped.reason, Reason::done);
    EXPECT_EQ(session->state().cpl, 3);
    EXPECT_EQ(session->state().rip, behind);
}

TEST(Steps, OutOfAFunctionStopAtAWatchpoint)
{
    auto const session = open_file(guest("slow_function"));
    session->continue_until({.goal = Goal::address, .value = session->address_of("slow").value()});
    auto const place = session->address_of("place").value();
    session->add_watchpoint(place, 4);

    auto const written = session->step_out();
    auto const out = session->step_out();

    EXPECT_EQ(written.reason, Reason::watchpoint);
    EXPECT_EQ(written.address, place);
    EXPECT_EQ(out.reason, Reason::done);
    EXPECT_EQ(session->describe(session->state().rip), "_start+0x5");
}

TEST(Steps, PassMinutesOfSleepAtOnceAndGoBackBeforeThem)
{
    constexpr uint64_t two_minutes = 120'000'000'000;
    auto const session = open_file(guest("sleeper"));
    session->continue_until({.goal = Goal::system_call});
    auto const call = session->position();

    session->continue_until({.budget = two_minutes}); // a state for every slice of it would take a minute
    auto const idle = session->idle_time();
    session->back_until(Goal::system_call);

    EXPECT_GT(idle, two_minutes / 10 * 9);
    EXPECT_EQ(session->position(), call);
}

} // namespace ringside::tests
