// SYSCALL, SYSRET and SWAPGS. SDM Vol. 2B, "SYSCALL", "SYSRET", "SWAPGS"; APM Vol. 3 where AMD differs.
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr uint64_t user = BareMachine::user_code;
constexpr uint64_t non_canonical = 0x8000'0000'0000;

struct Syscall : testing::Test
{
    explicit Syscall(Vendor vendor = Vendor::intel) : machine(vendor) { machine.code({0x0f, 0x05}); }
    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};
struct SyscallOnAmd : Syscall
{
    SyscallOnAmd() : Syscall(Vendor::amd) {}
};

struct Sysret : testing::Test
{
    explicit Sysret(Vendor vendor = Vendor::intel) : machine(vendor)
    {
        machine.go_to_ring_0();
        machine.code({0x48, 0x0f, 0x07});
        state.gpr[rcx] = user + 2;
        state.gpr[r11] = 0x246;
        state.gpr[rsp] = 0x7800; // the kernel has loaded the user's already
    }
    void to_32_bit_code() { machine.code({0x0f, 0x07}); }
    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};
struct SysretOnAmd : Sysret
{
    SysretOnAmd() : Sysret(Vendor::amd) {}
};

} // namespace

TEST_F(Syscall, TellsItsSteps)
{
    machine.step();

    EXPECT_EQ(told.names(),
              "check_sce check_mode save_rcx save_r11 load_rip mask_rflags load_cs set_cpl load_ss");
    EXPECT_EQ(told.begun[0].transition, Transition::syscall);
}

TEST_F(Syscall, SavesTheNextRipInRcxAndMasksRflagsWithFmask)
{
    state.rflags = 0x246 | flag::df;

    machine.step();

    EXPECT_EQ(state.gpr[rcx], user + 2);
    EXPECT_EQ(state.gpr[r11], 0x246u | flag::df);
    EXPECT_EQ(state.rip, 0x38000u);
    EXPECT_EQ(state.rflags, 2u);
    EXPECT_EQ(state.cpl, 0);
}

TEST_F(Syscall, TouchesNoMemoryAndKeepsTheUsersStack)
{
    state.segment(SegmentName::gs).base = 0x1234'5000;

    machine.step();

    EXPECT_TRUE(told.accesses.empty());
    EXPECT_EQ(told.bytes_in_steps(Direction::read) + told.bytes_in_steps(Direction::write), 0u);
    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top);
    EXPECT_EQ(state.segment(SegmentName::gs).base, 0x1234'5000u);
}

TEST_F(Syscall, ForcesFlatSegmentsWithoutLookingAtTheGdt)
{
    machine.set_descriptor(0x10, 0);
    machine.set_descriptor(0x18, 0);

    machine.step();

    auto const& cs = state.segment(SegmentName::cs);
    auto const& ss = state.segment(SegmentName::ss);
    EXPECT_EQ(cs, (Segment{0, 0xffff'ffff, 0xa09b, 0x10}));
    EXPECT_EQ(ss, (Segment{0, 0xffff'ffff, 0xc093, 0x18}));
}

TEST_F(Syscall, ClearsTheRplOfTheCodeSelectorOnly)
{
    state.star = 0x0023'0013'0000'0000;

    machine.step();

    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x10);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x1b);
}

TEST_F(Syscall, TellsWhichMsrItJumpedBy)
{
    machine.step();

    auto const jump = told.find(Step::load_rip);
    EXPECT_EQ(jump.place, Place::msr);
    EXPECT_EQ(jump.address, 0xc000'0082u);
    EXPECT_EQ(jump.before, user);
    EXPECT_EQ(jump.value, 0x38000u);
}

TEST_F(Syscall, LeavesRfOutOfR11)
{
    state.rflags |= flag::rf;

    machine.step();

    EXPECT_EQ(state.gpr[r11], 0x202u);
    EXPECT_FALSE(state.has(flag::rf));
}

TEST_F(Syscall, KeepsFlagsThatFmaskDoesNotName)
{
    state.sfmask = flag::interrupt;
    state.rflags = 0x246 | flag::ac;

    machine.step();

    EXPECT_EQ(state.rflags, 0x46u | flag::ac);
}

TEST_F(Syscall, WithTfIsNotSingleSteppedIntoTheKernel)
{
    state.rflags |= flag::tf;

    machine.step();

    EXPECT_EQ(state.rip, 0x38000u);
    EXPECT_EQ(state.gpr[r11], 0x302u);
}

TEST_F(Syscall, WithTfNotMaskedIsTrappedInTheKernel)
{
    state.rflags |= flag::tf;
    state.sfmask = 0;

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(1));
}

TEST_F(Syscall, MayBeExecutedInRing0)
{
    machine.go_to_ring_0();
    machine.code({0x0f, 0x05});

    machine.step();

    EXPECT_EQ(state.rip, 0x38000u);
    EXPECT_EQ(state.gpr[rcx], BareMachine::kernel_code + 2);
}

TEST_F(Syscall, WithoutSceIsUndefined)
{
    state.efer &= ~uint64_t{efer::sce};
    Visible const before(state);

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());

    EXPECT_EQ(told.names(), "check_sce");
    EXPECT_EQ(told.steps[0].fault, invalid_opcode());
    EXPECT_TRUE(Visible(state) == before);
}

TEST_F(Syscall, FromCompatibilityModeIsUndefinedOnIntel)
{
    machine.go_to_compatibility();

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
    EXPECT_EQ(told.names(), "check_sce check_mode");
}

TEST_F(SyscallOnAmd, FromCompatibilityModeGoesToCstar)
{
    machine.go_to_compatibility();

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.rip, 0x38100u);
    EXPECT_EQ(state.gpr[rcx], user + 2);
    EXPECT_EQ(state.gpr[r11], 0x202u);
    EXPECT_TRUE(state.code_64());
}

TEST_F(SyscallOnAmd, InLegacyModeTakesEipFromStarAndSavesNoFlags)
{
    machine.go_to_legacy();
    state.star = 0x0023'0008'0003'4000;
    state.gpr[r11] = 0x5555;
    state.rflags |= flag::df;

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.rip, 0x34000u);
    EXPECT_EQ(state.gpr[rcx], user + 2);
    EXPECT_EQ(state.gpr[r11], 0x5555u);
    EXPECT_EQ(state.rflags, 2u | flag::df);
    EXPECT_EQ(state.segment(SegmentName::cs), (Segment{0, 0xffff'ffff, 0xc09b, 0x08}));
    EXPECT_EQ(told.names(), "check_sce check_mode save_rcx load_rip clear_rflags load_cs set_cpl load_ss");
}

TEST_F(Syscall, WithALockPrefixIsUndefined)
{
    machine.code({0xf0, 0x0f, 0x05});

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
}

TEST_F(Syscall, StoppedAfterR11HasNotJumpedYet)
{
    machine.processor.stop_after_steps(4);

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(state.gpr[r11], 0x202u);
    EXPECT_EQ(state.rip, user);
    EXPECT_EQ(state.cpl, 3);
}

// ---- SYSRET

TEST_F(Sysret, TellsItsSteps)
{
    machine.step();

    EXPECT_EQ(
        told.names(),
        "check_sce check_mode check_cpl check_rcx_canonical load_rip load_rflags load_cs set_cpl load_ss");
    EXPECT_EQ(told.begun[0].transition, Transition::sysret);
}

TEST_F(Sysret, GoesBackTo64BitCode)
{
    machine.step();

    EXPECT_EQ(state.rip, user + 2);
    EXPECT_EQ(state.rflags, 0x246u);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.segment(SegmentName::cs), (Segment{0, 0xffff'ffff, 0xa0fb, 0x33}));
    EXPECT_EQ(state.segment(SegmentName::ss), (Segment{0, 0xffff'ffff, 0xc0f3, 0x2b}));
}

TEST_F(Sysret, TouchesNoMemoryAndKeepsRsp)
{
    machine.step();

    EXPECT_TRUE(told.accesses.empty());
    EXPECT_EQ(state.gpr[rsp], 0x7800u);
}

TEST_F(Sysret, WithoutRexGoesTo32BitCodeWithEcx)
{
    to_32_bit_code();
    state.gpr[rcx] = 0xffff'ffff'0000'1002;

    machine.step();

    EXPECT_EQ(state.rip, 0x1002u);
    EXPECT_EQ(state.segment(SegmentName::cs), (Segment{0, 0xffff'ffff, 0xc0fb, 0x23}));
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
    EXPECT_FALSE(state.code_64());
}

TEST_F(Sysret, ForcesRpl3WhateverStarHolds)
{
    state.star = 0x0020'0010'0000'0000;

    machine.step();

    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x33);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
}

TEST_F(Sysret, DropsRfVmAndReservedBitsOfR11)
{
    state.gpr[r11] = 0xffff'ffff'ffff'ffff & ~uint64_t{flag::tf};

    machine.step();

    EXPECT_EQ(state.rflags, 0x3c'7ed7u);
}

TEST_F(Sysret, WithTfTrapsBeforeTheFirstInstructionOfTheUser)
{
    state.gpr[r11] = 0x302;

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(1));
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 40), user + 2);
}

TEST_F(Sysret, InRing3IsAProtectionFault)
{
    machine.state.cpl = 3;
    machine.state.rip = user;
    machine.code({0x48, 0x0f, 0x07});

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
    EXPECT_EQ(told.names(), "check_sce check_mode check_cpl");
}

TEST_F(Sysret, WithoutSceIsUndefined)
{
    state.efer &= ~uint64_t{efer::sce};

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
}

TEST_F(Sysret, NonCanonicalRcxFaultsInRing0OnTheUsersStackOnIntel)
{
    state.gpr[rcx] = non_canonical;
    Visible const before(state);

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));

    EXPECT_EQ(told.steps.back().step, Step::check_rcx_canonical);
    EXPECT_TRUE(Visible(state) == before);
    EXPECT_EQ(state.cpl, 0);
    EXPECT_EQ(state.gpr[rsp], 0x7800u);
}

TEST_F(SysretOnAmd, NonCanonicalRcxFaultsInRing3OnTheFetchOnAmd)
{
    state.gpr[rcx] = non_canonical;

    EXPECT_EQ(machine.fault_of_step(), no_fault);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.rip, non_canonical);

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
    EXPECT_EQ(state.cpl, 3);
}

TEST_F(SysretOnAmd, ChangesOnlyTheSelectorOfSs)
{
    state.segment(SegmentName::ss) = Segment{.selector = 0};

    machine.step();

    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
    EXPECT_FALSE(state.segment(SegmentName::ss).usable());
}

TEST_F(SysretOnAmd, FromCompatibilityModeWorksInRing0)
{
    to_32_bit_code();
    state.segment(SegmentName::cs) = Descriptor{0x00cf'9b00'0000'ffff}.load(0x08);
    state.rflags = 2;

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.rip, user + 2);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.rflags, 0x202u); // IF set, R11 not used
}

TEST_F(Sysret, FromCompatibilityModeIsUndefinedOnIntel)
{
    to_32_bit_code();
    state.segment(SegmentName::cs) = Descriptor{0x00cf'9b00'0000'ffff}.load(0x08);

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
}

// ---- SWAPGS

TEST(Swapgs, ExchangesTheBaseWithTheMsr)
{
    BareMachine machine;
    machine.go_to_ring_0();
    machine.code({0x0f, 0x01, 0xf8});
    machine.state.segment(SegmentName::gs).base = 0x1111;
    machine.state.kernel_gs_base = 0xffff'8880'0000'0000;

    machine.step();

    EXPECT_EQ(machine.state.segment(SegmentName::gs).base, 0xffff'8880'0000'0000u);
    EXPECT_EQ(machine.state.kernel_gs_base, 0x1111u);
    EXPECT_EQ(machine.recorder.names(), "check_cpl swap_gs_base");
    EXPECT_EQ(machine.recorder.find(Step::swap_gs_base).before, 0x1111u);
}

TEST(Swapgs, LeavesTheSelector)
{
    BareMachine machine;
    machine.go_to_ring_0();
    machine.code({0x0f, 0x01, 0xf8});
    machine.state.segment(SegmentName::gs).selector = 0x2b;

    machine.step();

    EXPECT_EQ(machine.state.segment(SegmentName::gs).selector, 0x2b);
}

TEST(Swapgs, InRing3IsAProtectionFault)
{
    BareMachine machine;
    machine.code({0x0f, 0x01, 0xf8});

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
    EXPECT_EQ(machine.recorder.names(), "check_cpl");
}

TEST(Swapgs, OutsideOf64BitModeIsUndefined)
{
    BareMachine machine;
    machine.go_to_compatibility();
    machine.code({0x0f, 0x01, 0xf8});

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
}

} // namespace ringside::test
