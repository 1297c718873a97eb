// Far JMP, CALL and RET. SDM Vol. 2A, "JMP", "CALL"; Vol. 2B, "RET".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr uint64_t data = 0x34000;
constexpr uint64_t non_canonical = 0x8000'0000'0000;

// jmp/call far [rbx] in ring 0 with a far pointer in memory.
struct FarBranch : testing::Test
{
    FarBranch()
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

} // namespace

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

TEST_F(FarBranch, ThroughACallGateIsRefusedAndNoted)
{
    machine.set_descriptor(0x50, 0x0003'8c00'0010'0000);
    call_to(0, 0x50);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x50));
    ASSERT_EQ(machine.bus.unimplemented.size(), 1u);
    EXPECT_EQ(machine.bus.unimplemented[0], "far branch through a call gate");
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

} // namespace ringside::test
