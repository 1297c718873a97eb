// How calls are followed and worded where no comparison with the real strace shows it: every way into the
// kernel, names of flags, two programs side by side.
#include "emu/trace/strace_text.hpp"
#include "tests/emu/support.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using namespace emu;
using testing::HasSubstr;
using testing::StartsWith;

std::string words_of(std::string_view name, std::array<uint64_t, 6> arguments)
{
    OpenCall call;
    call.number = static_cast<uint32_t>(kernel::find_system_call(name)->number64);
    call.arguments = arguments;
    return entry_text(call, [](uint64_t, std::span<uint8_t>) { return std::size_t{0}; });
}

std::vector<std::string> calls_of(std::filesystem::path const& program, Options const& options = {})
{
    auto const session = open_file(program, options);
    run_to_end(*session);
    std::vector<std::string> texts;
    for (auto const& call : session->calls())
        texts.push_back(call.text);
    return texts;
}

Options of_vendor(cpu::Vendor vendor)
{
    Options options;
    options.model.vendor = vendor;
    return options;
}

class FastCalls : public testing::TestWithParam<cpu::Vendor>
{};

// SYSENTER on Intel's processors, 32-bit SYSCALL on AMD's.
TEST_P(FastCalls, ComeBackAndShowAllSixArguments)
{
    auto const calls = calls_of(guest("fast_32"), of_vendor(GetParam()));

    ASSERT_EQ(calls.size(), 3u);
    EXPECT_THAT(calls[0],
                testing::MatchesRegex("mmap2.NULL, 8192, PROT_READ, MAP_PRIVATE.MAP_ANONYMOUS, -1, 0x5000. = "
                                      "0x[0-9a-f]+"));
    EXPECT_EQ(calls[1], "getpid()                                = 1");
    EXPECT_EQ(calls[2], "exit(6)                                 = ?");
}

// The level of __kernel_vsyscall, if there is one.
StackFrame vsyscall_frame(Session const& session)
{
    for (auto const& frame : session.frames())
        if (frame.function.name == "__kernel_vsyscall")
            return frame;
    return {};
}

TEST_P(FastCalls, NameWhereTheyAreMadeAndWhereTheyComeBack)
{
    auto const session = open_file(guest("fast_32"), of_vendor(GetParam()));
    session->continue_until({.goal = Goal::system_call});
    auto const trap = session->state().rip;
    session->add_breakpoint(session->address_of("do_int80_syscall_32").value());
    ASSERT_EQ(session->continue_until({}).reason, Reason::breakpoint);

    auto const frame = vsyscall_frame(*session);

    EXPECT_EQ(frame.instruction, trap);
    EXPECT_EQ(frame.rip, session->address_of("int80_landing_pad"));
    EXPECT_EQ(frame.left_by,
              GetParam() == cpu::Vendor::amd ? cpu::Transition::syscall : cpu::Transition::sysenter);
}

TEST_P(FastCalls, AreKnownAtEachInstructionOfTheEntryCode)
{
    auto const session = open_file(guest("fast_32"), of_vendor(GetParam()));
    session->continue_until({.goal = Goal::system_call});
    auto const trap = session->state().rip;
    std::string lost;
    for (int i = 0; i < 40; ++i) {
        session->step_instruction();
        if (auto const frame = vsyscall_frame(*session); frame.instruction != trap)
            lost += session->describe(session->state().rip) + " ";
    }

    EXPECT_EQ(lost, "");
}

INSTANTIATE_TEST_SUITE_P(Vendors, FastCalls, testing::Values(cpu::Vendor::intel, cpu::Vendor::amd));

TEST(Calls, OfAnotherProgramAreNotTheProgramsOwn)
{
    auto const yield = sample("processes/yield");
    Options options;
    options.files = {{yield.string(), "/yield"}};
    options.append = "also=/yield";

    auto const alone = calls_of(yield);
    auto const together = calls_of(yield, options);

    EXPECT_EQ(together, alone);
    EXPECT_GT(alone.size(), 2u);
}

TEST(Calls, AreTakenAwayOnceTheyHaveEnded)
{
    Options options;
    options.history = History::none;
    auto const session = open_sample("trap_paths/hello_syscall", options);
    session->continue_until({.goal = Goal::system_call});
    session->step_instruction();
    auto const while_open = session->take_calls();
    run_to_end(*session);

    auto const calls = session->take_calls();

    EXPECT_TRUE(while_open.empty());
    ASSERT_EQ(calls.size(), 2u);
    EXPECT_THAT(calls[0].text, StartsWith("write(1, "));
    EXPECT_THAT(calls[0].text, HasSubstr(" = 17"));
    EXPECT_THAT(calls[1].text, HasSubstr(" = ?"));
    EXPECT_TRUE(session->calls().empty());
}

TEST(Calls, AreOnlyCountedWhereNobodyReadsThem)
{
    Options options;
    options.history = History::none;
    options.calls = Calls::counted;
    auto const session = open_sample("trap_paths/hello_syscall", options);

    run_to_end(*session);

    EXPECT_EQ(session->position().trap, 2u);
    EXPECT_TRUE(session->calls().empty());
}

// As strace 6.1 writes them.
TEST(CallText, NamesTheFlagsOfEachCallByItsOwnNames)
{
    constexpr uint64_t nonblock = 04000;
    constexpr uint64_t cloexec = 02000000;

    EXPECT_EQ(words_of("eventfd2", {3, cloexec | nonblock}), "eventfd2(3, EFD_CLOEXEC|EFD_NONBLOCK");
    EXPECT_EQ(words_of("eventfd2", {3, 1}), "eventfd2(3, EFD_SEMAPHORE");
    EXPECT_EQ(words_of("eventfd2", {3, 8}), "eventfd2(3, 0x8 /* EFD_??? */");
    EXPECT_EQ(words_of("accept4", {4, 0, 0, cloexec | nonblock}),
              "accept4(4, NULL, NULL, SOCK_CLOEXEC|SOCK_NONBLOCK");
    EXPECT_EQ(words_of("accept4", {4, 0, 0, 0}), "accept4(4, NULL, NULL, 0");
    EXPECT_EQ(words_of("timerfd_create", {1, 2}), "timerfd_create(CLOCK_MONOTONIC, TFD_TIMER_CANCEL_ON_SET");
    EXPECT_EQ(words_of("inotify_init1", {cloexec | nonblock}), "inotify_init1(IN_NONBLOCK|IN_CLOEXEC");
    EXPECT_EQ(words_of("signalfd4", {~0ull, 0, 8, cloexec | nonblock}),
              "signalfd4(-1, NULL, 8, SFD_CLOEXEC|SFD_NONBLOCK");
    EXPECT_EQ(words_of("epoll_create1", {1}), "epoll_create1(0x1 /* EPOLL_??? */");
}

TEST(Convention, IsDecidedByTheInstruction)
{
    using cpu::Transition;

    EXPECT_EQ(call_way(Transition::syscall, 0, true), CallWay::syscall);
    EXPECT_EQ(call_way(Transition::syscall, 0, false), CallWay::syscall_32);
    EXPECT_EQ(call_way(Transition::sysenter, 0, true), CallWay::sysenter);
    EXPECT_EQ(call_way(Transition::software_interrupt, 0x80, true), CallWay::int80);
    EXPECT_EQ(call_way(Transition::software_interrupt, 3, true), std::nullopt);
    EXPECT_EQ(call_way(Transition::exception, 0x80, true), std::nullopt);
}

} // namespace
} // namespace ringside::tests
