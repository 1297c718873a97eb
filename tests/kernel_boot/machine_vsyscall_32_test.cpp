// SYSENTER and SYSCALL of 32-bit code: what __kernel_vsyscall promises, and what becomes of programs that
// enter with a trap flag or with a stack that cannot be read.
#include "tests/kernel_boot/faults.hpp"
#include "tests/kernel_boot/machine.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace ringside::tests {
namespace {

Archive archive_with_guest()
{
    Archive archive;
    archive.add_folder("bin");
    archive.add_host_file("bin/kernel_vsyscall",
                          build_folder() / "tests" / "kernel_boot" / "guests" / "kernel_vsyscall");
    return archive;
}

/// The transitions that begin, but for page walks and SWAPGS.
class Transitions : public cpu::Observer
{
public:
    std::vector<cpu::Transition> begun;

    void transition_begins(cpu::State const&, cpu::Transition transition, unsigned) override
    {
        if (transition != cpu::Transition::page_walk && transition != cpu::Transition::swapgs)
            begun.push_back(transition);
    }
};

class KernelVsyscall : public testing::TestWithParam<cpu::Vendor>
{
protected:
    void boot(std::string const& argument)
    {
        machine_.emplace(archive_with_guest(), "init=/bin/kernel_vsyscall console=pipe -- " + argument,
                         GetParam(), 32);
    }
    void boot_and_run(std::string const& argument)
    {
        boot(argument);
        machine_->run_to_the_end(100'000'000);
    }
    /// The entry code of this processor, as its MSR names it.
    uint64_t entry()
    {
        auto const& state = machine_->machine().cpu.state;
        return GetParam() == cpu::Vendor::intel ? state.sysenter_eip : state.cstar;
    }
    /// Runs until the program has entered by its fast instruction and is back in ring 3.
    cpu::State state_after_the_call()
    {
        emu::Machine& machine = machine_->machine();
        bool entered = false;
        for (uint64_t steps = 0; steps < 10'000'000; ++steps) {
            machine.run(machine.cpu.state.time + 1);
            entered |= machine.cpu.state.cpl == 0 && machine.cpu.state.rip == entry();
            if (entered && machine.cpu.state.cpl == 3)
                break;
        }
        EXPECT_TRUE(entered) << machine_->log();
        return machine.cpu.state;
    }

    /// By which transition the call that is under way leaves the kernel.
    cpu::Transition way_out()
    {
        emu::Machine& machine = machine_->machine();
        Transitions transitions;
        while (machine.cpu.state.rip != entry() || machine.cpu.state.cpl != 0)
            machine.run(machine.cpu.state.time + 1);
        machine.cpu.observe(&transitions);
        while (machine.cpu.state.cpl != 3)
            machine.run(machine.cpu.state.time + 1);
        machine.cpu.observe(nullptr);
        EXPECT_FALSE(transitions.begun.empty());
        return transitions.begun.empty() ? cpu::Transition::page_walk : transitions.begun.back();
    }
    /// The two bytes before an address of the program.
    uint16_t code_before(uint64_t address)
    {
        cpu::Physical physical;
        uint16_t bytes = 0;
        EXPECT_TRUE(machine_->machine().cpu.translate_for_view({address - 2}, physical));
        machine_->machine().memory.read(physical, {reinterpret_cast<uint8_t*>(&bytes), sizeof(bytes)});
        return bytes;
    }

    std::optional<OwnMachine> machine_;
};

TEST_P(KernelVsyscall, PassesSixArgumentsAndChangesEaxAlone)
{
    boot_and_run("");

    EXPECT_EQ(machine_->status(), 0) << machine_->log();
}

TEST_P(KernelVsyscall, LeadsBackToItsLandingPadBehindAnInt80)
{
    boot("");

    cpu::State const state = state_after_the_call();

    EXPECT_EQ(state.segment(cpu::SegmentName::cs).selector, 0x23);
    EXPECT_EQ(code_before(state.rip), 0x80cdu);
}

TEST_P(KernelVsyscall, LeavesBySysret)
{
    boot("");

    EXPECT_EQ(way_out(), cpu::Transition::sysret);
}

TEST_P(KernelVsyscall, LeavesByIretWithTheTrapFlag)
{
    boot("s");

    EXPECT_EQ(way_out(), cpu::Transition::iret);
}

TEST_P(KernelVsyscall, LeavesByIretWithEfault)
{
    boot("e");

    EXPECT_EQ(way_out(), cpu::Transition::iret);
}

TEST_P(KernelVsyscall, KeepsTheTrapFlagOfTheProgram)
{
    boot_and_run("s");

    EXPECT_EQ(machine_->status(), 128 + sigtrap) << machine_->log();
}

TEST_P(KernelVsyscall, AnswersEfaultIfTheSixthArgumentCannotBeRead)
{
    boot("e");

    cpu::State const state = state_after_the_call();

    constexpr uint32_t efault = 14;
    EXPECT_EQ(static_cast<uint32_t>(state.gpr[cpu::rax]), -efault);
    EXPECT_EQ(state.gpr[cpu::rsp], 16u);
}

INSTANTIATE_TEST_SUITE_P(Vendors, KernelVsyscall, testing::Values(cpu::Vendor::intel, cpu::Vendor::amd),
                         [](auto const& test) { return test.param == cpu::Vendor::intel ? "Intel" : "Amd"; });

} // namespace
} // namespace ringside::tests
