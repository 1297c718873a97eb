// INT n through the 64-bit IDT: SDM Vol. 2A, "INT n/INTO/INT3/INT1"; facts of the frame, the stack, the
// flags.
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr char all_steps[] =
    "check_idt_limit read_gate check_gate_type check_gate_dpl check_gate_present check_code_selector "
    "read_code_descriptor check_code_descriptor check_tss_limit read_rsp0 check_stack_canonical "
    "check_target_canonical load_rsp load_ss_null push_ss push_rsp push_rflags push_cs push_rip load_cs "
    "load_rip "
    "set_cpl mask_rflags";

struct Int80 : testing::Test
{
    Int80() { machine.code({0xcd, 0x80}); }
    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};

} // namespace

TEST_F(Int80, TellsItsStepsInTheOrderOfTheManual)
{
    machine.step();

    EXPECT_EQ(told.names(), all_steps);
    ASSERT_EQ(told.begun.size(), 1u);
    EXPECT_EQ(told.begun[0].transition, Transition::software_interrupt);
    EXPECT_EQ(told.begun[0].vector, 0x80u);
    ASSERT_EQ(told.ended.size(), 1u);
    EXPECT_EQ(told.ended[0].fault, no_fault);
}

TEST_F(Int80, GoesToTheGateInRing0)
{
    machine.step();

    EXPECT_EQ(state.rip, machine.handler(0x80));
    EXPECT_EQ(state.cpl, 0);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x10);
    EXPECT_TRUE(state.segment(SegmentName::cs).long_code());
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top - 40);
}

TEST_F(Int80, LeavesANullStackSegmentAndTouchesNoOtherRegister)
{
    state.gpr[rcx] = 0x1111;
    state.gpr[r11] = 0x2222;
    state.segment(SegmentName::gs).base = 0x7000'0000;

    machine.step();

    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0);
    EXPECT_FALSE(state.segment(SegmentName::ss).usable());
    EXPECT_EQ(state.gpr[rcx], 0x1111u);
    EXPECT_EQ(state.gpr[r11], 0x2222u);
    EXPECT_EQ(state.segment(SegmentName::gs).base, 0x7000'0000u);
}

TEST_F(Int80, PushesFiveWordsWithTheRipOfTheNextInstruction)
{
    state.gpr[rsp] = 0x7ff3; // odd on purpose: the user's RSP is pushed as it is

    machine.step();

    auto const frame = BareMachine::kernel_stack_top - 40;
    EXPECT_EQ(machine.read(frame), BareMachine::user_code + 2);
    EXPECT_EQ(machine.read(frame + 8), 0x33u);
    EXPECT_EQ(machine.read(frame + 16), 0x202u);
    EXPECT_EQ(machine.read(frame + 24), 0x7ff3u);
    EXPECT_EQ(machine.read(frame + 32), 0x2bu);
}

TEST_F(Int80, Reads32BytesAndWrites40)
{
    machine.step();

    EXPECT_EQ(told.bytes_in_steps(Direction::read), 32u);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 40u);
    EXPECT_EQ(told.bytes_in_accesses(Direction::read), 32u);
    EXPECT_EQ(told.bytes_in_accesses(Direction::write), 40u);
    ASSERT_EQ(told.accesses.size(), 8u);
    EXPECT_EQ(told.accesses[0].bytes, 16); // the gate is one read
}

TEST_F(Int80, TellsWhereItReadAndWhatItFound)
{
    machine.step();

    auto const gate = told.find(Step::read_gate);
    EXPECT_EQ(gate.place, Place::idt);
    EXPECT_EQ(gate.address, BareMachine::idt + 0x800);
    EXPECT_EQ(gate.value, 0x0003'ee00'0010'0800u);
    EXPECT_EQ(gate.what, "IDT[0x80]");
    auto const descriptor = told.find(Step::read_code_descriptor);
    EXPECT_EQ(descriptor.place, Place::gdt);
    EXPECT_EQ(descriptor.address, BareMachine::gdt + 0x10);
    EXPECT_EQ(descriptor.before, 0x10u);
    EXPECT_EQ(descriptor.value, 0x00af'9b00'0000'ffffu);
    auto const rsp0 = told.find(Step::read_rsp0);
    EXPECT_EQ(rsp0.place, Place::tss);
    EXPECT_EQ(rsp0.address, BareMachine::tss + 4);
    EXPECT_EQ(rsp0.value, BareMachine::kernel_stack_top);
}

TEST_F(Int80, TellsLoadsWithOldAndNewValue)
{
    machine.step();

    EXPECT_EQ(told.find(Step::load_rsp).before, BareMachine::user_stack_top);
    EXPECT_EQ(told.find(Step::load_rsp).value, BareMachine::kernel_stack_top);
    EXPECT_EQ(told.find(Step::load_cs).before, 0x33u);
    EXPECT_EQ(told.find(Step::load_cs).value, 0x10u);
    EXPECT_EQ(told.find(Step::load_rip).value, machine.handler(0x80));
    EXPECT_EQ(told.find(Step::set_cpl).before, 3u);
    EXPECT_EQ(told.find(Step::set_cpl).value, 0u);
    EXPECT_EQ(told.find(Step::push_rip).address, BareMachine::kernel_stack_top - 40);
}

TEST_F(Int80, FollowsAMovedGate)
{
    machine.set_gate(0x80, {.offset = 0x31230, .dpl = 3});

    machine.step();

    EXPECT_EQ(state.rip, 0x31230u);
    EXPECT_EQ(told.find(Step::load_rip).value, 0x31230u);
}

TEST_F(Int80, FollowsAMovedTable)
{
    state.idtr.base = 0x50000;
    machine.write<uint64_t>(0x50800, machine.read(BareMachine::idt + 0x800));

    machine.step();

    EXPECT_EQ(told.find(Step::read_gate).address, 0x50800u);
    EXPECT_EQ(state.rip, machine.handler(0x80));
}

TEST_F(Int80, SetsTheAccessedBitOfItsCodeDescriptorOnce)
{
    machine.set_descriptor(0x10, 0x00af'9a00'0000'ffff);

    machine.step();

    EXPECT_EQ(machine.read(BareMachine::gdt + 0x10), 0x00af'9b00'0000'ffffu);
    auto const step = told.find(Step::set_descriptor_accessed);
    EXPECT_EQ(step.address, BareMachine::gdt + 0x15);
    EXPECT_EQ(step.before, 0x9au);
    EXPECT_EQ(step.value, 0x9bu);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 41u);
    EXPECT_EQ(told.bytes_in_accesses(Direction::write), 41u);
    EXPECT_EQ(state.segment(SegmentName::cs).type(), 0xbu);
}

TEST_F(Int80, TakesAnInterruptStackWhereTheGateNamesOne)
{
    machine.set_gate(0x80, {.offset = machine.handler(0x80), .ist = 1, .dpl = 3});

    machine.step();

    EXPECT_EQ(told.find(Step::read_rsp0).step, Step::count_);
    EXPECT_EQ(told.find(Step::read_ist).address, BareMachine::tss + 36);
    EXPECT_EQ(state.gpr[rsp], BareMachine::interrupt_stack_top - 40);
    EXPECT_EQ(told.bytes_in_steps(Direction::read), 32u);
}

TEST_F(Int80, FindsTheSeventhInterruptStackAtOffset84)
{
    machine.set_gate(0x80, {.offset = machine.handler(0x80), .ist = 7, .dpl = 3});
    machine.set_tss_field(84, 0x27000);

    machine.step();

    EXPECT_EQ(told.find(Step::read_ist).address, BareMachine::tss + 84);
    EXPECT_EQ(told.find(Step::check_tss_limit).before, 91u);
}

TEST_F(Int80, AlignsTheNewStackTo16Bytes)
{
    machine.set_tss_field(4, BareMachine::kernel_stack_top - 1);

    machine.step();

    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top - 16 - 40);
}

TEST_F(Int80, ThroughAnInterruptGateClearsIfTfNtRfButNotAcOrDf)
{
    state.rflags = 0x202 | flag::nt | flag::ac | flag::df | flag::id | flag::cf;

    machine.step();

    EXPECT_EQ(state.rflags, 0x2u | flag::ac | flag::df | flag::id | flag::cf);
    EXPECT_EQ(told.find(Step::mask_rflags).before,
              0x202u | flag::nt | flag::ac | flag::df | flag::id | flag::cf);
}

TEST_F(Int80, ThroughATrapGateKeepsIf)
{
    machine.set_gate(0x80, {.offset = machine.handler(0x80), .type = 0xf, .dpl = 3});

    machine.step();

    EXPECT_EQ(state.rflags, 0x202u);
}

TEST_F(Int80, FromCompatibilityModePushesTheSame40Bytes)
{
    machine.go_to_compatibility();
    state.gpr[rsp] = 0xdead'0000'0000'7ff0;

    machine.step();

    EXPECT_EQ(told.names(), all_steps);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 40u);
    auto const frame = BareMachine::kernel_stack_top - 40;
    EXPECT_EQ(machine.read(frame), BareMachine::user_code + 2);
    EXPECT_EQ(machine.read(frame + 8), 0x23u);
    EXPECT_EQ(machine.read(frame + 24), 0x7ff0u);
    EXPECT_TRUE(state.code_64());
}

TEST_F(Int80, InRing0KeepsItsStackButPushesItAll)
{
    machine.go_to_ring_0();
    machine.code({0xcd, 0x80});
    state.gpr[rsp] = BareMachine::kernel_stack_top - 0x108;

    machine.step();

    EXPECT_EQ(told.names(),
              "check_idt_limit read_gate check_gate_type check_gate_dpl check_gate_present "
              "check_code_selector read_code_descriptor check_code_descriptor check_stack_canonical "
              "check_target_canonical load_rsp push_ss push_rsp push_rflags push_cs push_rip load_cs "
              "load_rip set_cpl mask_rflags");
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top - 0x110 - 40);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x18);
    EXPECT_EQ(machine.read(state.gpr[rsp] + 24), BareMachine::kernel_stack_top - 0x108);
    EXPECT_EQ(machine.read(state.gpr[rsp] + 32), 0x18u);
}

TEST_F(Int80, InRing0WithAnInterruptStackKeepsSs)
{
    machine.go_to_ring_0();
    machine.code({0xcd, 0x80});
    machine.set_gate(0x80, {.offset = machine.handler(0x80), .ist = 1, .dpl = 3});

    machine.step();

    EXPECT_EQ(state.gpr[rsp], BareMachine::interrupt_stack_top - 40);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x18);
    EXPECT_EQ(told.find(Step::load_ss_null).step, Step::count_);
}

TEST_F(Int80, ToAConformingSegmentStaysInRing3OnTheUsersStack)
{
    machine.set_descriptor(0x10, 0x00af'9f00'0000'ffff);
    machine.set_gate(0x80, {.offset = BareMachine::user_code + 0x100, .dpl = 3});

    machine.step();

    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x13);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top - 40);
    EXPECT_EQ(told.find(Step::read_rsp0).step, Step::count_);
}

TEST_F(Int80, CountsAsOneInstructionAndOneTick)
{
    machine.step();

    EXPECT_EQ(state.time, 1u);
    EXPECT_EQ(state.retired, 1u);
}

TEST_F(Int80, StoppedAfterAnyStepLeavesTheStateInItsMidst)
{
    machine.processor.stop_after_steps(13); // load_rsp

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(told.steps.back().step, Step::load_rsp);
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.rip, BareMachine::user_code);
    EXPECT_TRUE(told.ended.empty());
}

TEST_F(Int80, StoppedBetweenPushesHasMovedRspThatFar)
{
    machine.processor.stop_after_steps(17); // push_rflags

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(told.steps.back().step, Step::push_rflags);
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top - 24);
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 24), 0x202u);
}

TEST_F(Int80, StoppedAfterItsLastStepIsInTheHandler)
{
    machine.processor.stop_after_steps(23);

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(state.rip, machine.handler(0x80));
    EXPECT_EQ(state.cpl, 0);
    EXPECT_EQ(state.rflags, 2u);
}

TEST(SoftwareInterrupt, NeverPushesAnErrorCode)
{
    BareMachine machine;
    machine.code({0xcd, 0x0d});
    machine.set_gate(13, {.offset = machine.handler(13), .dpl = 3});

    machine.step();

    EXPECT_EQ(machine.state.rip, machine.handler(13));
    EXPECT_EQ(machine.state.gpr[rsp], BareMachine::kernel_stack_top - 40);
    EXPECT_EQ(machine.recorder.find(Step::push_error_code).step, Step::count_);
}

TEST(SoftwareInterrupt, Int3GoesThroughVector3AndItsDplIsChecked)
{
    BareMachine machine;
    machine.code({0xcc});
    machine.set_gate(3, {.offset = machine.handler(3), .dpl = 0});

    auto const fault = machine.fault_of_step();

    EXPECT_EQ(fault, general_protection(3 * 8 + 2));
}

TEST(SoftwareInterrupt, Int3PushesTheRipAfterItAndRfClear)
{
    BareMachine machine;
    machine.code({0xcc});

    machine.step();

    EXPECT_EQ(machine.state.rip, machine.handler(3));
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 40), BareMachine::user_code + 1);
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 24), 0x202u);
}

TEST(SoftwareInterrupt, Int1IsNotMeasuredByTheGatesDpl)
{
    BareMachine machine;
    machine.code({0xf1});

    machine.step();

    EXPECT_EQ(machine.state.rip, machine.handler(1));
    EXPECT_EQ(machine.recorder.find(Step::check_gate_dpl).step, Step::count_);
}

TEST(SoftwareInterrupt, Int1CarriesExtInItsErrors)
{
    BareMachine machine;
    machine.code({0xf1});
    machine.set_gate(1, {.offset = machine.handler(1), .present = false});

    auto const fault = machine.fault_of_step();

    EXPECT_EQ(fault, segment_not_present(1 * 8 + 2 + 1));
}

TEST(SoftwareInterrupt, IntoGoesThroughVector4OnlyOnOverflow)
{
    BareMachine machine;
    machine.go_to_compatibility();
    machine.code({0xce, 0xce});

    machine.step();
    EXPECT_EQ(machine.state.rip, BareMachine::user_code + 1);
    machine.state.rflags |= flag::of;
    machine.step();

    EXPECT_EQ(machine.state.rip, machine.handler(4));
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 40), BareMachine::user_code + 2);
}

TEST(SoftwareInterrupt, IntoDoesNotExistIn64BitMode)
{
    BareMachine machine;
    machine.code({0xce});

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
}

TEST(SoftwareInterrupt, IsNotSingleSteppedIntoItsHandler)
{
    BareMachine machine;
    machine.code({0xcd, 0x80});
    machine.state.rflags |= flag::tf;

    machine.step();

    EXPECT_EQ(machine.state.rip, machine.handler(0x80));
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 24), 0x302u); // the image keeps TF
    EXPECT_FALSE(machine.state.has(flag::tf));
}

} // namespace ringside::test
