// The run loop: exact stops, virtual time, REP in slices, breakpoints, and lengths of instructions.
#include "emu/script/case_machine.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ringside::emu::script {
namespace {

using cpu::Stop;

// A machine in ring 3 with code at RIP.
class Loaded : public CaseMachine
{
public:
    explicit Loaded(std::vector<uint8_t> const& code) : CaseMachine({.ring = 3}) { load(code); }
};

TEST(Run, StopsExactlyAtTheAskedTimeInTheMidstOfABlock)
{
    Loaded machine(std::vector<uint8_t>{0x90, 0x90, 0x90, 0x90, 0xeb, 0xfa});

    EXPECT_EQ(machine.cpu.run(1002), Stop::time);

    EXPECT_EQ(machine.cpu.state.time, 1002u);
    EXPECT_EQ(machine.cpu.state.rip, CaseMachine::code_address + 1002 % 5);
}

TEST(Run, CountsEachIterationOfRepAndStopsBetweenTwo)
{
    Loaded machine(std::vector<uint8_t>{0xf3, 0xaa, 0x90}); // rep stosb
    machine.map(0x5000);
    machine.cpu.state.gpr[cpu::rdi] = 0x5000;
    machine.cpu.state.gpr[cpu::rcx] = 100;
    machine.cpu.state.gpr[cpu::rax] = 0x61;

    EXPECT_EQ(machine.cpu.run(40), Stop::time);
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rcx], 60u);
    EXPECT_EQ(machine.cpu.state.rip, CaseMachine::code_address);
    EXPECT_EQ(machine.cpu.state.retired, 0u);

    EXPECT_EQ(machine.cpu.run(101), Stop::time);
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rcx], 0u);
    EXPECT_EQ(machine.cpu.state.rip, CaseMachine::code_address + 2);
    EXPECT_EQ(machine.cpu.state.retired, 1u);
    EXPECT_EQ(machine.peek_number(0x5000 + 99, 1), 0x61u);
}

TEST(Run, CommitsTheIterationsOfRepBeforeAFault)
{
    Loaded machine(std::vector<uint8_t>{0xf3, 0xa4}); // rep movsb
    machine.map(0x5000);
    machine.cpu.state.gpr[cpu::rsi] = 0x5000;
    machine.cpu.state.gpr[cpu::rdi] = 0x5ff0;
    machine.cpu.state.gpr[cpu::rcx] = 100;
    machine.cpu.stop_at_faults = true;

    EXPECT_EQ(machine.cpu.run(1000), Stop::fault);

    EXPECT_EQ(machine.cpu.last_fault().address, 0x6000u);
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rcx], 84u);
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rdi], 0x6000u);
    EXPECT_EQ(machine.cpu.state.rip, CaseMachine::code_address);
}

TEST(Run, StopsAtABreakpointInsideABlockButNotWhereItStarts)
{
    Loaded machine(std::vector<uint8_t>{0x90, 0x90, 0x90, 0xeb, 0xfb});
    machine.cpu.breakpoints = {CaseMachine::code_address + 2};

    EXPECT_EQ(machine.cpu.run(1000), Stop::breakpoint);
    EXPECT_EQ(machine.cpu.state.rip, CaseMachine::code_address + 2);
    EXPECT_EQ(machine.cpu.state.time, 2u);

    EXPECT_EQ(machine.cpu.run(1000), Stop::breakpoint);
    EXPECT_EQ(machine.cpu.state.time, 6u);
}

TEST(Run, StopsBeforeASystemCallOfRing3)
{
    Loaded machine(std::vector<uint8_t>{0x90, 0x90, 0x0f, 0x05});
    machine.cpu.stop_before_system_calls = true;

    EXPECT_EQ(machine.cpu.run(1000), Stop::system_call);
    EXPECT_EQ(machine.cpu.state.rip, CaseMachine::code_address + 2);
}

TEST(Run, ObservedOrNotGivesTheSameState)
{
    std::vector<uint8_t> const code = {0x48, 0xff, 0xc0, 0x50, 0x59, 0x48, 0x01, 0xc8, 0xeb, 0xf6};
    Loaded plain(code);
    Loaded watched(code);
    cpu::Observer observer;
    watched.cpu.observe(&observer);

    plain.cpu.run(10'000);
    watched.cpu.run(10'000);

    EXPECT_TRUE(plain.cpu.state == watched.cpu.state);
}

// What an observer hears of memory, page walks left out, and of single instructions.
class Uses : public cpu::Observer
{
public:
    std::vector<std::pair<cpu::Agent, cpu::Direction>> accesses;
    unsigned instructions = 0;

    void access(cpu::Access const& access) override
    {
        if (access.agent != cpu::Agent::walk)
            accesses.emplace_back(access.agent, access.direction);
    }
    void instruction_begins(cpu::State const&, cpu::Instruction const&) override { ++instructions; }
};

TEST(Run, ToldOnlyOfFirstUsesHearsOfEachPageOnceAndGivesTheSameState)
{
    std::vector<uint8_t> const code = {0x50, 0x59, 0x48, 0x01, 0xc8, 0xeb, 0xf9}; // push, pop, add, jmp
    Loaded plain(code);
    Loaded watched(code);
    Uses uses;
    watched.cpu.observe(&uses, cpu::Attention::first_uses);

    plain.cpu.run(10'000);
    watched.cpu.run(10'000);

    std::vector<std::pair<cpu::Agent, cpu::Direction>> const once = {
        {cpu::Agent::fetch, cpu::Direction::read}, {cpu::Agent::software, cpu::Direction::write}};
    EXPECT_EQ(uses.accesses, once);
    EXPECT_EQ(uses.instructions, 0u);
    EXPECT_TRUE(plain.cpu.state == watched.cpu.state);
}

TEST(Run, ToldOnlyOfFirstUsesHearsOfThemAgainAfterAChangeOfTheMapping)
{
    Loaded machine(std::vector<uint8_t>{0x90, 0xeb, 0xfd});
    Uses uses;
    machine.cpu.observe(&uses, cpu::Attention::first_uses);

    machine.cpu.run(1'000);
    machine.cpu.mapping_changed();
    machine.cpu.run(2'000);

    EXPECT_EQ(uses.accesses.size(), 2u);
}

TEST(Instruction, OfMoreThan15BytesGivesGeneralProtection)
{
    Loaded machine(std::vector<uint8_t>(20, 0x66));
    machine.cpu.stop_at_faults = true;

    EXPECT_EQ(machine.cpu.run(10), Stop::fault);
    EXPECT_EQ(machine.cpu.last_fault(), cpu::general_protection(0));
}

TEST(Instruction, WithLockWhereItIsNotAllowedIsInvalid)
{
    Loaded machine(std::vector<uint8_t>{0xf0, 0x48, 0x01, 0xc8}); // lock add rax, rcx
    machine.cpu.stop_at_faults = true;

    EXPECT_EQ(machine.cpu.run(10), Stop::fault);
    EXPECT_EQ(machine.cpu.last_fault(), cpu::invalid_opcode());
}

} // namespace
} // namespace ringside::emu::script
