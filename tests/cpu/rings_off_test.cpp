// The model without rings: every comparison of privilege passes and says so, and everything else is as ever:
// selectors, CPL, stack switches, type, limit, presence, read-only and no-execute pages.
#include "emu/script/case_machine.hpp"
#include "emu/trace/step_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ringside::emu::script {
namespace {

using cpu::Rings;
using cpu::Step;
using cpu::Stop;

using Bytes = std::vector<uint8_t>;

// Remembers the steps that passed only because rings are off.
class Waived final : public cpu::Observer
{
public:
    void step(cpu::State const&, cpu::StepRecord const& record) override
    {
        if (record.waived)
            texts.push_back(std::string(cpu::name(record.step)) + " " + step_text(record));
    }
    std::vector<std::string> texts;
};

// A machine in ring 3 with code at RIP; faults stop it.
class Ring3 : public CaseMachine
{
public:
    Ring3(Rings rings, Bytes const& code) : CaseMachine({.model = {.rings = rings}, .ring = 3})
    {
        load(code);
        cpu.stop_at_faults = true;
    }
    ~Ring3() { cpu.observe(nullptr); }

    std::vector<std::string> waived_in_step()
    {
        cpu.observe(&waived);
        cpu.step();
        return waived.texts;
    }

    Waived waived;
};

Bytes const read_kernel = {0x48, 0x8b, 0x03};  // mov rax, [rbx]
Bytes const write_kernel = {0x48, 0x89, 0x03}; // mov [rbx], rax
PageRights const kernel_only = {.user = false, .writable = true, .executable = false};
PageRights const kernel_read_only = {.user = false, .writable = false, .executable = false};

TEST(RingsOff, ProgramReadsAndWritesTheKernelsPages)
{
    Ring3 machine(Rings::off, write_kernel);
    machine.map(0x5000, kernel_only);
    machine.cpu.state.gpr[cpu::rbx] = 0x5008;
    machine.cpu.state.gpr[cpu::rax] = 0x1234;

    EXPECT_EQ(machine.cpu.step(), Stop::time);

    EXPECT_EQ(machine.peek_number(0x5008, 8), 0x1234u);
    EXPECT_EQ(machine.cpu.state.cpl, 3);
}

TEST(RingsOn, ProgramMayNotWriteTheKernelsPages)
{
    Ring3 machine(Rings::on, write_kernel);
    machine.map(0x5000, kernel_only);
    machine.cpu.state.gpr[cpu::rbx] = 0x5008;

    EXPECT_EQ(machine.cpu.step(), Stop::fault);

    EXPECT_EQ(machine.cpu.last_fault(), cpu::page_fault(7, 0x5008));
}

TEST(RingsOff, ReadOnlyPagesStayReadOnly)
{
    Ring3 machine(Rings::off, write_kernel);
    machine.map(0x5000, kernel_read_only);
    machine.cpu.state.gpr[cpu::rbx] = 0x5008;

    EXPECT_EQ(machine.cpu.step(), Stop::fault);

    EXPECT_EQ(machine.cpu.last_fault(), cpu::page_fault(7, 0x5008));
}

TEST(RingsOff, NoExecutePagesStayNoExecute)
{
    Ring3 machine(Rings::off, {0xff, 0xe3}); // jmp rbx
    machine.map(0x5000, kernel_only);
    machine.cpu.state.gpr[cpu::rbx] = 0x5000;

    machine.cpu.step();
    EXPECT_EQ(machine.cpu.step(), Stop::fault);

    EXPECT_EQ(machine.cpu.last_fault(), cpu::page_fault(0x15, 0x5000));
}

TEST(RingsOff, WalkSaysThatTheUserBitPassed)
{
    Ring3 machine(Rings::off, read_kernel);
    machine.map(0x5000, kernel_only);
    machine.cpu.state.gpr[cpu::rbx] = 0x5008;

    auto const texts = machine.waived_in_step();

    ASSERT_EQ(texts.size(), 1u);
    EXPECT_THAT(texts[0], testing::StartsWith("check_protection "));
    EXPECT_THAT(texts[0], testing::EndsWith("passed because rings are off"));
}

TEST(RingsOff, SmepAndSmapPassToo)
{
    CaseMachine machine({.model = {.rings = Rings::off}, .ring = 0});
    machine.load(Bytes{0x48, 0x8b, 0x03, 0xff, 0xe3}); // mov rax, [rbx]; jmp rbx, both to a user page
    machine.map(0x5000);
    machine.map(0x1000, {.user = false});
    machine.poke_number(0x5000, 0x90, 1);
    machine.cpu.state.gpr[cpu::rbx] = 0x5000;
    machine.cpu.state.cr4 |= cpu::cr4::smep | cpu::cr4::smap;
    machine.cpu.stop_at_faults = true;

    EXPECT_EQ(machine.cpu.run(3), Stop::time);

    EXPECT_EQ(machine.cpu.state.rip, 0x5001u);
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rax], 0x90u);
}

TEST(RingsOff, PrivilegedInstructionsRunInRing3)
{
    Ring3 machine(Rings::off, {0xfa, 0x0f, 0x20, 0xd8}); // cli; mov rax, cr3

    EXPECT_EQ(machine.cpu.run(2), Stop::time);

    EXPECT_FALSE(machine.cpu.state.has(cpu::flag::interrupt));
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rax], machine.cpu.state.cr3);
    EXPECT_EQ(machine.cpu.state.cpl, 3);
}

TEST(RingsOff, IntPassesTheGatesDplAndStillSwitchesTheStack)
{
    Ring3 machine(Rings::off, {0xcd, 0x40}); // int 0x40
    machine.set_gate(0x40, {.offset = machine.gate_address(0x40), .selector = 0x10, .dpl = 0});

    auto const texts = machine.waived_in_step();

    EXPECT_THAT(texts,
                testing::ElementsAre(
                    "check_gate_dpl CPL against gate DPL: 0x3 against 0x0, passed because rings are off"));
    EXPECT_EQ(machine.cpu.state.cpl, 0);
    EXPECT_EQ(machine.cpu.state.rip, machine.gate_address(0x40));
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rsp], machine.ring_stack(0) - 40);
}

TEST(RingsOff, GateThatIsNotPresentIsStillRefused)
{
    Ring3 machine(Rings::off, {0xcd, 0x40});
    machine.set_gate(0x40, {.offset = machine.gate_address(0x40), .selector = 0x10, .present = false});

    EXPECT_EQ(machine.cpu.step(), Stop::fault);

    EXPECT_EQ(machine.cpu.last_fault(), cpu::segment_not_present(0x40 * 8 + 2));
}

TEST(RingsOff, IretqTakesAProgramIntoRing0)
{
    Ring3 machine(Rings::off, {0x48, 0xcf}); // iretq
    uint64_t const frame[] = {0x1010, 0x10, 0x202, 0x7000, 0x18};
    auto& rsp = machine.cpu.state.gpr[cpu::rsp];
    rsp = 0x7800;
    for (unsigned i = 0; i < 5; ++i)
        machine.poke_number(rsp + 8 * i, frame[i], 8);

    EXPECT_EQ(machine.cpu.step(), Stop::time);

    EXPECT_EQ(machine.cpu.state.cpl, 0);
    EXPECT_EQ(machine.cpu.state.rip, 0x1010u);
    EXPECT_EQ(rsp, 0x7000u);
}

// No TSS has a stack for an outer ring, so a handler whose segment has one runs in the present ring.
TEST(RingsOff, HandlerOfAnOuterRingRunsInThePresentOne)
{
    CaseMachine machine({.model = {.rings = Rings::off}, .ring = 0});
    machine.load(Bytes{0xcd, 0x40});
    machine.cpu.state.gpr[cpu::rsp] = machine.ring_stack(0);
    machine.set_gate(0x40, {.offset = machine.gate_address(0x40), .selector = 0x33, .dpl = 0});
    machine.cpu.stop_at_faults = true;

    EXPECT_EQ(machine.cpu.step(), Stop::time);

    EXPECT_EQ(machine.cpu.state.cpl, 0);
    EXPECT_EQ(machine.cpu.state.rip, machine.gate_address(0x40));
}

} // namespace
} // namespace ringside::emu::script
