// Loads of segment registers. SDM Vol. 2B, "MOV—Move", "POP"; Vol. 2A, "LDS/LES/LFS/LGS/LSS".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

struct SegmentLoad : testing::Test
{
    // mov ds, eax in ring 3
    Fault load_ds(uint16_t selector)
    {
        machine.code({0x8e, 0xd8});
        return load(selector);
    }
    // mov ss, eax
    Fault load_ss(uint16_t selector)
    {
        machine.code({0x8e, 0xd0});
        return load(selector);
    }
    // mov fs, eax
    Fault load_fs(uint16_t selector)
    {
        machine.code({0x8e, 0xe0});
        return load(selector);
    }
    Fault load(uint16_t selector)
    {
        auto const rip = state.rip;
        state.gpr[rax] = selector;
        auto const fault = machine.fault_of_step();
        state.rip = rip;
        return fault;
    }

    BareMachine machine;
    State& state = machine.state;
};

} // namespace

TEST_F(SegmentLoad, LoadsADataSegment)
{
    EXPECT_EQ(load_ds(0x2b), no_fault);

    EXPECT_EQ(state.segment(SegmentName::ds), (Segment{0, 0xffff'ffff, 0xc0f3, 0x2b}));
}

TEST_F(SegmentLoad, LoadsReadableCodeIntoADataRegister)
{
    EXPECT_EQ(load_ds(0x33), no_fault);

    EXPECT_EQ(state.segment(SegmentName::ds).selector, 0x33);
}

TEST_F(SegmentLoad, SetsTheAccessedBit)
{
    machine.set_descriptor(0x28, 0x00cf'f200'0000'ffff);

    EXPECT_EQ(load_ds(0x2b), no_fault);

    EXPECT_EQ(machine.read(BareMachine::gdt + 0x28), 0x00cf'f300'0000'ffffu);
    EXPECT_EQ(machine.recorder.names(), "set_descriptor_accessed");
}

TEST_F(SegmentLoad, NullIsAllowedAndClearsTheBaseOfFs)
{
    state.segment(SegmentName::fs).base = 0x7f00'0000'0000;

    EXPECT_EQ(load_fs(3), no_fault);

    EXPECT_EQ(state.segment(SegmentName::fs).selector, 3);
    EXPECT_EQ(state.segment(SegmentName::fs).base, 0u);
    EXPECT_FALSE(state.segment(SegmentName::fs).usable());
}

TEST_F(SegmentLoad, RefusesBadDataSelectors)
{
    EXPECT_EQ(load_ds(0x200), general_protection(0x200));
    EXPECT_EQ(load_ds(0x10), general_protection(0x10)); // DPL 0
    EXPECT_EQ(load_ds(0x18), general_protection(0x18));
    EXPECT_EQ(load_ds(0x40), general_protection(0x40)); // a TSS
    EXPECT_EQ(load_ds(0x2f), general_protection(0x2c)); // no LDT
    EXPECT_EQ(state.segment(SegmentName::ds).selector, 0);
}

TEST_F(SegmentLoad, RefusesExecuteOnlyCode)
{
    machine.set_descriptor(0x30, 0x00af'f900'0000'ffff);

    EXPECT_EQ(load_ds(0x33), general_protection(0x30));
}

TEST_F(SegmentLoad, DataNotPresent)
{
    machine.set_descriptor(0x28, 0x00cf'7300'0000'ffff);

    EXPECT_EQ(load_ds(0x2b), segment_not_present(0x28));
}

TEST_F(SegmentLoad, StackNotPresentIsAStackFault)
{
    machine.set_descriptor(0x28, 0x00cf'7300'0000'ffff);

    EXPECT_EQ(load_ss(0x2b), stack_fault(0x28));
}

TEST_F(SegmentLoad, RefusesBadStackSelectors)
{
    EXPECT_EQ(load_ss(0), general_protection(0));
    EXPECT_EQ(load_ss(0x10), general_protection(0x10));
    EXPECT_EQ(load_ss(0x28), general_protection(0x28)); // RPL 0
    EXPECT_EQ(load_ss(0x33), general_protection(0x30)); // code
    EXPECT_EQ(load_ss(0x200), general_protection(0x200));
    EXPECT_EQ(state.segment(SegmentName::ss).selector, 0x2b);
}

TEST_F(SegmentLoad, NullStackIsAllowedIn64BitModeOfRing0)
{
    machine.go_to_ring_0();

    EXPECT_EQ(load_ss(0), no_fault);
    EXPECT_FALSE(state.segment(SegmentName::ss).usable());
    EXPECT_EQ(load_ss(3), general_protection(0)); // RPL is not the CPL
}

TEST_F(SegmentLoad, MovSsBeginsAShadowButMovDsDoesNot)
{
    EXPECT_EQ(load_ds(0x2b), no_fault);
    EXPECT_EQ(state.shadow, Shadow::none);

    EXPECT_EQ(load_ss(0x2b), no_fault);
    EXPECT_EQ(state.shadow, Shadow::mov_ss);
}

TEST_F(SegmentLoad, MovCsIsUndefined)
{
    machine.code({0x8e, 0xc8});

    EXPECT_EQ(machine.fault_of_step(), invalid_opcode());
}

TEST_F(SegmentLoad, MovFromSegmentZeroExtendsToTheRegister)
{
    machine.code({0x8c, 0xd0}); // mov eax, ss
    state.gpr[rax] = ~uint64_t{0};

    machine.step();

    EXPECT_EQ(state.gpr[rax], 0x2bu);
}

TEST_F(SegmentLoad, MovFromSegmentWith16BitOperandKeepsTheUpperBits)
{
    machine.code({0x66, 0x8c, 0xd0}); // mov ax, ss
    state.gpr[rax] = ~uint64_t{0};

    machine.step();

    EXPECT_EQ(state.gpr[rax], 0xffff'ffff'ffff'002bu);
}

TEST_F(SegmentLoad, MovFromSegmentToMemoryWritesTwoBytes)
{
    machine.code({0x48, 0x8c, 0x13}); // mov [rbx], ss
    state.gpr[rbx] = BareMachine::user_data;
    machine.write<uint64_t>(BareMachine::user_data, ~uint64_t{0});

    machine.step();

    EXPECT_EQ(machine.read(BareMachine::user_data), 0xffff'ffff'ffff'002bu);
}

TEST_F(SegmentLoad, PopMovesRspOnlyIfTheLoadSucceeds)
{
    machine.code({0x0f, 0xa1}); // pop fs
    machine.push_words({0x18});

    EXPECT_EQ(machine.fault_of_step(), general_protection(0x18));
    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top - 8);
    machine.write<uint64_t>(state.gpr[rsp], 0x2b);
    machine.step();

    EXPECT_EQ(state.gpr[rsp], BareMachine::user_stack_top);
    EXPECT_EQ(state.segment(SegmentName::fs).selector, 0x2b);
}

TEST_F(SegmentLoad, LssLoadsStackAndPointerWithoutAShadow)
{
    machine.code({0x0f, 0xb2, 0x23}); // lss esp, [rbx]
    state.gpr[rbx] = BareMachine::user_data;
    machine.write<uint32_t>(BareMachine::user_data, 0x7abc);
    machine.write<uint16_t>(BareMachine::user_data + 4, 0x2b);

    machine.step();

    EXPECT_EQ(state.gpr[rsp], 0x7abcu);
    EXPECT_EQ(state.shadow, Shadow::none);
}

TEST_F(SegmentLoad, LesChangesNothingIfTheSelectorIsBad)
{
    machine.go_to_compatibility();
    machine.code({0xc4, 0x03}); // les eax, [ebx]
    state.gpr[rbx] = BareMachine::user_data;
    machine.write<uint32_t>(BareMachine::user_data, 0x7abc);
    machine.write<uint16_t>(BareMachine::user_data + 4, 0x18);

    EXPECT_EQ(machine.fault_of_step(), general_protection(0x18));
    EXPECT_EQ(state.gpr[rax], 0u);
    EXPECT_EQ(state.segment(SegmentName::es).selector, 0x2b);
}

} // namespace ringside::test
