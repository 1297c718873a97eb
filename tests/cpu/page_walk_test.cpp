// Paging through real instructions on the machine of a case: rights, error codes, accessed and dirty bits,
// SMEP, SMAP, WP, page crossings, and that what the TLB remembers can never be seen.
#include "emu/script/case_machine.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace ringside::emu::script {
namespace {

using cpu::Fault;
using cpu::Stop;
using cpu::Vector;

struct Outcome
{
    Stop stop;
    Fault fault;
};

// Runs `count` instructions from 0x1000 and reports the first fault instead of delivering it.
Outcome run(CaseMachine& machine, std::initializer_list<uint8_t> code, unsigned count = 1)
{
    std::vector<uint8_t> const bytes(code);
    machine.load(bytes);
    machine.cpu.stop_at_faults = true;
    auto const stop = machine.cpu.run(machine.cpu.state.time + count);
    return {stop, stop == Stop::fault ? machine.cpu.last_fault() : Fault{}};
}

constexpr uint64_t data = 0x5000;

TEST(PageFault, OfAUserReadFromAnAbsentPageHasErrorCode4)
{
    CaseMachine machine({.ring = 3});
    machine.cpu.state.gpr[cpu::rbx] = data;

    auto const outcome = run(machine, {0x48, 0x8b, 0x03}); // mov rax, [rbx]

    EXPECT_EQ(outcome.fault, (Fault{Vector::page_fault, 4, data}));
}

TEST(PageFault, OfAUserWriteToAnAbsentPageHasErrorCode6)
{
    CaseMachine machine({.ring = 3});
    machine.cpu.state.gpr[cpu::rbx] = data;

    auto const outcome = run(machine, {0x48, 0x89, 0x03}); // mov [rbx], rax

    EXPECT_EQ(outcome.fault, (Fault{Vector::page_fault, 6, data}));
}

TEST(PageFault, OfAUserWriteToAReadOnlyPageHasErrorCode7)
{
    CaseMachine machine({.ring = 3});
    machine.map(data, {.writable = false});
    machine.cpu.state.gpr[cpu::rbx] = data;

    auto const outcome = run(machine, {0x48, 0x8b, 0x03, 0x48, 0x89, 0x03}, 2);

    EXPECT_EQ(outcome.fault, (Fault{Vector::page_fault, 7, data}));
}

TEST(PageFault, OfAFetchFromANoExecutePageHasErrorCode15Hex)
{
    CaseMachine machine({.ring = 3});
    machine.map(data, {.executable = false});
    machine.cpu.state.gpr[cpu::rbx] = data;

    auto const outcome = run(machine, {0xff, 0xe3}, 2); // jmp rbx

    EXPECT_EQ(outcome.fault, (Fault{Vector::page_fault, 0x15, data}));
    EXPECT_EQ(machine.cpu.state.rip, data);
}

TEST(PageFault, OfAnAccessAcrossAPagesEndNamesTheSecondPage)
{
    CaseMachine machine({.ring = 3});
    machine.map(data);
    machine.cpu.state.gpr[cpu::rbx] = data + 0xffd;

    auto const outcome = run(machine, {0x48, 0x89, 0x03});

    EXPECT_EQ(outcome.fault, (Fault{Vector::page_fault, 6, data + 0x1000}));
    EXPECT_EQ(machine.peek_number(data + 0xffd, 3), 0u) << "the first page was not written";
}

TEST(PageFault, OfAnInstructionAcrossAPagesEndNamesTheSecondPage)
{
    CaseMachine machine({.ring = 3});
    machine.map(data);
    machine.poke_number(data + 0xfff, 0x48, 1); // the first byte of a longer instruction
    machine.cpu.state.gpr[cpu::rbx] = data + 0xfff;

    auto const outcome = run(machine, {0xff, 0xe3}, 2);

    EXPECT_EQ(outcome.fault, (Fault{Vector::page_fault, 0x14, data + 0x1000}));
}

TEST(Smap, RefusesASupervisorReadOfAUserPageUnlessAcIsSet)
{
    CaseMachine machine({.ring = 0});
    machine.map(data);
    machine.cpu.state.cr4 |= cpu::cr4::smap;
    machine.cpu.state.gpr[cpu::rbx] = data;
    machine.map(CaseMachine::code_address, {.user = false});

    auto const refused = run(machine, {0x48, 0x8b, 0x03});
    EXPECT_EQ(refused.fault, (Fault{Vector::page_fault, 1, data}));

    machine.cpu.state.rflags |= cpu::flag::ac;
    auto const allowed = run(machine, {0x48, 0x8b, 0x03});
    EXPECT_EQ(allowed.stop, Stop::time);

    machine.cpu.state.rflags &= ~uint64_t{cpu::flag::ac};
    auto const again = run(machine, {0x48, 0x8b, 0x03});
    EXPECT_EQ(again.fault, (Fault{Vector::page_fault, 1, data})) << "the TLB remembers per mode";
}

TEST(Smep, RefusesToRunAUserPageInRing0)
{
    CaseMachine machine({.ring = 0});
    machine.cpu.state.cr4 |= cpu::cr4::smep;
    machine.map(CaseMachine::code_address);

    auto const outcome = run(machine, {0x90});

    EXPECT_EQ(outcome.fault, (Fault{Vector::page_fault, 0x11, CaseMachine::code_address}));
}

TEST(WriteProtect, DecidesWhetherRing0ObeysReadOnlyPages)
{
    CaseMachine machine({.ring = 0});
    machine.map(data, {.user = false, .writable = false});
    machine.cpu.state.gpr[cpu::rbx] = data;

    machine.cpu.state.cr0 |= cpu::cr0::wp;
    auto const refused = run(machine, {0x48, 0x89, 0x03});
    EXPECT_EQ(refused.fault, (Fault{Vector::page_fault, 3, data}));

    machine.cpu.state.cr0 &= ~uint64_t{cpu::cr0::wp};
    machine.cpu.mapping_changed();
    EXPECT_EQ(run(machine, {0x48, 0x89, 0x03}).stop, Stop::time);
}

TEST(NonCanonicalAddress, GivesGeneralProtectionAndThroughRspAStackFault)
{
    CaseMachine machine({.ring = 3});
    machine.cpu.state.gpr[cpu::rbx] = 0x8000'0000'0000;
    EXPECT_EQ(run(machine, {0x48, 0x8b, 0x03}).fault, cpu::general_protection(0));

    machine.cpu.state.gpr[cpu::rsp] = 0x8000'0000'0010;
    EXPECT_EQ(run(machine, {0x50}).fault, cpu::stack_fault(0));
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rsp], 0x8000'0000'0010u) << "PUSH changed nothing";
}

TEST(AlignmentCheck, FaultsInRing3WithCr0AmAndRflagsAc)
{
    CaseMachine machine({.ring = 3});
    machine.map(data);
    machine.cpu.state.gpr[cpu::rbx] = data + 4;
    machine.cpu.state.cr0 |= cpu::cr0::am;
    EXPECT_EQ(run(machine, {0x48, 0x8b, 0x03}).stop, Stop::time);

    machine.cpu.state.rflags |= cpu::flag::ac;
    EXPECT_EQ(run(machine, {0x48, 0x8b, 0x03}).fault, Fault{Vector::alignment_check});
    EXPECT_EQ(run(machine, {0x48, 0x89, 0x03}).fault, Fault{Vector::alignment_check});
    EXPECT_EQ(run(machine, {0x8b, 0x03}).stop, Stop::time) << "four bytes are aligned there";
}

TEST(Tlb, ForgetsAPageThatIsUnmappedByAStore)
{
    CaseMachine machine({.ring = 3});
    machine.map(data);
    machine.cpu.state.gpr[cpu::rbx] = data;
    ASSERT_EQ(run(machine, {0x48, 0x8b, 0x03}).stop, Stop::time);

    machine.unmap(data);

    EXPECT_EQ(run(machine, {0x48, 0x8b, 0x03}).fault, (Fault{Vector::page_fault, 4, data}));
}

TEST(SelfModifyingCode, IsSeenByTheVeryNextInstruction)
{
    CaseMachine machine({.ring = 3});
    machine.map(CaseMachine::code_address);
    machine.cpu.state.gpr[cpu::rbx] = CaseMachine::code_address;

    // mov byte [rbx+5], 0xc1 turns `inc eax` (ff c0) at +4 into `inc ecx` (ff c1).
    auto const outcome = run(machine, {0xc6, 0x43, 0x05, 0xc1, 0xff, 0xc0}, 2);

    EXPECT_EQ(outcome.stop, Stop::time);
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rax], 0u);
    EXPECT_EQ(machine.cpu.state.gpr[cpu::rcx], 1u);
}

} // namespace
} // namespace ringside::emu::script
