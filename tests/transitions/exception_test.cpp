// Exceptions, external interrupts, and deliveries that fault themselves: serial, double fault, shutdown.
// SDM Vol. 3A, "Exception and Interrupt Reference" and "Conditions for Generating a Double Fault".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr uint64_t top = BareMachine::kernel_stack_top;

struct Exception : testing::Test
{
    // mov al, [absent page]
    void read_absent_page()
    {
        machine.set_page(0xa000, 0);
        machine.state.gpr[rbx] = 0xa123;
        machine.code({0x8a, 0x03});
    }
    void undefined() { machine.code({0x0f, 0x0b}); }
    void divide_by_zero() { machine.code({0xf7, 0xf1}); }
    void privileged() { machine.code({0xf4}); }

    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};

std::vector<Fault> const& chain(BareMachine& machine)
{
    return machine.processor.fault_chain();
}

} // namespace

TEST_F(Exception, PageFaultWritesCr2FirstAndPushes48Bytes)
{
    read_absent_page();

    machine.step();

    EXPECT_EQ(told.names(),
              "write_cr2 check_idt_limit read_gate check_gate_type check_gate_present "
              "check_code_selector read_code_descriptor check_code_descriptor check_tss_limit read_rsp0 "
              "check_stack_canonical check_target_canonical load_rsp load_ss_null push_ss push_rsp "
              "push_rflags push_cs push_rip push_error_code load_cs load_rip set_cpl mask_rflags");
    EXPECT_EQ(state.cr2, 0xa123u);
    EXPECT_EQ(told.bytes_in_steps(Direction::read), 32u);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 48u);
    EXPECT_EQ(told.bytes_in_accesses(Direction::write), 48u);
    EXPECT_EQ(told.begun[0].transition, Transition::exception);
    EXPECT_EQ(told.begun[0].vector, 14u);
}

TEST_F(Exception, PageFaultPushesItsErrorCodeAndTheFaultingRipWithRf)
{
    read_absent_page();

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(14));
    EXPECT_EQ(state.gpr[rsp], top - 48);
    EXPECT_EQ(machine.read(top - 48), 4u); // user read, not present
    EXPECT_EQ(machine.read(top - 40), BareMachine::user_code);
    EXPECT_EQ(machine.read(top - 24), 0x10202u);
    EXPECT_FALSE(state.has(flag::rf));
}

TEST_F(Exception, DivideErrorPushesNoErrorCodeAndChangesNoOperand)
{
    divide_by_zero();
    state.gpr[rax] = 7;

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(0));
    EXPECT_EQ(state.gpr[rsp], top - 40);
    EXPECT_EQ(state.gpr[rax], 7u);
}

TEST_F(Exception, UndefinedOpcodePushesNoErrorCode)
{
    undefined();

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(6));
    EXPECT_EQ(state.gpr[rsp], top - 40);
    EXPECT_EQ(told.find(Step::push_error_code).step, Step::count_);
}

TEST_F(Exception, PrivilegedInstructionInRing3IsAProtectionFaultWithCode0)
{
    privileged();

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(13));
    EXPECT_EQ(machine.read(top - 48), 0u);
    EXPECT_EQ(told.find(Step::push_error_code).written_bytes, 8);
}

TEST_F(Exception, IsNotMeasuredByTheGatesDpl)
{
    undefined();

    machine.step();

    EXPECT_EQ(told.find(Step::check_gate_dpl).step, Step::count_);
}

TEST_F(Exception, DoubleFaultTakesItsInterruptStack)
{
    privileged();
    machine.set_gate(13, {.present = false}); // #NP while delivering #GP
    machine.set_gate(8, {.offset = machine.handler(8), .ist = 1});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(8));
    EXPECT_EQ(state.gpr[rsp], BareMachine::interrupt_stack_top - 48);
    EXPECT_EQ(machine.read(state.gpr[rsp]), 0u); // error code 0
}

TEST_F(Exception, ContributoryDuringContributoryIsADoubleFault)
{
    privileged();
    machine.set_gate(13, {.present = false});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(8));
    auto const escalation = told.find(Step::double_fault);
    EXPECT_EQ(escalation.before, 13u);
    EXPECT_EQ(escalation.value, 11u);
    ASSERT_EQ(chain(machine).size(), 3u);
    EXPECT_EQ(chain(machine)[0], general_protection(0));
    EXPECT_EQ(chain(machine)[1], segment_not_present(13 * 8 + 2 + 1)); // EXT
}

TEST_F(Exception, DivideErrorIsContributory)
{
    divide_by_zero();
    machine.set_gate(0, {.present = false});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(8));
}

TEST_F(Exception, PageFaultDuringContributoryIsServedInItsTurn)
{
    privileged();
    machine.set_gate(13, {.offset = machine.handler(13), .ist = 2});
    machine.set_tss_field(44, 0x29000);
    machine.set_page(0x28000, 0);

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(14));
    EXPECT_EQ(state.cr2, 0x28ff8u);
    EXPECT_EQ(machine.read(top - 48), 2u);                     // the push's code
    EXPECT_EQ(machine.read(top - 40), BareMachine::user_code); // of the first instruction
    EXPECT_EQ(told.find(Step::double_fault).step, Step::count_);
}

TEST_F(Exception, PageFaultDuringPageFaultIsADoubleFaultWithTheSecondAddressInCr2)
{
    read_absent_page();
    machine.set_page(top - 1, 0);
    machine.set_gate(8, {.offset = machine.handler(8), .ist = 1});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(8));
    EXPECT_EQ(state.cr2, top - 8);
    EXPECT_EQ(state.gpr[rsp], BareMachine::interrupt_stack_top - 48);
}

TEST_F(Exception, ContributoryDuringPageFaultIsADoubleFault)
{
    read_absent_page();
    machine.set_gate(14, {.present = false});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(8));
    EXPECT_EQ(state.cr2, 0xa123u);
}

TEST_F(Exception, ContributoryDuringBenignIsServedInItsTurn)
{
    undefined();
    machine.set_gate(6, {.present = false});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(11));
    EXPECT_EQ(machine.read(top - 48), 6u * 8 + 2 + 1);
    EXPECT_EQ(machine.read(top - 40), BareMachine::user_code);
}

TEST_F(Exception, BenignThenContributoryThenContributoryIsADoubleFault)
{
    undefined();
    machine.set_gate(6, {.present = false});
    machine.set_gate(11, {.selector = 0});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(8));
    ASSERT_EQ(chain(machine).size(), 4u);
    EXPECT_EQ(chain(machine)[2], general_protection(1)); // null selector: only EXT
}

TEST_F(Exception, FaultDuringDoubleFaultShutsDownAndTellsTheChain)
{
    read_absent_page();
    machine.set_page(top - 1, 0); // no interrupt stack: #DF pushes there too

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::shutdown);
    ASSERT_EQ(chain(machine).size(), 4u);
    EXPECT_EQ(chain(machine)[0], page_fault(4, 0xa123));
    EXPECT_EQ(chain(machine)[1], page_fault(2, top - 8));
    EXPECT_EQ(chain(machine)[2], Fault{Vector::double_fault});
    EXPECT_EQ(chain(machine)[3], page_fault(2, top - 8));
    EXPECT_EQ(told.steps.back().step, Step::shutdown);
    EXPECT_EQ(told.steps.back().before, 8u);
    EXPECT_EQ(told.steps.back().value, 14u);
}

TEST_F(Exception, ShutdownLeavesTheRegistersOfTheFaultingInstruction)
{
    undefined();
    state.idtr.limit = 0;

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::shutdown);
    EXPECT_EQ(state.rip, BareMachine::user_code);
    EXPECT_EQ(state.cpl, 3);
    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top);
}

TEST_F(Exception, ADeliveryCountsOneTickAndNoInstruction)
{
    undefined();

    machine.step();

    EXPECT_EQ(state.time, 1u);
    EXPECT_EQ(state.retired, 0u);
}

TEST_F(Exception, CanBeStoppedInItsMidst)
{
    read_absent_page();
    machine.processor.stop_after_steps(20); // push_error_code

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(told.steps.back().step, Step::push_error_code);
    EXPECT_EQ(state.gpr[rsp], top - 48);
    EXPECT_EQ(state.cpl, 3);
}

TEST_F(Exception, CanBeStoppedAtTheFailedCheckItself)
{
    undefined();
    machine.set_gate(6, {.present = false});
    machine.processor.stop_after_steps(4); // check_gate_present of #UD, which fails

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(told.steps.back().fault, segment_not_present(6 * 8 + 2 + 1));
}

TEST_F(Exception, CanBeStoppedAtTheDoubleFault)
{
    privileged();
    machine.set_gate(13, {.present = false});
    machine.processor.stop_after_steps(5); // 4 steps of #GP, then the escalation

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(told.steps.back().step, Step::double_fault);
}

TEST_F(Exception, SingleStepTrapPushesTheNextRipWithTfAndWithoutRf)
{
    machine.code({0x90, 0x90});
    state.rflags = 0x302;

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(1));
    EXPECT_EQ(machine.read(top - 40), BareMachine::user_code + 1);
    EXPECT_EQ(machine.read(top - 24), 0x302u);
}

// ---- external interrupts

TEST_F(Exception, ExternalInterruptHasNoDplCheckAndNoErrorCode)
{
    machine.code({0x90});
    machine.bus.pending = 0xec;

    machine.step();

    EXPECT_EQ(told.names(),
              "check_idt_limit read_gate check_gate_type check_gate_present check_code_selector "
              "read_code_descriptor check_code_descriptor check_tss_limit read_rsp0 "
              "check_stack_canonical check_target_canonical load_rsp load_ss_null push_ss push_rsp "
              "push_rflags push_cs push_rip load_cs load_rip set_cpl mask_rflags");
    EXPECT_EQ(told.begun[0].transition, Transition::external_interrupt);
    EXPECT_EQ(told.begun[0].vector, 0xecu);
    EXPECT_EQ(state.rip, machine.handler(0xec));
    EXPECT_EQ(machine.read(top - 40), BareMachine::user_code);
    EXPECT_EQ(machine.read(top - 24), 0x202u);
}

TEST_F(Exception, ExternalInterruptWaitsForIf)
{
    machine.code({0x90});
    machine.bus.pending = 0xec;
    state.rflags = 2;

    machine.step();

    EXPECT_EQ(state.rip, BareMachine::user_code + 1);
}

TEST_F(Exception, ExternalInterruptWithABadGateCarriesExtAndIsServedInItsTurn)
{
    machine.code({0x90});
    machine.bus.pending = 0xec;
    machine.set_gate(0xec, {.present = false});

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(11));
    EXPECT_EQ(machine.read(top - 48), 0xecu * 8 + 2 + 1);
}

// SDM Vol. 3B, "Instruction-Breakpoint Exception Condition".
TEST_F(Exception, ExternalInterruptBetweenTwoIterationsOfARepPushesRf)
{
    machine.code({0xf3, 0xaa, 0x90}); // REP STOSB
    state.gpr[rcx] = 2;
    state.gpr[rdi] = state.gpr[rsp] - 64;
    machine.step();
    machine.bus.pending = 0xec;

    machine.step();

    EXPECT_EQ(state.gpr[rcx], 1u);
    EXPECT_EQ(state.rip, machine.handler(0xec));
    EXPECT_EQ(machine.read(top - 40), BareMachine::user_code);
    EXPECT_EQ(machine.read(top - 24), 0x10202u);
}

TEST_F(Exception, ExternalInterruptAfterTheLastIterationOfARepPushesNoRf)
{
    machine.code({0xf3, 0xaa, 0x90});
    state.gpr[rcx] = 2;
    state.gpr[rdi] = state.gpr[rsp] - 64;
    machine.step();
    machine.step();
    machine.bus.pending = 0xec;

    machine.step();

    EXPECT_EQ(state.gpr[rcx], 0u);
    EXPECT_EQ(machine.read(top - 40), BareMachine::user_code + 2);
    EXPECT_EQ(machine.read(top - 24), 0x202u);
}

TEST_F(Exception, HltEndsWithAnInterruptWhoseRipIsAfterIt)
{
    machine.go_to_ring_0();
    machine.code({0xf4});
    machine.step();
    EXPECT_TRUE(state.halted);
    machine.bus.pending = 0xec;

    machine.step();

    EXPECT_FALSE(state.halted);
    EXPECT_EQ(machine.read(state.gpr[rsp]), BareMachine::kernel_code + 1);
}

TEST_F(Exception, StiHoldsInterruptsBackForOneInstruction)
{
    machine.go_to_ring_0();
    machine.code({0xfb, 0x90, 0x90});
    state.rflags = 2;
    machine.bus.pending = 0xec;

    machine.step();
    EXPECT_EQ(state.rip, BareMachine::kernel_code + 1);
    machine.step();
    EXPECT_EQ(state.rip, BareMachine::kernel_code + 2);
    machine.step();

    EXPECT_EQ(state.rip, machine.handler(0xec));
}

TEST_F(Exception, StiWithIfSetHoldsNothingBack)
{
    machine.go_to_ring_0();
    machine.code({0xfb, 0x90});
    state.rflags = 0x202;
    machine.step();
    machine.bus.pending = 0xec;

    machine.step();

    EXPECT_EQ(state.rip, machine.handler(0xec));
}

TEST_F(Exception, MovSsHoldsInterruptsBackForOneInstruction)
{
    machine.go_to_ring_0();
    state.gpr[rax] = 0x18;
    machine.code({0x8e, 0xd0, 0x90});
    machine.step();
    machine.bus.pending = 0xec;

    machine.step();
    EXPECT_EQ(state.rip, BareMachine::kernel_code + 3);
    machine.step();

    EXPECT_EQ(state.rip, machine.handler(0xec));
}

TEST_F(Exception, MovSsHoldsTheSingleStepTrapBackToo)
{
    machine.go_to_ring_0();
    state.gpr[rax] = 0x18;
    machine.code({0x8e, 0xd0, 0x90});
    state.rflags = 0x102;

    machine.step();
    EXPECT_EQ(state.rip, BareMachine::kernel_code + 2);
    machine.step();

    EXPECT_EQ(state.rip, machine.handler(1));
    EXPECT_EQ(machine.read(state.gpr[rsp]), BareMachine::kernel_code + 3);
}

} // namespace ringside::test
