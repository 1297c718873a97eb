// The vDSO in our own machine, where every trap and every access can be counted: reading the clock causes no
// trap, and a tick in the midst of a reading makes it repeat. vdso(7).
#include "kernel-model/vdso/data.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/kernel_boot/vsyscalls.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace ringside::tests {
namespace {

using testing::ElementsAre;

Archive with_guest(std::string const& name)
{
    Archive archive;
    archive.add_host_file("program", build_folder() / "tests" / "kernel_boot" / "guests" / name);
    return archive;
}

Archive with_sample(std::string const& name)
{
    Archive archive;
    archive.add_host_file("program", sample("trap_paths/" + name));
    return archive;
}

std::string command_line(std::string const& arguments, std::string const& parameters = "")
{
    return "init=/program console=pipe " + parameters + " -- " + arguments;
}

/// Counts what takes the program from ring 3 into the kernel, by kind and vector, but for the timer.
class Traps : public cpu::Observer
{
public:
    using Kind = std::pair<cpu::Transition, unsigned>;

    std::map<Kind, int> counts;

    void transition_begins(cpu::State const& state, cpu::Transition transition, unsigned vector) override
    {
        bool const leads_to_the_kernel =
            transition == cpu::Transition::syscall || transition == cpu::Transition::sysenter ||
            transition == cpu::Transition::software_interrupt || transition == cpu::Transition::exception;
        if (leads_to_the_kernel && state.cpl == 3)
            ++counts[{transition, vector}];
    }
};

std::map<Traps::Kind, int> traps_of(std::string const& program, std::string const& readings,
                                    std::string const& parameters = "")
{
    Traps traps;
    OwnMachine machine(with_sample(program), command_line(readings, parameters));
    machine.machine().cpu.observe(&traps);
    machine.run_to_the_end();
    machine.machine().cpu.observe(nullptr);
    EXPECT_EQ(machine.status(), 0) << machine.log();
    EXPECT_EQ(machine.console(), readings + " readings\n");
    return traps.counts;
}

int total(std::map<Traps::Kind, int> const& counts)
{
    int sum = 0;
    for (auto const& [kind, count] : counts)
        sum += count;
    return sum;
}

class ReadClock : public testing::TestWithParam<std::string>
{};

TEST_P(ReadClock, AThousandTimesCausesNotOneTrap)
{
    auto const never = traps_of("read_clock_" + GetParam(), "0000");

    auto const often = traps_of("read_clock_" + GetParam(), "1000");

    EXPECT_GT(total(never), 5);
    EXPECT_EQ(often, never);
}

TEST_P(ReadClock, WithoutAVdsoIsOneSystemCallEachTime)
{
    auto const never = traps_of("read_clock_" + GetParam(), "0000", "vdso=0 vdso32=0");

    auto const often = traps_of("read_clock_" + GetParam(), "1000", "vdso=0 vdso32=0");

    EXPECT_EQ(total(often), total(never) + 1000);
}

INSTANTIATE_TEST_SUITE_P(All, ReadClock, testing::Values("glibc", "musl", "i386"),
                         [](auto const& test) { return test.param; });

class Clocks : public testing::TestWithParam<std::string>
{};

TEST_P(Clocks, ReadByTheVdsoLieBetweenTwoReadingsBySystemCall)
{
    OwnMachine machine(with_guest("clocks_" + GetParam()), command_line("1000 vdso"));

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
}

TEST_P(Clocks, AreReadBySystemCallWithoutAVdso)
{
    OwnMachine machine(with_guest("clocks_" + GetParam()), command_line("10 none", "vdso=0 vdso32=0"));

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
}

TEST_P(Clocks, AreReadAsWellWithIsolatedPageTables)
{
    OwnMachine machine(with_guest("clocks_" + GetParam()), command_line("10 vdso", "pti=on"));

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
}

TEST_P(Clocks, RunAtAnyFrequencyOfTheTsc)
{
    for (std::string const khz : {"1000", "3579", "2904123", "999999999"}) {
        OwnMachine machine(with_guest("clocks_" + GetParam()), command_line("10 vdso", "tsc_khz=" + khz));

        machine.run_to_the_end();

        EXPECT_EQ(machine.status(), 0) << khz << machine.console() << machine.log();
    }
}

INSTANTIATE_TEST_SUITE_P(All, Clocks, testing::Values("glibc", "musl", "i386", "pie"),
                         [](auto const& test) { return test.param; });

/// What the program read of the sequence counter, and when.
class SequenceReads : public cpu::Observer
{
public:
    explicit SequenceReads(emu::Machine& machine) : machine_(machine) {}

    std::vector<uint64_t> values;
    uint64_t time = 0;      // of the first reading
    uint64_t next_tick = 0; // as seen then
    uint64_t page = 0;      // the vvar page

    void access(cpu::Access const& access) override
    {
        if (access.agent != cpu::Agent::software || access.direction != cpu::Direction::read ||
            machine_.cpu.state.cpl != 3 || access.linear != page + kernel::vdso_data_offset)
            return;
        values.push_back(access.value & 0xFFFF'FFFF);
        if (values.size() == 1) {
            time = machine_.cpu.state.time;
            next_tick = machine_.next_event();
        }
    }

private:
    emu::Machine& machine_;
};

class DelayedClock : public testing::TestWithParam<std::string>
{
protected:
    /// Runs the guest with so many rounds of delay, watching from the moment on when it says where the page
    /// is.
    SequenceReads run(uint64_t rounds)
    {
        std::string const digits =
            std::to_string(100'000'000 + rounds); // always as many, so always as long to read
        OwnMachine machine(with_guest("delayed_clock_" + GetParam()), command_line(digits.substr(1)));
        SequenceReads reads(machine.machine());
        EXPECT_TRUE(machine.run_until("vvar at ") && machine.run_until("\n")) << machine.log();
        reads.page = std::stoull(after(machine.console(), "vvar at "), nullptr, 16);
        constexpr uint64_t watched = 10'000; // most of the delay runs unwatched, and fast
        machine.machine().run(machine.machine().cpu.state.time + std::max(2 * rounds, watched) - watched);
        machine.machine().cpu.observe(&reads);
        machine.run_to_the_end(100'000'000);
        machine.machine().cpu.observe(nullptr);
        EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
        return reads;
    }

    /// How many rounds of two instructions put the first reading so many instructions before the tick.
    uint64_t rounds_until(uint64_t instructions_before_the_tick)
    {
        constexpr uint64_t few = 10;
        SequenceReads const early = run(few);
        if (early.values.size() != 2) {
            ADD_FAILURE() << "the sequence counter was read " << early.values.size()
                          << " times instead of twice";
            return few;
        }
        return few + (early.next_tick - early.time - instructions_before_the_tick) / 2;
    }
};

TEST_P(DelayedClock, IsReadOnceMoreWhenTheTickFallsBetweenTheTwoReadsOfTheSequence)
{
    uint64_t const rounds = rounds_until(6);

    std::vector<uint64_t> const values = run(rounds).values;

    uint64_t const old = values.front();
    EXPECT_THAT(values, ElementsAre(old, old + 2, old + 2, old + 2));
}

TEST_P(DelayedClock, IsReadOnceWhenTheTickFallsJustBeforeOrAfter)
{
    uint64_t const rounds = rounds_until(0);

    std::vector<uint64_t> const just_after_the_tick = run(rounds + 8).values;
    std::vector<uint64_t> const long_before_the_tick = run(rounds - 80).values;

    uint64_t const old = long_before_the_tick.front();
    EXPECT_THAT(long_before_the_tick, ElementsAre(old, old));
    EXPECT_THAT(just_after_the_tick, ElementsAre(old + 2, old + 2));
}

INSTANTIATE_TEST_SUITE_P(All, DelayedClock, testing::Values("glibc", "musl", "i386"),
                         [](auto const& test) { return test.param; });

/// The traps of a request program, from its first instruction to its end.
std::map<Traps::Kind, int> traps_of_request(std::string const& program)
{
    Traps traps;
    OwnMachine machine(with_sample(program), command_line(""));
    machine.machine().cpu.observe(&traps);
    machine.run_to_the_end();
    machine.machine().cpu.observe(nullptr);
    EXPECT_EQ(machine.status(), 0) << machine.log();
    return traps.counts;
}

TEST(Request, ByTheVdsoNeedsNoSystemCallButTheLast)
{
    auto const traps = traps_of_request("time_vdso");

    EXPECT_EQ(traps.at({cpu::Transition::syscall, 0}), 1); // exit_group
}

TEST(Request, ByTheLegacyPageIsOnePageFaultEach)
{
    auto const traps = traps_of_request("time_vsyscall");

    EXPECT_EQ(traps.at({cpu::Transition::syscall, 0}), 1);
    EXPECT_EQ(traps.at({cpu::Transition::exception, 14}), 1 + 2); // the page of the program's code; two calls
}

TEST(Request, TimeByTheVdsoSaysSoWhereThereIsNone)
{
    OwnMachine machine(with_sample("time_vdso"), command_line("", "vdso=0"));

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 1) << machine.log();
}

class MachineVsyscall : public testing::TestWithParam<Vsyscall>
{};

TEST_P(MachineVsyscall, FaresAsOnLinux)
{
    OwnMachine machine(with_guest("vsyscall"),
                       command_line(GetParam().way, std::string("vsyscall=") + GetParam().mode));

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), GetParam().status) << machine.console() << machine.log();
}

TEST_P(MachineVsyscall, FaresTheSameWithIsolatedPageTables)
{
    OwnMachine machine(with_guest("vsyscall"),
                       command_line(GetParam().way, std::string("pti=on vsyscall=") + GetParam().mode));

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), GetParam().status) << machine.console() << machine.log();
}

INSTANTIATE_TEST_SUITE_P(All, MachineVsyscall, testing::ValuesIn(vsyscalls), [](auto const& test) {
    return std::string(test.param.mode) + "_" + test.param.way;
});

TEST(Vvar, CannotBeMadeWritableWhereTheVdsoIsCopiedWhenWrittenTo)
{
    OwnMachine machine(with_guest("vvar"), command_line(""));

    machine.run_to_the_end();

    EXPECT_EQ(machine.status(), 0) << machine.console() << machine.log();
}

} // namespace
} // namespace ringside::tests
