// SYSENTER and SYSEXIT. SDM Vol. 2B, "SYSENTER", "SYSEXIT"; APM Vol. 2, "SYSENTER and SYSEXIT (Legacy Mode
// Only)".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr uint64_t user = BareMachine::user_code;
constexpr uint64_t non_canonical = 0x8000'0000'0000;

struct Sysenter : testing::Test
{
    explicit Sysenter(Vendor vendor = Vendor::intel) : machine(vendor) { machine.code({0x0f, 0x34}); }
    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};
struct SysenterOnAmd : Sysenter
{
    SysenterOnAmd() : Sysenter(Vendor::amd) {}
};

struct Sysexit : testing::Test
{
    explicit Sysexit(Vendor vendor = Vendor::intel) : machine(vendor)
    {
        machine.go_to_ring_0();
        machine.code({0x0f, 0x35});
        state.gpr[rcx] = 0x7800;
        state.gpr[rdx] = user + 4;
    }
    void to_64_bit_code() { machine.code({0x48, 0x0f, 0x35}); }
    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};
struct SysexitOnAmd : Sysexit
{
    SysexitOnAmd() : Sysexit(Vendor::amd) {}
};

} // namespace

TEST_F(Sysenter, TellsItsSteps)
{
    machine.step();

    EXPECT_EQ(told.names(), "check_sysenter_cs clear_rflags load_rsp load_rip load_cs set_cpl load_ss");
    EXPECT_EQ(told.begun[0].transition, Transition::sysenter);
}

TEST_F(Sysenter, TakesStackAndCodeFromTheMsrsAndSavesNothing)
{
    state.gpr[rcx] = 0x1111;
    state.gpr[r11] = 0x2222;

    machine.step();

    EXPECT_EQ(state.rip, 0x38200u);
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top);
    EXPECT_EQ(state.gpr[rcx], 0x1111u);
    EXPECT_EQ(state.gpr[r11], 0x2222u);
    EXPECT_TRUE(told.accesses.empty());
    EXPECT_EQ(told.find(Step::load_rsp).address, 0x175u);
    EXPECT_EQ(told.find(Step::load_rip).address, 0x176u);
}

TEST_F(Sysenter, ForcesFlatSegmentsOfLongMode)
{
    machine.step();

    EXPECT_EQ(state.segment(SegmentName::cs), (Segment{0, 0xffff'ffff, 0xa09b, 0x10}));
    EXPECT_EQ(state.segment(SegmentName::ss), (Segment{0, 0xffff'ffff, 0xc093, 0x18}));
    EXPECT_EQ(state.cpl, 0);
}

TEST_F(Sysenter, ClearsOnlyIf)
{
    state.rflags = 0x202 | flag::nt | flag::ac | flag::df | flag::cf;

    machine.step();

    EXPECT_EQ(state.rflags, 0x2u | flag::nt | flag::ac | flag::df | flag::cf);
}

TEST_F(Sysenter, WithTfIsTrappedInTheKernel)
{
    state.rflags |= flag::tf;

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(1));
    EXPECT_EQ(machine.read(state.gpr[rsp]), 0x38200u);
}

TEST_F(Sysenter, WorksFromCompatibilityModeOnIntel)
{
    machine.go_to_compatibility();

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_TRUE(state.code_64());
    EXPECT_EQ(state.rip, 0x38200u);
}

TEST_F(Sysenter, InLegacyModeGoesTo32BitCode)
{
    machine.go_to_legacy();
    state.sysenter_cs = 0x08;
    state.sysenter_esp = 0xffff'8000'0002'5000;

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.gpr[rsp], 0x25000u);
    EXPECT_EQ(state.segment(SegmentName::cs), (Segment{0, 0xffff'ffff, 0xc09b, 0x08}));
}

TEST_F(Sysenter, WithANullSelectorIsAProtectionFault)
{
    state.sysenter_cs = 3;
    Visible const before(state);

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));

    EXPECT_EQ(told.names(), "check_sysenter_cs");
    EXPECT_TRUE(Visible(state) == before);
}

TEST_F(SysenterOnAmd, IsUndefinedInLongMode)
{
    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
    EXPECT_EQ(told.names(), "check_mode");

    machine.go_to_compatibility();
    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
}

TEST_F(SysenterOnAmd, WorksInLegacyMode)
{
    machine.go_to_legacy();
    state.sysenter_cs = 0x08;

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.rip, 0x38200u);
}

// ---- SYSEXIT

TEST_F(Sysexit, TellsItsSteps)
{
    machine.step();

    EXPECT_EQ(told.names(), "check_sysenter_cs check_cpl load_rsp load_rip load_cs set_cpl load_ss");
    EXPECT_EQ(told.begun[0].transition, Transition::sysexit);
}

TEST_F(Sysexit, GoesTo32BitCodeAtEdxWithTheStackOfEcx)
{
    state.gpr[rcx] = 0xffff'ffff'0000'7800;
    state.gpr[rdx] = 0xffff'ffff'0000'1004;

    machine.step();

    EXPECT_EQ(state.rip, 0x1004u);
    EXPECT_EQ(state.gpr[rsp], 0x7800u);
    EXPECT_EQ(state.segment(SegmentName::cs), (Segment{0, 0xffff'ffff, 0xc0fb, 0x23}));
    EXPECT_EQ(state.segment(SegmentName::ss), (Segment{0, 0xffff'ffff, 0xc0f3, 0x2b}));
    EXPECT_EQ(state.cpl, 3);
    EXPECT_TRUE(told.accesses.empty());
}

TEST_F(Sysexit, WithRexGoesTo64BitCode32BytesFurther)
{
    to_64_bit_code();

    machine.step();

    EXPECT_EQ(told.names(),
              "check_sysenter_cs check_cpl check_target_canonical load_rsp load_rip load_cs set_cpl load_ss");
    EXPECT_EQ(state.segment(SegmentName::cs), (Segment{0, 0xffff'ffff, 0xa0fb, 0x33}));
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x3b);
}

TEST_F(Sysexit, LeavesRflags)
{
    state.rflags = 0x46;

    machine.step();

    EXPECT_EQ(state.rflags, 0x46u);
}

TEST_F(Sysexit, RefusesANonCanonicalTargetInRing0)
{
    to_64_bit_code();
    state.gpr[rdx] = non_canonical;

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
    EXPECT_EQ(state.cpl, 0);
    EXPECT_EQ(told.steps.back().step, Step::check_target_canonical);
}

TEST_F(Sysexit, RefusesANonCanonicalStackInRing0)
{
    to_64_bit_code();
    state.gpr[rcx] = non_canonical;

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
}

TEST_F(Sysexit, InRing3IsAProtectionFault)
{
    state.cpl = 3;
    state.rip = user;
    machine.code({0x0f, 0x35});

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
    EXPECT_EQ(told.names(), "check_sysenter_cs check_cpl");
}

TEST_F(Sysexit, WithANullSelectorIsAProtectionFault)
{
    state.sysenter_cs = 0;

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
    EXPECT_EQ(told.names(), "check_sysenter_cs");
}

TEST_F(SysexitOnAmd, IsUndefinedInLongModeButInRing3AProtectionFault)
{
    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());

    state.cpl = 3;
    state.rip = user;
    machine.code({0x0f, 0x35});
    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
}

} // namespace ringside::test
