// The levels of calls, across traps of all kinds.
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::tests {
namespace {

using namespace emu;
using testing::ElementsAre;

// From the outermost in; the name of a transition between two of them.
std::vector<std::string> levels_at(Session& session, std::string_view function)
{
    session.add_breakpoint(session.address_of(function).value());
    EXPECT_EQ(session.continue_until({}).reason, Reason::breakpoint);
    std::vector<std::string> names;
    for (auto const& frame : session.frames()) {
        if (frame.left_by != cpu::Transition::none)
            names.push_back(std::string(cpu::name(frame.left_by)));
        names.push_back(frame.function.name);
    }
    std::reverse(names.begin(), names.end());
    return names;
}

// The outermost function at each of the next instructions, if it is another one than `expected`.
std::string lost_on_the_way(Session& session, std::string const& expected, int instructions)
{
    std::string lost;
    for (int i = 0; i < instructions; ++i) {
        session.step_instruction();
        auto const frames = session.frames();
        if (frames.size() < 2 || frames.back().function.name != expected)
            lost += session.describe(session.state().rip) + " ";
    }
    return lost;
}

// The instructions that the levels wait for, from the one outside the innermost.
std::vector<std::string> waiting(Session& session)
{
    std::vector<std::string> texts;
    for (auto const& frame : session.frames())
        texts.push_back(session.code(frame.instruction, 0, 0).front().text);
    texts.erase(texts.begin());
    return texts;
}

std::vector<uint64_t> step(Session& session, int instructions)
{
    std::vector<uint64_t> executed;
    for (int i = 0; i < instructions; ++i) {
        executed.insert(executed.begin(), session.state().rip);
        session.step_instruction();
    }
    return executed;
}

TEST(Frames, CrossASystemCallIntoTheCLibrary)
{
    auto const session = open_sample("trap_paths/hello_musl");

    auto const names = levels_at(*session, "sys_writev");

    EXPECT_THAT(names, testing::Contains("main"));
    EXPECT_THAT(std::vector(names.end() - 5, names.end()),
                ElementsAre("syscall", "entry_SYSCALL_64", "do_syscall_64", testing::_, "sys_writev"));
}

TEST(Frames, AreThereFromTheKernelsFirstInstructionOn)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    auto const names = levels_at(*session, "entry_SYSCALL_64");
    auto const first = names.front();

    EXPECT_EQ(names.back(), "entry_SYSCALL_64");
    EXPECT_EQ(names[names.size() - 2], "syscall");
    EXPECT_EQ(lost_on_the_way(*session, first, 24), "");
}

TEST(Frames, NameTheExceptionThatLedIntoTheKernel)
{
    auto const session = open_sample("trap_paths/hello_glibc");

    auto const stopped = session->continue_until({Goal::ring_change});

    ASSERT_EQ(stopped.reason, Reason::ring_change);
    auto const frames = session->frames();
    ASSERT_GE(frames.size(), 2u);
    EXPECT_EQ(frames[1].left_by, cpu::Transition::exception);
    EXPECT_EQ(frames[1].vector, 14u);
    EXPECT_EQ(frames[1].instruction, frames[1].rip); // it will be tried again
}

TEST(Frames, CrossASystemCallOf32BitCode)
{
    auto const session = open_sample("trap_paths/hello_i386");

    auto const names = levels_at(*session, "sys_write");

    EXPECT_EQ(names.front(), "_start");
    EXPECT_THAT(names,
                testing::IsSupersetOf({"exit", "__kernel_vsyscall", "sysenter", "entry_SYSENTER_compat"}));
    EXPECT_EQ(names.back(), "sys_write");
}

TEST(Frames, OfAFunctionThatNeverReturnsBearItsOwnName)
{
    // The CALL of _exit is the last instruction of its caller: behind it another function begins.
    auto const session = open_sample("trap_paths/hello_glibc");

    auto const names = levels_at(*session, "_exit");

    EXPECT_EQ(names.back(), "_exit");
    EXPECT_THAT(names, testing::Contains("exit"));
}

TEST(Frames, TellTheInstructionThatWaits)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    auto const levels = levels_at(*session, "sys_write");

    auto const instructions = waiting(*session);
    EXPECT_EQ(instructions.size(), levels.size() - 2); // without the innermost level and the trap's own name
    EXPECT_EQ(std::count(instructions.begin(), instructions.end(), "syscall"), 1);
    EXPECT_THAT(instructions, testing::Each(testing::AnyOf(testing::StartsWith("call "), "syscall")));
}

TEST(Trail, IsWhatWasExecutedTheLatestFirst)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    auto const executed = step(*session, 10);

    EXPECT_EQ(session->trail(8), std::vector(executed.begin(), executed.begin() + 8));
    session->back_instruction();
    EXPECT_EQ(session->trail(8), std::vector(executed.begin() + 1, executed.begin() + 9));
}

TEST(Trail, IsKnownAfterALongRunToo)
{
    auto const session = open_sample("trap_paths/hello_glibc");
    session->add_breakpoint(session->address_of("sys_write").value());
    session->continue_until({});

    auto const trail = session->trail(16);

    ASSERT_EQ(trail.size(), 16u);
    EXPECT_THAT(session->code(trail.front(), 0, 0).front().text, testing::StartsWith("call "));
}

} // namespace
} // namespace ringside::tests
