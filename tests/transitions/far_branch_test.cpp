// Far JMP, CALL and RET. SDM Vol. 2A, "JMP", "CALL"; Vol. 2B, "RET".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr uint64_t data = 0x34000;
constexpr uint64_t non_canonical = 0x8000'0000'0000;

// jmp/call far [rbx] in ring 0 with a far pointer in memory.
struct FarBranch : testing::Test
{
    explicit FarBranch(Vendor vendor = Vendor::intel) : machine(vendor)
    {
        machine.go_to_ring_0();
        state.gpr[rbx] = data;
    }
    void pointer(uint64_t offset, uint16_t selector)
    {
        machine.write<uint64_t>(data, offset);
        machine.write<uint16_t>(data + 8, selector);
    }
    void jump_to(uint64_t offset, uint16_t selector)
    {
        machine.code({0x48, 0xff, 0x2b});
        pointer(offset, selector);
    }
    void call_to(uint64_t offset, uint16_t selector)
    {
        machine.code({0x48, 0xff, 0x1b});
        pointer(offset, selector);
    }
    Fault fault_at(Step failed)
    {
        Visible const before(machine.state);
        auto const fault = machine.fault_of_step();
        EXPECT_EQ(name(told.steps.back().step), name(failed));
        EXPECT_TRUE(Visible(machine.state) == before);
        return fault;
    }

    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};

struct FarBranchOnAmd : FarBranch
{
    FarBranchOnAmd() : FarBranch(Vendor::amd)
    {
        machine.write<uint32_t>(data, 0x31000);
        machine.write<uint16_t>(data + 4, 0x10);
    }
};

} // namespace

TEST_F(FarBranchOnAmd, JumpTakesAnOffsetOf32BitsWhateverRexSays)
{
    machine.code({0x48, 0xff, 0x2b});

    machine.step();

    EXPECT_EQ(state.rip, 0x31000u);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x10);
}

TEST_F(FarBranchOnAmd, CallTakesAnOffsetOf32BitsAndPushes64)
{
    auto const rsp = state.gpr[cpu::rsp];
    machine.code({0x48, 0xff, 0x1b});

    machine.step();

    EXPECT_EQ(state.rip, 0x31000u);
    EXPECT_EQ(rsp - state.gpr[cpu::rsp], 16u);
}

TEST_F(FarBranch, JumpLoadsCsAndRip)
{
    jump_to(0x31000, 0x10);

    machine.step();

    EXPECT_EQ(state.rip, 0x31000u);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x10);
    EXPECT_EQ(told.names(),
              "check_code_selector read_code_descriptor check_code_descriptor check_target_canonical "
              "load_cs load_rip");
}

TEST_F(FarBranch, JumpChangesTheModeWithTheSegment)
{
    jump_to(0x31000, 0x08);

    machine.step();

    EXPECT_FALSE(state.code_64());
    EXPECT_EQ(machine.processor.code_bits(), 32);
}

TEST_F(FarBranch, JumpThroughThePointerInTheInstruction)
{
    machine.go_to_legacy_ring_0();
    machine.code({0xea, 0x00, 0x10, 0x03, 0x00, 0x08, 0x00});

    machine.step();

    EXPECT_EQ(state.rip, 0x31000u);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x08);
}

TEST_F(FarBranch, JumpKeepsTheCplInTheSelectorOfAConformingSegment)
{
    machine.set_descriptor(0x10, 0x00af'9f00'0000'ffff);
    state.cpl = 3;
    state.rip = BareMachine::user_code;
    state.gpr[rbx] = BareMachine::user_data;
    machine.code({0x48, 0xff, 0x2b});
    machine.write<uint64_t>(BareMachine::user_data, 0x1100);
    machine.write<uint16_t>(BareMachine::user_data + 8, 0x10);

    machine.step();

    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x13);
}

TEST_F(FarBranch, JumpToANullSelector)
{
    jump_to(0x31000, 0);

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0));
}

TEST_F(FarBranch, JumpToData)
{
    jump_to(0x31000, 0x18);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x18));
}

TEST_F(FarBranch, JumpOutwards)
{
    jump_to(0x31000, 0x33);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x30));
}

TEST_F(FarBranch, JumpToCodeNotPresent)
{
    machine.set_descriptor(0x10, 0x00af'1b00'0000'ffff);
    jump_to(0x31000, 0x10);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), segment_not_present(0x10));
}

TEST_F(FarBranch, JumpToANonCanonicalTarget)
{
    jump_to(non_canonical, 0x10);

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
}

TEST_F(FarBranch, JumpBeyondTheLimitOfA32BitSegment)
{
    jump_to(0x1'0000'0000, 0x08);

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
}

TEST_F(FarBranch, CallPushesCsAndTheNextRip)
{
    call_to(0x31000, 0x10);

    machine.step();

    EXPECT_EQ(state.rip, 0x31000u);
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top - 16);
    EXPECT_EQ(machine.read(state.gpr[rsp]), BareMachine::kernel_code + 3);
    EXPECT_EQ(machine.read(state.gpr[rsp] + 8), 0x10u);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 16u);
}

TEST_F(FarBranch, CallIntoAnAbsentStackChangesNothing)
{
    call_to(0x31000, 0x10);
    machine.set_page(BareMachine::kernel_stack_top - 1, 0);

    EXPECT_EQ(fault_at(Step::push_cs), page_fault(2, BareMachine::kernel_stack_top - 8));
}

TEST_F(FarBranch, ThroughALegacyCallGateIsRefusedAndNoted)
{
    machine.go_to_legacy_ring_0();
    machine.set_descriptor(0x50, 0x0003'8c00'0008'1000);
    machine.code({0x9a, 0x00, 0x00, 0x00, 0x00, 0x50, 0x00});

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x50));
    EXPECT_EQ(machine.bus.unimplemented.size(), 1u);
}

TEST_F(FarBranch, ReturnWithinARing)
{
    machine.code({0x48, 0xcb});
    machine.push_words({0x31000, 0x10});

    machine.step();

    EXPECT_EQ(state.rip, 0x31000u);
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top);
    EXPECT_EQ(told.names(), "pop_rip pop_cs check_code_selector read_code_descriptor check_code_descriptor "
                            "check_target_canonical load_cs load_rip set_cpl");
}

TEST_F(FarBranch, ReturnToAnOuterRingTakesItsStackAndReleasesParametersOnBoth)
{
    machine.code({0x48, 0xca, 0x10, 0x00});
    machine.push_words({0x1100, 0x33, 0xaaaa, 0xbbbb, 0x7800, 0x2b});

    machine.step();

    EXPECT_EQ(state.rip, 0x1100u);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.gpr[rsp], 0x7810u);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
    EXPECT_EQ(told.find(Step::null_data_segments).step, Step::null_data_segments);
}

TEST_F(FarBranch, ReturnReleasesParametersWithinARing)
{
    machine.code({0x48, 0xca, 0x08, 0x00});
    machine.push_words({0x31000, 0x10, 0xaaaa});

    machine.step();

    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top);
}

TEST_F(FarBranch, ReturnInwardsIsRefused)
{
    state.cpl = 3;
    state.rip = BareMachine::user_code;
    state.gpr[rsp] = BareMachine::user_stack_top;
    machine.code({0x48, 0xcb});
    machine.push_words({0x31000, 0x10});

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x10));
}

TEST_F(FarBranch, ReturnToABadStackChangesNothing)
{
    machine.code({0x48, 0xcb});
    machine.push_words({0x1100, 0x33, 0x7800, 0x28});

    EXPECT_EQ(fault_at(Step::check_stack_descriptor), general_protection(0x28));
}

// ---- through a call gate

namespace {

// call far [rbx] in ring 3 through the gate at 0x50, DPL 3, which leads to 0x31000 in ring 0.
struct CallGateTest : FarBranch
{
    CallGateTest()
    {
        state.cpl = 3;
        state.rip = BareMachine::user_code;
        state.gpr[rsp] = BareMachine::user_stack_top;
        state.segment(SegmentName::cs) = Descriptor{0x00af'fb00'0000'ffff}.load(0x33);
        state.segment(SegmentName::ss) = Descriptor{0x00cf'f300'0000'ffff}.load(0x2b);
        state.gpr[rbx] = BareMachine::user_data;
        machine.write<uint64_t>(BareMachine::user_data, 0x1234);
        machine.write<uint16_t>(BareMachine::user_data + 8, 0x53);
        machine.code({0x48, 0xff, 0x1b});
        gate(0x0003'ec00'0010'1000);
    }
    void gate(uint64_t low, uint64_t high = 0)
    {
        machine.set_descriptor(0x50, low);
        machine.set_descriptor(0x58, high);
    }
    void jump() { machine.code({0x48, 0xff, 0x2b}); }
};

} // namespace

TEST_F(CallGateTest, EntersTheInnerRingOnItsStack)
{
    machine.step();

    EXPECT_EQ(state.rip, 0x31000u);
    EXPECT_EQ(state.cpl, 0);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x10);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0);
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top - 32);
    EXPECT_EQ(machine.read(state.gpr[rsp]), BareMachine::user_code + 3);
    EXPECT_EQ(machine.read(state.gpr[rsp] + 8), 0x33u);
    EXPECT_EQ(machine.read(state.gpr[rsp] + 16), BareMachine::user_stack_top);
    EXPECT_EQ(machine.read(state.gpr[rsp] + 24), 0x2bu);
    EXPECT_EQ(state.rflags, 0x202u);
}

TEST_F(CallGateTest, TellsItsSteps)
{
    machine.step();

    EXPECT_EQ(
        told.names(),
        "check_code_selector read_code_descriptor check_code_selector read_gate check_gate_type "
        "check_gate_dpl "
        "check_gate_present check_code_selector read_code_descriptor check_code_descriptor check_tss_limit "
        "read_rsp0 check_stack_canonical check_target_canonical load_rsp load_ss_null push_ss push_rsp "
        "push_cs "
        "push_rip load_cs load_rip set_cpl");
    EXPECT_EQ(told.bytes_in_steps(Direction::read), 32u);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 32u);
}

TEST_F(CallGateTest, IsLeftByAFarReturn)
{
    machine.write<uint16_t>(0x31000, 0xcb48); // retfq
    machine.step();
    machine.step();

    EXPECT_EQ(state.rip, BareMachine::user_code + 3);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
}

TEST_F(CallGateTest, OfALowerDplIsRefused)
{
    gate(0x0003'cc00'0010'1000);

    EXPECT_EQ(fault_at(Step::check_gate_dpl), general_protection(0x50));
}

TEST_F(CallGateTest, NotPresent)
{
    gate(0x0003'6c00'0010'1000);

    EXPECT_EQ(fault_at(Step::check_gate_present), segment_not_present(0x50));
}

TEST_F(CallGateTest, WithAnUpperHalfThatLooksLikeADescriptor)
{
    gate(0x0003'ec00'0010'1000, uint64_t{0x100} << 32);

    EXPECT_EQ(fault_at(Step::check_gate_type), general_protection(0x50));
}

TEST_F(CallGateTest, WhoseUpperHalfLiesBeyondTheTable)
{
    state.gdtr.limit = 0x57;

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0x50));
}

TEST_F(CallGateTest, ToANullSelector)
{
    gate(0x0003'ec00'0000'1000);

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0));
}

TEST_F(CallGateTest, To32BitCode)
{
    gate(0x0003'ec00'0008'1000);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x08));
}

TEST_F(CallGateTest, ToANonCanonicalTarget)
{
    gate(0x0003'ec00'0010'1000, 0x8000);

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
}

TEST_F(CallGateTest, OntoAnAbsentStackChangesNothing)
{
    machine.set_page(BareMachine::kernel_stack_top - 1, 0);

    EXPECT_EQ(fault_at(Step::push_ss), page_fault(2, BareMachine::kernel_stack_top - 8));
}

TEST_F(CallGateTest, IsNoWayInwardsForAJump)
{
    jump();

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x10));
}

TEST_F(CallGateTest, WithinItsRingPushesCsAndRipOnly)
{
    gate(0x0000'ec00'0030'1200);

    machine.step();

    EXPECT_EQ(state.rip, 0x1200u);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top - 16);
}

TEST_F(CallGateTest, LetsAJumpThroughWithinItsRing)
{
    gate(0x0000'ec00'0030'1200);
    jump();

    machine.step();

    EXPECT_EQ(state.rip, 0x1200u);
    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top);
}

} // namespace ringside::test
