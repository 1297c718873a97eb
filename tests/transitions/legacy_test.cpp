// 32-bit protected mode outside long mode: 8-byte gates, the 32-bit TSS, 4-byte frames.
// SDM Vol. 2A, "INT n/INTO/INT3/INT1", INTER- and INTRA-PRIVILEGE-LEVEL-INTERRUPT; "IRET/IRETD/IRETQ".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr uint64_t top = BareMachine::kernel_stack_top;

struct LegacyInt : testing::Test
{
    LegacyInt()
    {
        machine.go_to_legacy();
        machine.code({0xcd, 0x80});
    }
    void stack_of_ring_0(uint16_t ss) { machine.set_tss_field(4, top | uint64_t{ss} << 32); }
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

TEST_F(LegacyInt, TellsItsSteps)
{
    machine.step();

    EXPECT_EQ(
        told.names(),
        "check_idt_limit read_gate check_gate_type check_gate_dpl check_gate_present check_code_selector "
        "read_code_descriptor check_code_descriptor check_tss_limit read_rsp0 read_ss0 check_stack_selector "
        "read_stack_descriptor check_stack_descriptor check_target_canonical load_rsp load_ss push_ss "
        "push_rsp "
        "push_rflags push_cs push_rip load_cs load_rip set_cpl mask_rflags");
}

TEST_F(LegacyInt, ReadsAnEightByteGateAndStackAndPushesFiveFourByteWords)
{
    machine.step();

    EXPECT_EQ(told.find(Step::read_gate).address, BareMachine::idt + 0x400);
    EXPECT_EQ(told.bytes_in_steps(Direction::read), 8u + 8 + 4 + 2 + 8);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 20u);
    EXPECT_EQ(told.bytes_in_accesses(Direction::read), 30u);
    EXPECT_EQ(state.gpr[rsp], top - 20);
    EXPECT_EQ(machine.read<uint32_t>(top - 20), BareMachine::user_code + 2);
    EXPECT_EQ(machine.read<uint32_t>(top - 16), 0x23u);
    EXPECT_EQ(machine.read<uint32_t>(top - 12), 0x202u);
    EXPECT_EQ(machine.read<uint32_t>(top - 8), BareMachine::user_stack_top);
    EXPECT_EQ(machine.read<uint32_t>(top - 4), 0x2bu);
}

TEST_F(LegacyInt, LoadsTheStackSegmentOfTheTss)
{
    machine.step();

    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x18);
    EXPECT_TRUE(state.segment(SegmentName::ss).usable());
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x08);
    EXPECT_EQ(state.rip, machine.handler(0x80));
    EXPECT_EQ(state.cpl, 0);
}

TEST_F(LegacyInt, DoesNotAlignTheStack)
{
    machine.set_tss_field(4, (top - 4) | uint64_t{0x18} << 32);

    machine.step();

    EXPECT_EQ(state.gpr[rsp], top - 24);
}

TEST_F(LegacyInt, WithinRing0PushesThreeWordsOnly)
{
    machine.go_to_legacy_ring_0();
    machine.code({0xcd, 0x80});

    machine.step();

    EXPECT_EQ(state.gpr[rsp], top - 12);
    EXPECT_EQ(machine.read<uint32_t>(top - 12), BareMachine::kernel_code + 2);
    EXPECT_EQ(told.find(Step::push_ss).step, Step::count_);
    EXPECT_EQ(told.find(Step::load_rsp).step, Step::count_);
}

TEST_F(LegacyInt, ExceptionPushesItsErrorCode)
{
    machine.code({0xf4});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(13));
    EXPECT_EQ(state.gpr[rsp], top - 24);
    EXPECT_EQ(machine.read<uint32_t>(top - 24), 0u);
    EXPECT_EQ(machine.read<uint32_t>(top - 12), 0x10202u);
}

TEST_F(LegacyInt, NullStackSegment)
{
    stack_of_ring_0(0);

    EXPECT_EQ(fault_at(Step::check_stack_selector), invalid_tss(0));
}

TEST_F(LegacyInt, StackSegmentBeyondTheTable)
{
    stack_of_ring_0(0x200);

    EXPECT_EQ(fault_at(Step::check_stack_selector), invalid_tss(0x200));
}

TEST_F(LegacyInt, StackSegmentOfAnotherRpl)
{
    stack_of_ring_0(0x1b);

    EXPECT_EQ(fault_at(Step::check_stack_descriptor), invalid_tss(0x18));
}

TEST_F(LegacyInt, StackSegmentOfAnotherDpl)
{
    stack_of_ring_0(0x28);

    EXPECT_EQ(fault_at(Step::check_stack_descriptor), invalid_tss(0x28));
}

TEST_F(LegacyInt, StackInACodeSegment)
{
    stack_of_ring_0(0x08);

    EXPECT_EQ(fault_at(Step::check_stack_descriptor), invalid_tss(0x08));
}

TEST_F(LegacyInt, StackSegmentNotPresent)
{
    machine.set_descriptor(0x18, 0x00cf'1300'0000'ffff);

    EXPECT_EQ(fault_at(Step::check_stack_descriptor), stack_fault(0x18));
}

TEST_F(LegacyInt, StackWithoutRoomNamesTheNewSegment)
{
    machine.set_descriptor(0x18, 0x0040'9300'0000'0fff); // limit 0xfff, byte granular

    EXPECT_EQ(fault_at(Step::push_ss), stack_fault(0x18));
}

TEST_F(LegacyInt, HandlerBeyondTheLimitOfItsSegment)
{
    machine.set_descriptor(0x08, 0x0040'9b00'0000'0fff);

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
}

TEST_F(LegacyInt, TaskGateIsRefusedAndNoted)
{
    machine.set_legacy_gate(0x80, {.selector = 0x40, .type = 5, .dpl = 3});

    EXPECT_EQ(fault_at(Step::check_gate_type), general_protection(0x402));
    ASSERT_EQ(machine.bus.unimplemented.size(), 1u);
    EXPECT_EQ(machine.bus.unimplemented[0], "task gate in the IDT");
}

TEST_F(LegacyInt, IretReturnsToTheOuterRing)
{
    machine.go_to_legacy_ring_0();
    machine.code({0xcf});
    machine.push_legacy_words({0x1010, 0x23, 0x246, 0x7800, 0x2b});

    machine.step();

    EXPECT_EQ(state.rip, 0x1010u);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.gpr[rsp], 0x7800u);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
    EXPECT_EQ(state.rflags, 0x246u);
}

TEST_F(LegacyInt, IretWithinRing0PopsThreeWords)
{
    machine.go_to_legacy_ring_0();
    machine.code({0xcf});
    machine.push_legacy_words({0x30010, 0x08, 0x46});

    machine.step();

    EXPECT_EQ(state.rip, 0x30010u);
    EXPECT_EQ(state.gpr[rsp], top);
    EXPECT_EQ(told.bytes_in_steps(Direction::read), 20u);
}

TEST_F(LegacyInt, IretToATaskIsRefusedAndNoted)
{
    machine.go_to_legacy_ring_0();
    machine.code({0xcf});
    state.rflags |= flag::nt;

    EXPECT_EQ(fault_at(Step::check_nt), general_protection(0));
    EXPECT_EQ(machine.bus.unimplemented.size(), 1u);
}

} // namespace ringside::test
