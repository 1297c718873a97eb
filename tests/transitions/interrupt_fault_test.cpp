// Every check of a delivery that can fail, with its fault and error code, and that the registers are as
// before. SDM Vol. 2A, "INT n/INTO/INT3/INT1", Operation; SDM Vol. 3A, "Error Code".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

struct IntFault : testing::Test
{
    IntFault() { machine.code({0xcd, 0x80}); }

    // The fault of INT 0x80; also expects that nothing has changed and that the last step told is `failed`.
    Fault fault_at(Step failed)
    {
        Visible const before(machine.state);
        auto const fault = machine.fault_of_step();
        EXPECT_EQ(name(told.steps.back().step), name(failed));
        EXPECT_EQ(told.steps.back().fault, fault);
        EXPECT_EQ(told.ended.back().fault, fault);
        EXPECT_TRUE(Visible(machine.state) == before);
        return fault;
    }
    void gate(GateFields fields)
    {
        fields.dpl = 3;
        machine.set_gate(0x80, fields);
    }

    BareMachine machine;
    Recorder& told = machine.recorder;
};

constexpr uint64_t non_canonical = 0x8000'0000'0000;

} // namespace

TEST_F(IntFault, BeyondTheIdtLimit)
{
    machine.state.idtr.limit = 0x80e; // the last byte of gate 0x80 is 0x80f

    EXPECT_EQ(fault_at(Step::check_idt_limit), general_protection(0x402));
}

TEST_F(IntFault, OfAnotherVectorNamesThatVector)
{
    machine.code({0xcd, 0x81});

    EXPECT_EQ(fault_at(Step::check_gate_dpl), general_protection(0x40a));
}

TEST_F(IntFault, ThroughAPageFaultGateIsNoPageFault)
{
    machine.code({0xcd, 14});

    EXPECT_EQ(fault_at(Step::check_gate_dpl), general_protection(0x72));
}

TEST_F(IntFault, ReadingTheGateFromAnAbsentPage)
{
    machine.set_page(BareMachine::idt, 0);

    EXPECT_EQ(fault_at(Step::read_gate), page_fault(0, BareMachine::idt + 0x800));
    EXPECT_EQ(told.find(Step::read_gate).read_bytes, 0);
}

TEST_F(IntFault, GateOfAnotherType)
{
    gate({.type = 0xc});

    EXPECT_EQ(fault_at(Step::check_gate_type), general_protection(0x402));
}

TEST_F(IntFault, GateWithTheSBitSet)
{
    gate({.type = 0x1e});

    EXPECT_EQ(fault_at(Step::check_gate_type), general_protection(0x402));
}

TEST_F(IntFault, GateWhoseDplIsBelowCpl)
{
    machine.set_gate(0x80, {.dpl = 2});

    EXPECT_EQ(fault_at(Step::check_gate_dpl), general_protection(0x402));
    EXPECT_EQ(told.steps.back().before, 3u);
    EXPECT_EQ(told.steps.back().value, 2u);
}

TEST_F(IntFault, GateNotPresent)
{
    gate({.present = false});

    EXPECT_EQ(fault_at(Step::check_gate_present), segment_not_present(0x402));
}

TEST_F(IntFault, NullCodeSelector)
{
    gate({.selector = 3});

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0));
}

TEST_F(IntFault, CodeSelectorBeyondTheGdt)
{
    gate({.selector = 0x200});

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0x200));
}

TEST_F(IntFault, CodeSelectorInAnLdtThatIsNotLoaded)
{
    gate({.selector = 0x14});

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0x14));
}

TEST_F(IntFault, HandlerInADataSegment)
{
    gate({.selector = 0x18});

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x18));
    EXPECT_EQ(told.steps.back().what, "not a code segment");
}

TEST_F(IntFault, HandlerLessPrivilegedThanItsCaller)
{
    machine.go_to_ring_0();
    machine.code({0xcd, 0x80});
    gate({.selector = 0x33});

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x30));
    EXPECT_EQ(told.steps.back().what, "descriptor DPL above CPL");
}

TEST_F(IntFault, HandlerIn32BitCode)
{
    gate({.selector = 0x08});

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x08));
}

TEST_F(IntFault, HandlerInCodeOfBothSizes)
{
    machine.set_descriptor(0x10, 0x00ef'9b00'0000'ffff);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x10));
}

TEST_F(IntFault, HandlersSegmentNotPresent)
{
    machine.set_descriptor(0x10, 0x00af'1b00'0000'ffff);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), segment_not_present(0x10));
}

TEST_F(IntFault, TssTooShortForRsp0)
{
    machine.state.tr.limit = 10;

    EXPECT_EQ(fault_at(Step::check_tss_limit), invalid_tss(0x40));
}

TEST_F(IntFault, TssTooShortForTheInterruptStack)
{
    gate({.ist = 7});
    machine.state.tr.limit = 90;

    EXPECT_EQ(fault_at(Step::check_tss_limit), invalid_tss(0x40));
}

TEST_F(IntFault, NonCanonicalStack)
{
    machine.set_tss_field(4, non_canonical);

    EXPECT_EQ(fault_at(Step::check_stack_canonical), stack_fault(0));
}

TEST_F(IntFault, NonCanonicalHandler)
{
    gate({.offset = non_canonical});

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
}

TEST_F(IntFault, PushIntoAnAbsentPageIsASupervisorWrite)
{
    machine.set_page(BareMachine::kernel_stack_top - 1, 0);

    EXPECT_EQ(fault_at(Step::push_ss), page_fault(2, BareMachine::kernel_stack_top - 8));
}

TEST_F(IntFault, ThirdPushIntoAnAbsentPageRestoresRsp)
{
    machine.set_tss_field(4, 0x24010);
    machine.set_page(0x23000, 0);

    EXPECT_EQ(fault_at(Step::push_rflags), page_fault(2, 0x23ff8));
    EXPECT_EQ(machine.read(0x24008), 0x2bu); // what was pushed before stays in memory
}

TEST_F(IntFault, PushIntoAReadOnlyPage)
{
    machine.set_page(BareMachine::kernel_stack_top - 1, 1);

    EXPECT_EQ(fault_at(Step::push_ss), page_fault(3, BareMachine::kernel_stack_top - 8));
}

TEST_F(IntFault, PushIntoAUserPageUnderSmap)
{
    machine.state.cr4 |= cr4::smap;
    machine.state.rflags |= flag::ac;
    machine.set_tss_field(4, BareMachine::user_data + 0x800);

    EXPECT_EQ(fault_at(Step::push_ss), page_fault(3, BareMachine::user_data + 0x7f8));
}

TEST_F(IntFault, PushAcrossTheEndOfTheLowerHalfIsAStackFault)
{
    machine.set_tss_field(4, 0xffff'8000'0000'0000);

    EXPECT_EQ(fault_at(Step::push_ss), stack_fault(0));
}

TEST_F(IntFault, ReadOnlyDescriptorTableThatNeedsAnAccessedBit)
{
    machine.set_descriptor(0x10, 0x00af'9a00'0000'ffff);
    machine.set_page(BareMachine::gdt, 1);

    Visible const before(machine.state);
    EXPECT_EQ(machine.fault_of_step(), page_fault(3, BareMachine::gdt + 0x15));
    EXPECT_TRUE(Visible(machine.state) == before);
}

TEST_F(IntFault, IsDeliveredWithTheRipOfTheInstruction)
{
    machine.set_gate(0x80, {.dpl = 0});

    machine.step();

    EXPECT_EQ(machine.state.rip, machine.handler(13));
    EXPECT_EQ(machine.state.gpr[rsp], BareMachine::kernel_stack_top - 48);
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 48), 0x402u);
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 40), BareMachine::user_code);
    EXPECT_EQ(machine.read(BareMachine::kernel_stack_top - 24), 0x10202u); // RF
}

} // namespace ringside::test
