// IRET in its three widths and three modes. SDM Vol. 2A, "IRET/IRETD/IRETQ"; the faults of a return within
// ring 3 are those that an AMD processor showed.
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

constexpr uint64_t user = BareMachine::user_code;
constexpr uint64_t stack = 0x7800;
constexpr uint64_t non_canonical = 0x8000'0000'0000;

// IRETQ in ring 0 with a good frame to ring 3.
struct IretToUser : testing::Test
{
    explicit IretToUser(Vendor vendor = Vendor::intel) : machine(vendor)
    {
        machine.go_to_ring_0();
        machine.code({0x48, 0xcf});
        frame(user, 0x33, 0x202, stack, 0x2b);
    }
    void frame(uint64_t rip, uint64_t cs, uint64_t rflags, uint64_t rsp, uint64_t ss)
    {
        machine.state.gpr[cpu::rsp] = BareMachine::kernel_stack_top;
        machine.push_words({rip, cs, rflags, rsp, ss});
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

struct IretToUserOnAmd : IretToUser
{
    IretToUserOnAmd() : IretToUser(Vendor::amd) {}
};

// IRETQ executed in ring 3 itself, as the silicon table has it.
struct IretInRing3 : testing::Test
{
    explicit IretInRing3(Vendor vendor = Vendor::intel) : machine(vendor)
    {
        machine.code({0x48, 0xcf});
        machine.set_descriptor(0x78, 0x0040'f100'0000'0000); // read-only data
        machine.set_descriptor(0x60, 0);
    }
    void frame(uint64_t rip, uint64_t cs, uint64_t rflags, uint64_t rsp, uint64_t ss)
    {
        machine.state.gpr[cpu::rsp] = BareMachine::user_stack_top;
        machine.push_words({rip, cs, rflags, rsp, ss});
    }
    Fault fault_of(uint64_t cs, uint64_t ss, uint64_t rip = user + 0x100)
    {
        frame(rip, cs, 0x202, stack, ss);
        Visible const before(machine.state);
        auto const fault = machine.fault_of_step();
        EXPECT_TRUE(Visible(machine.state) == before);
        return fault;
    }

    BareMachine machine;
    State& state = machine.state;
};

struct IretInRing3OnAmd : IretInRing3
{
    IretInRing3OnAmd() : IretInRing3(Vendor::amd) {}
};

} // namespace

TEST_F(IretToUser, TellsItsStepsWithTheStackSegmentBeforeTheTarget)
{
    machine.step();

    EXPECT_EQ(told.names(),
              "check_nt pop_rip pop_cs pop_rflags check_code_selector read_code_descriptor "
              "check_code_descriptor pop_rsp pop_ss check_stack_selector read_stack_descriptor "
              "check_stack_descriptor check_target_canonical load_rflags load_cs load_ss load_rsp "
              "load_rip set_cpl null_data_segments end_nmi_blocking");
    EXPECT_EQ(told.begun[0].transition, Transition::iret);
}

TEST_F(IretToUserOnAmd, TellsItsStepsWithTheTargetBeforeTheStackSegment)
{
    machine.step();

    EXPECT_EQ(told.names(),
              "check_nt pop_rip pop_cs pop_rflags check_code_selector read_code_descriptor "
              "check_code_descriptor pop_rsp pop_ss check_target_canonical check_stack_selector "
              "read_stack_descriptor check_stack_descriptor load_rflags load_cs load_ss load_rsp "
              "load_rip set_cpl null_data_segments end_nmi_blocking");
}

TEST_F(IretToUser, LoadsAllFiveWords)
{
    frame(user + 2, 0x33, 0x246, stack - 3, 0x2b);

    machine.step();

    EXPECT_EQ(state.rip, user + 2);
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x33);
    EXPECT_EQ(state.rflags, 0x246u);
    EXPECT_EQ(state.gpr[rsp], stack - 3);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
    EXPECT_EQ(state.cpl, 3);
}

TEST_F(IretToUser, Reads56BytesAndWritesNone)
{
    machine.step();

    EXPECT_EQ(told.bytes_in_steps(Direction::read), 56u);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 0u);
    EXPECT_EQ(told.bytes_in_accesses(Direction::read), 56u);
}

TEST_F(IretToUser, PopsMoveRspOneByOne)
{
    machine.processor.stop_after_steps(3); // check_nt, pop_rip, pop_cs

    auto const stop = machine.step();

    EXPECT_EQ(stop, Stop::micro_step);
    EXPECT_EQ(told.steps.back().value, 0x33u);
    EXPECT_EQ(state.gpr[rsp], BareMachine::kernel_stack_top - 24);
}

TEST_F(IretToUser, ToCompatibilityMode)
{
    frame(user, 0x23, 0x202, stack, 0x2b);

    machine.step();

    EXPECT_FALSE(state.code_64());
    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x23);
    EXPECT_EQ(state.gpr[rsp], stack);
}

TEST_F(IretToUser, NullsDataSegmentsOfRing0ButNoBase)
{
    state.segment(SegmentName::ds) = Descriptor{0x00cf'9300'0000'ffff}.load(0x18);
    state.segment(SegmentName::es) = Descriptor{0x00cf'f300'0000'ffff}.load(0x2b);
    state.segment(SegmentName::fs) = Descriptor{0x00cf'9300'0000'ffff}.load(0x18);
    state.segment(SegmentName::fs).base = 0x7f00'1234'5000;
    state.segment(SegmentName::gs).base = 0x7f00'0000'1000;

    machine.step();

    EXPECT_EQ(state.segment(SegmentName::ds).selector, 0);
    EXPECT_FALSE(state.segment(SegmentName::ds).usable());
    EXPECT_EQ(state.segment(SegmentName::es).selector, 0x2b);
    EXPECT_EQ(state.segment(SegmentName::fs).selector, 0);
    EXPECT_EQ(state.segment(SegmentName::fs).base, 0x7f00'1234'5000u);
    EXPECT_EQ(state.segment(SegmentName::gs).base, 0x7f00'0000'1000u);
    EXPECT_EQ(told.find(Step::null_data_segments).what, "DS FS");
}

TEST_F(IretToUser, InRing0MayLoadIfAndIopl)
{
    frame(user, 0x33, 0x3202, stack, 0x2b);
    state.rflags = 2;

    machine.step();

    EXPECT_EQ(state.rflags, 0x3202u);
}

TEST_F(IretToUser, LoadsRfTfNtAcId)
{
    auto const image = 0x202u | flag::rf | flag::tf | flag::nt | flag::ac | flag::id;
    frame(user, 0x33, image, stack, 0x2b);

    machine.step();

    EXPECT_EQ(state.rflags, image);
    EXPECT_EQ(state.rip, user); // TF traps only after the next instruction
}

TEST_F(IretToUser, IgnoresVm)
{
    frame(user, 0x33, 0x202 | flag::vm, stack, 0x2b);

    machine.step();

    EXPECT_EQ(state.rflags, 0x202u);
}

TEST_F(IretToUser, SetsAccessedBitsOfBothDescriptors)
{
    machine.set_descriptor(0x30, 0x00af'fa00'0000'ffff);
    machine.set_descriptor(0x28, 0x00cf'f200'0000'ffff);

    machine.step();

    EXPECT_EQ(machine.read(BareMachine::gdt + 0x30), 0x00af'fb00'0000'ffffu);
    EXPECT_EQ(machine.read(BareMachine::gdt + 0x28), 0x00cf'f300'0000'ffffu);
    EXPECT_EQ(told.bytes_in_steps(Direction::write), 2u);
}

TEST_F(IretToUser, WithinRing0StillTakesRspAndSsFromTheFrame)
{
    frame(BareMachine::kernel_code + 0x40, 0x10, 2, 0x24800, 0);

    machine.step();

    EXPECT_EQ(state.gpr[rsp], 0x24800u);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0);
    EXPECT_EQ(state.cpl, 0);
    EXPECT_EQ(told.find(Step::null_data_segments).step, Step::count_);
    EXPECT_EQ(told.bytes_in_steps(Direction::read), 48u); // a null SS has no descriptor
}

TEST_F(IretToUser, EndsTheBlockingOfNmis)
{
    state.nmi_blocked = true;

    machine.step();

    EXPECT_FALSE(state.nmi_blocked);
    EXPECT_EQ(told.find(Step::end_nmi_blocking).before, 1u);
}

TEST_F(IretToUser, WithNtSetIsAProtectionFault)
{
    state.rflags |= flag::nt;

    EXPECT_EQ(fault_at(Step::check_nt), general_protection(0));
}

TEST_F(IretToUser, FromANonCanonicalStackIsAStackFault)
{
    state.gpr[rsp] = non_canonical;

    EXPECT_EQ(fault_at(Step::pop_rip), stack_fault(0));
}

TEST_F(IretToUser, FromAnAbsentPageIsAPageFault)
{
    state.gpr[rsp] = 0x24ff0;
    machine.set_page(0x25000, 0);

    EXPECT_EQ(fault_at(Step::pop_rflags), page_fault(0, 0x25000));
}

TEST_F(IretToUser, NullCodeSelector)
{
    frame(user, 3, 0x202, stack, 0x2b);

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0));
}

TEST_F(IretToUser, CodeSelectorBeyondTheTable)
{
    frame(user, 0x203, 0x202, stack, 0x2b);

    EXPECT_EQ(fault_at(Step::check_code_selector), general_protection(0x200));
}

TEST_F(IretToUser, CodeInADataSegment)
{
    frame(user, 0x2b, 0x202, stack, 0x2b);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x28));
}

TEST_F(IretToUser, CodeWhoseDplIsNotItsRpl)
{
    frame(user, 0x30, 0x202, stack, 0x28);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x30));
}

TEST_F(IretToUser, ConformingCodeWhoseDplIsAboveItsRpl)
{
    machine.set_descriptor(0x30, 0x00af'ff00'0000'ffff);
    frame(user, 0x31, 0x202, stack, 0x29);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x30));
    EXPECT_EQ(told.steps.back().what, "conforming, DPL above RPL");
}

TEST_F(IretToUser, CodeOfBothSizes)
{
    machine.set_descriptor(0x30, 0x00ef'fb00'0000'ffff);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), general_protection(0x30));
}

TEST_F(IretToUser, CodeNotPresent)
{
    machine.set_descriptor(0x30, 0x00af'7b00'0000'ffff);

    EXPECT_EQ(fault_at(Step::check_code_descriptor), segment_not_present(0x30));
}

TEST_F(IretToUser, NullStackSelectorInRing3)
{
    frame(user, 0x33, 0x202, stack, 3);

    EXPECT_EQ(fault_at(Step::check_stack_selector), general_protection(0));
}

TEST_F(IretToUser, NullStackSelectorInCompatibilityModeOfRing0)
{
    frame(BareMachine::kernel_code, 0x08, 2, 0x24800, 0);

    EXPECT_EQ(fault_at(Step::check_stack_selector), general_protection(0));
}

TEST_F(IretToUser, StackNotPresent)
{
    machine.set_descriptor(0x28, 0x00cf'7300'0000'ffff);

    EXPECT_EQ(fault_at(Step::check_stack_descriptor), stack_fault(0x28));
}

TEST_F(IretToUser, NonCanonicalRipIsRefusedInRing0)
{
    frame(non_canonical, 0x33, 0x202, stack, 0x2b);

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
    EXPECT_EQ(state.cpl, 0);
}

TEST_F(IretToUser, RipBeyondTheLimitOfA32BitSegment)
{
    frame(0x1'0000'0000, 0x23, 0x202, stack, 0x2b);

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
}

TEST_F(IretToUser, OfBadSsAndBadRipIntelFindsSsFirst)
{
    frame(non_canonical, 0x33, 0x202, stack, 0x28);

    EXPECT_EQ(fault_at(Step::check_stack_descriptor), general_protection(0x28));
}

TEST_F(IretToUserOnAmd, OfBadSsAndBadRipAmdFindsRipFirst)
{
    frame(non_canonical, 0x33, 0x202, stack, 0x28);

    EXPECT_EQ(fault_at(Step::check_target_canonical), general_protection(0));
}

TEST_F(IretToUser, FaultEndsTheBlockingOfNmisToo)
{
    state.nmi_blocked = true;
    frame(user, 3, 0x202, stack, 0x2b);

    machine.fault_of_step();

    EXPECT_FALSE(state.nmi_blocked);
}

TEST_F(IretToUser, With32BitOperandPopsFourByteSlots)
{
    machine.code({0xcf});
    state.gpr[rsp] = BareMachine::kernel_stack_top;
    machine.push_legacy_words({0x1004, 0x33, 0x202, 0x7800, 0x2b});

    machine.step();

    EXPECT_EQ(state.rip, 0x1004u);
    EXPECT_EQ(state.gpr[rsp], 0x7800u);
    EXPECT_EQ(told.bytes_in_steps(Direction::read), 36u);
}

TEST_F(IretToUser, With16BitOperandLoadsOnlyTheLowerHalfOfTheFlags)
{
    machine.code({0x66, 0xcf});
    state.rflags |= flag::ac | flag::id;
    state.gpr[rsp] = BareMachine::kernel_stack_top - 10;
    machine.write<uint16_t>(state.gpr[rsp], 0x1008);
    machine.write<uint16_t>(state.gpr[rsp] + 2, 0x33);
    machine.write<uint16_t>(state.gpr[rsp] + 4, 0x0202);
    machine.write<uint16_t>(state.gpr[rsp] + 6, 0x7f00);
    machine.write<uint16_t>(state.gpr[rsp] + 8, 0x2b);

    machine.step();

    EXPECT_EQ(state.rip, 0x1008u);
    EXPECT_EQ(state.rflags, 0x202u | flag::ac | flag::id);
    EXPECT_EQ(state.gpr[rsp], 0x7f00u);
}

// ---- within ring 3

TEST_F(IretInRing3, TakesRspFromTheFrame)
{
    frame(user + 0x100, 0x33, 0x202, stack, 0x2b);

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.gpr[rsp], stack);
    EXPECT_EQ(state.rip, user + 0x100);
}

TEST_F(IretInRing3, LeavesIfAndIopl)
{
    frame(user + 0x100, 0x33, 0x3002, stack, 0x2b);

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.rflags, 0x202u);
}

TEST_F(IretInRing3, IgnoresVmVifVip)
{
    frame(user + 0x100, 0x33, 0x202 | flag::vm | flag::vif | flag::vip, stack, 0x2b);

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.rflags, 0x202u);
}

TEST_F(IretInRing3, LoadsIdAcNt)
{
    frame(user + 0x100, 0x33, 0x202 | flag::id | flag::ac | flag::nt, stack, 0x2b);

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.rflags, 0x202u | flag::id | flag::ac | flag::nt);
}

TEST_F(IretInRing3, RefusesBadCodeSelectors)
{
    EXPECT_EQ(fault_of(0, 0x2b), general_protection(0));
    EXPECT_EQ(fault_of(3, 0x2b), general_protection(0));
    EXPECT_EQ(fault_of(0x10, 0x2b), general_protection(0x10));
    EXPECT_EQ(fault_of(0x13, 0x2b), general_protection(0x10));
    EXPECT_EQ(fault_of(0x2b, 0x2b), general_protection(0x28));
    EXPECT_EQ(fault_of(0x203, 0x2b), general_protection(0x200));
    EXPECT_EQ(fault_of(0x63, 0x2b), general_protection(0x60));
    EXPECT_EQ(fault_of(0x37, 0x2b), general_protection(0x34));
}

TEST_F(IretInRing3, RefusesBadStackSelectors)
{
    EXPECT_EQ(fault_of(0x33, 0), general_protection(0));
    EXPECT_EQ(fault_of(0x33, 3), general_protection(0));
    EXPECT_EQ(fault_of(0x33, 0x28), general_protection(0x28));
    EXPECT_EQ(fault_of(0x33, 0x33), general_protection(0x30));
    EXPECT_EQ(fault_of(0x33, 0x7b), general_protection(0x78));
    EXPECT_EQ(fault_of(0x33, 0x1b), general_protection(0x18));
    EXPECT_EQ(fault_of(0x33, 0x203), general_protection(0x200));
    EXPECT_EQ(fault_of(0x33, 0x63), general_protection(0x60));
}

TEST_F(IretInRing3OnAmd, RefusesWhatTheProcessorRefused)
{
    EXPECT_EQ(fault_of(0x33, 0x28), general_protection(0x28));
    EXPECT_EQ(fault_of(0x33, 0x28, non_canonical), general_protection(0));
    EXPECT_EQ(fault_of(0x33, 0x2b, non_canonical), general_protection(0));
}

TEST_F(IretInRing3, ToTheKernelHalfCompletesAndFaultsOnTheFetch)
{
    frame(0xffff'8000'0000'0000, 0x33, 0x202, stack, 0x2b);

    EXPECT_EQ(machine.fault_of_step(), no_fault);
    EXPECT_EQ(state.rip, 0xffff'8000'0000'0000u);

    EXPECT_EQ(machine.fault_of_step(), page_fault(0x14, 0xffff'8000'0000'0000));
}

TEST_F(IretInRing3, AcceptsANonCanonicalRsp)
{
    frame(user + 0x100, 0x33, 0x202, non_canonical, 0x2b);

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.gpr[rsp], non_canonical);
}

TEST_F(IretInRing3, IgnoresGarbageAboveTheSelectors)
{
    frame(user + 0x100, 0xdead'beef'cafe'0033, 0x202, stack, 0xdead'beef'cafe'002b);

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.segment(SegmentName::cs).selector, 0x33);
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
}

// ---- compatibility mode

TEST(IretInCompatibilityMode, PopsThreeWordsWithinARing)
{
    BareMachine machine;
    machine.go_to_compatibility();
    machine.code({0xcf});
    machine.push_legacy_words({0x1010, 0x23, 0x202});

    machine.step();

    EXPECT_EQ(machine.state.rip, 0x1010u);
    EXPECT_EQ(machine.state.gpr[rsp], BareMachine::user_stack_top);
    EXPECT_EQ(
        machine.recorder.names(),
        "check_nt pop_rip pop_cs pop_rflags check_code_selector read_code_descriptor check_code_descriptor "
        "check_target_canonical load_rflags load_cs load_rip set_cpl end_nmi_blocking");
}

TEST(IretInCompatibilityMode, MayReturnTo64BitCode)
{
    BareMachine machine;
    machine.go_to_compatibility();
    machine.code({0xcf});
    machine.push_legacy_words({0x1010, 0x33, 0x202});

    machine.step();

    EXPECT_TRUE(machine.state.code_64());
    EXPECT_EQ(machine.state.rip, 0x1010u);
}

} // namespace ringside::test
