// The other system instructions: tables, ports, descriptor look-ups, IF and AC, and what is not there.
// Each cites its page in SDM Vol. 2 where it is implemented.
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

struct System : testing::Test
{
    Fault in_ring_3(std::initializer_list<uint8_t> bytes)
    {
        state.cpl = 3;
        state.rip = BareMachine::user_code;
        machine.code(bytes);
        return machine.fault_of_step();
    }
    Fault in_ring_0(std::initializer_list<uint8_t> bytes)
    {
        machine.go_to_ring_0();
        machine.code(bytes);
        return machine.fault_of_step();
    }
    bool zf() const { return state.has(flag::zf); }

    BareMachine machine;
    State& state = machine.state;
};

constexpr uint64_t kernel_data = 0x34000;

} // namespace

// ---- tables

TEST_F(System, LgdtAndSgdtMoveTenBytes)
{
    state.gpr[rbx] = kernel_data;
    machine.write<uint16_t>(kernel_data, 0x7f);
    machine.write<uint64_t>(kernel_data + 2, 0xffff'8000'0002'0000);
    machine.write<uint16_t>(kernel_data + 0x1a, 0x5555);

    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0x13}), no_fault); // lgdt [rbx]
    EXPECT_EQ(state.gdtr, (TableRegister{0xffff'8000'0002'0000, 0x7f}));
    state.gpr[rbx] = kernel_data + 0x10;
    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0x03}), no_fault); // sgdt [rbx]

    EXPECT_EQ(machine.read<uint16_t>(kernel_data + 0x10), 0x7f);
    EXPECT_EQ(machine.read(kernel_data + 0x12), 0xffff'8000'0002'0000u);
    EXPECT_EQ(machine.read<uint16_t>(kernel_data + 0x1a), 0x5555);
}

TEST_F(System, LidtRefusesANonCanonicalBase)
{
    state.gpr[rbx] = kernel_data;
    machine.write<uint64_t>(kernel_data + 2, 0x8000'0000'0000);

    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0x1b}), general_protection(0));
    EXPECT_EQ(state.idtr.base, BareMachine::idt);
}

TEST_F(System, LgdtIn32BitModeTakesSixBytes)
{
    machine.go_to_legacy_ring_0();
    machine.code({0x0f, 0x01, 0x13});
    state.gpr[rbx] = kernel_data;
    state.segment(SegmentName::ds) = state.segment(SegmentName::ss);
    machine.write<uint16_t>(kernel_data, 0x7f);
    machine.write<uint64_t>(kernel_data + 2, 0xffff'ffff'0002'0000);

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.gdtr.base, 0x2'0000u);
}

TEST_F(System, LtrMarksTheTssBusy)
{
    machine.set_descriptor(0x50, 0x0000'8902'2000'0067);
    machine.set_descriptor(0x58, 0xffff'8000);
    state.gpr[rax] = 0x50;

    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd8}), no_fault); // ltr ax

    EXPECT_EQ(state.tr.selector, 0x50);
    EXPECT_EQ(state.tr.base, 0xffff'8000'0002'2000u);
    EXPECT_EQ(state.tr.type(), 0xbu);
    EXPECT_EQ(machine.read(BareMachine::gdt + 0x50), 0x0000'8b02'2000'0067u);
}

TEST_F(System, LtrRefusesWhatIsNoAvailableTss)
{
    state.gpr[rax] = 0;
    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd8}), general_protection(0));
    state.gpr[rax] = 0x40; // busy
    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd8}), general_protection(0x40));
    state.gpr[rax] = 0x10; // code
    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd8}), general_protection(0x10));
    state.gpr[rax] = 0x54; // TI
    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd8}), general_protection(0x54));
    state.gpr[rax] = 0x78; // its upper half lies beyond the limit
    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd8}), general_protection(0x78));
    EXPECT_EQ(state.tr.selector, 0x40);
}

TEST_F(System, LtrOfAnAbsentTss)
{
    machine.set_descriptor(0x50, 0x0000'0902'2000'0067);
    state.gpr[rax] = 0x50;

    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd8}), segment_not_present(0x50));
}

TEST_F(System, LldtLoadsAnLdtWhoseSelectorsThenWork)
{
    machine.set_descriptor(0x50, 0x0000'8203'6000'000f); // base 0x36000, two descriptors
    machine.write<uint64_t>(0x36008, 0x00cf'9300'0000'ffff);
    state.gpr[rax] = 0x50;
    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd0}), no_fault); // lldt ax
    state.gpr[rax] = 0x0c;

    EXPECT_EQ(in_ring_0({0x8e, 0xd8}), no_fault); // mov ds, eax

    EXPECT_EQ(state.segment(SegmentName::ds).selector, 0x0c);
    state.gpr[rax] = 0x14;
    EXPECT_EQ(in_ring_0({0x8e, 0xd8}), general_protection(0x14));
}

TEST_F(System, LldtOfNullMeansNoLdt)
{
    state.gpr[rax] = 0;

    EXPECT_EQ(in_ring_0({0x0f, 0x00, 0xd0}), no_fault);

    EXPECT_FALSE(state.ldtr.usable());
}

TEST_F(System, StrStoresTheSelectorInEveryRing)
{
    EXPECT_EQ(in_ring_3({0x0f, 0x00, 0xc8}), no_fault); // str eax

    EXPECT_EQ(state.gpr[rax], 0x40u);
}

TEST_F(System, PrivilegedInstructionsFaultInRing3)
{
    EXPECT_EQ(in_ring_3({0xf4}), general_protection(0));             // hlt
    EXPECT_EQ(in_ring_3({0xfa}), general_protection(0));             // cli
    EXPECT_EQ(in_ring_3({0xfb}), general_protection(0));             // sti
    EXPECT_EQ(in_ring_3({0x0f, 0x01, 0x13}), general_protection(0)); // lgdt
    EXPECT_EQ(in_ring_3({0x0f, 0x01, 0x1b}), general_protection(0)); // lidt
    EXPECT_EQ(in_ring_3({0x0f, 0x00, 0xd0}), general_protection(0)); // lldt
    EXPECT_EQ(in_ring_3({0x0f, 0x00, 0xd8}), general_protection(0)); // ltr
    EXPECT_EQ(in_ring_3({0x0f, 0x01, 0xf0}), general_protection(0)); // lmsw
    EXPECT_EQ(in_ring_3({0x0f, 0x01, 0x3b}), general_protection(0)); // invlpg
    EXPECT_EQ(in_ring_3({0x0f, 0x09}), general_protection(0));       // wbinvd
    EXPECT_EQ(in_ring_3({0x0f, 0x08}), general_protection(0));       // invd
    EXPECT_EQ(in_ring_3({0x0f, 0x21, 0xc0}), general_protection(0)); // mov rax, dr0
    EXPECT_EQ(in_ring_3({0x0f, 0x01, 0xca}), invalid_opcode());      // clac
    EXPECT_EQ(in_ring_3({0x0f, 0x01, 0xcb}), invalid_opcode());      // stac
}

// ---- ports

TEST_F(System, OutAndInReachTheBus)
{
    machine.bus.port_value = 0x1234'5678;
    state.gpr[rdx] = 0x3f8;
    state.gpr[rax] = 0xaabb'ccdd;
    EXPECT_EQ(in_ring_0({0xef}), no_fault); // out dx, eax
    EXPECT_EQ(in_ring_0({0xec}), no_fault); // in al, dx

    ASSERT_EQ(machine.bus.port_writes.size(), 1u);
    EXPECT_EQ(machine.bus.port_writes[0].port, 0x3f8);
    EXPECT_EQ(machine.bus.port_writes[0].bytes, 4u);
    EXPECT_EQ(machine.bus.port_writes[0].value, 0xaabb'ccddu);
    EXPECT_EQ(state.gpr[rax], 0xaabb'cc78u);
}

TEST_F(System, OutWithAnImmediatePort)
{
    state.gpr[rax] = 0x11;

    EXPECT_EQ(in_ring_0({0xe6, 0xf4}), no_fault); // out 0xf4, al

    ASSERT_EQ(machine.bus.port_writes.size(), 1u);
    EXPECT_EQ(machine.bus.port_writes[0].port, 0xf4);
    EXPECT_EQ(machine.bus.port_writes[0].bytes, 1u);
}

TEST_F(System, PortsInRing3NeedIoplOrABitmap)
{
    state.gpr[rdx] = 0x3f8;
    EXPECT_EQ(in_ring_3({0xee}), general_protection(0)); // out dx, al
    state.rflags |= flag::iopl;
    EXPECT_EQ(in_ring_3({0xee}), no_fault);
}

TEST_F(System, BitmapLetsSinglePortsThrough)
{
    state.tr.limit = 0x200;
    machine.write<uint8_t>(BareMachine::tss + 104 + 0x3f8 / 8, 0xfe); // port 0x3f8 only
    machine.write<uint8_t>(BareMachine::tss + 104 + 0x3f8 / 8 + 1, 0xff);
    state.gpr[rdx] = 0x3f8;
    EXPECT_EQ(in_ring_3({0xee}), no_fault);
    EXPECT_EQ(in_ring_3({0x66, 0xef}), general_protection(0)); // out dx, ax touches 0x3f9
    state.gpr[rdx] = 0x3f9;
    EXPECT_EQ(in_ring_3({0xee}), general_protection(0));
    EXPECT_EQ(machine.bus.port_writes.size(), 1u);
}

TEST_F(System, BitmapEndsWithTheTss)
{
    state.tr.limit = 104 + 0x3f8 / 8; // the second byte that the processor reads lies beyond
    machine.write<uint8_t>(BareMachine::tss + 104 + 0x3f8 / 8, 0);
    state.gpr[rdx] = 0x3f8;

    EXPECT_EQ(in_ring_3({0xee}), general_protection(0));
}

// ---- descriptors

TEST_F(System, LarTellsTheAccessRights)
{
    state.gpr[rcx] = 0x33;

    EXPECT_EQ(in_ring_3({0x0f, 0x02, 0xc1}), no_fault); // lar eax, ecx

    EXPECT_TRUE(zf());
    EXPECT_EQ(state.gpr[rax], 0x00af'fb00u);
}

TEST_F(System, LarOfWhatMayNotBeSeenClearsZfOnly)
{
    state.gpr[rax] = 0x77;
    state.gpr[rcx] = 0x10; // DPL 0
    state.rflags |= flag::zf;

    EXPECT_EQ(in_ring_3({0x0f, 0x02, 0xc1}), no_fault);

    EXPECT_FALSE(zf());
    EXPECT_EQ(state.gpr[rax], 0x77u);
}

TEST_F(System, LslTellsTheLimitInBytes)
{
    state.gpr[rcx] = 0x2b;

    EXPECT_EQ(in_ring_3({0x0f, 0x03, 0xc1}), no_fault); // lsl eax, ecx

    EXPECT_TRUE(zf());
    EXPECT_EQ(state.gpr[rax], 0xffff'ffffu);
}

TEST_F(System, VerrAndVerwTellWhatMayBeDone)
{
    state.gpr[rax] = 0x33;
    EXPECT_EQ(in_ring_3({0x0f, 0x00, 0xe0}), no_fault); // verr ax
    EXPECT_TRUE(zf());
    EXPECT_EQ(in_ring_3({0x0f, 0x00, 0xe8}), no_fault); // verw ax: code is not writable
    EXPECT_FALSE(zf());
    state.gpr[rax] = 0x2b;
    EXPECT_EQ(in_ring_3({0x0f, 0x00, 0xe8}), no_fault);
    EXPECT_TRUE(zf());
    state.gpr[rax] = 0x200;
    EXPECT_EQ(in_ring_3({0x0f, 0x00, 0xe0}), no_fault);
    EXPECT_FALSE(zf());
}

TEST_F(System, ArplRaisesTheRpl)
{
    machine.go_to_compatibility();
    state.gpr[rbx] = 0x20;
    state.gpr[rax] = 3;

    EXPECT_EQ(in_ring_3({0x63, 0xc3}), no_fault); // arpl bx, ax

    EXPECT_EQ(state.gpr[rbx], 0x23u);
    EXPECT_TRUE(zf());
    EXPECT_EQ(in_ring_3({0x63, 0xc3}), no_fault);
    EXPECT_FALSE(zf());
}

// ---- flags and absences

TEST_F(System, CliAndStiObeyIopl)
{
    state.rflags = 0x3202;
    EXPECT_EQ(in_ring_3({0xfa}), no_fault);
    EXPECT_EQ(state.rflags, 0x3002u);
    EXPECT_EQ(in_ring_3({0xfb}), no_fault);
    EXPECT_EQ(state.rflags, 0x3202u);
    EXPECT_EQ(state.shadow, Shadow::sti);
}

TEST_F(System, StacAndClacMoveAc)
{
    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0xcb}), no_fault);
    EXPECT_TRUE(state.has(flag::ac));
    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0xca}), no_fault);
    EXPECT_FALSE(state.has(flag::ac));
}

TEST_F(System, WhatCpuidDoesNotOfferIsUndefined)
{
    EXPECT_EQ(in_ring_0({0x0f, 0x0b}), invalid_opcode());                   // ud2
    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0xd0}), invalid_opcode());             // xgetbv
    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0xc8}), invalid_opcode());             // monitor
    EXPECT_EQ(in_ring_0({0x0f, 0xaa}), invalid_opcode());                   // rsm
    EXPECT_EQ(in_ring_0({0xf3, 0x0f, 0xae, 0xc0}), invalid_opcode());       // rdfsbase
    EXPECT_EQ(in_ring_0({0x66, 0x0f, 0x38, 0x82, 0x03}), invalid_opcode()); // invpcid
    EXPECT_TRUE(machine.bus.unimplemented.empty());
}

TEST_F(System, InvlpgTakesAnyAddress)
{
    state.gpr[rbx] = 0x8000'0000'0000;

    EXPECT_EQ(in_ring_0({0x0f, 0x01, 0x3b}), no_fault);
}

// ---- with nobody watching

namespace {

// Ring 3: loop { int 0x80; syscall }; handlers: iretq, sysretq.
void prepare_loop(BareMachine& machine)
{
    machine.code({0xcd, 0x80, 0x0f, 0x05, 0xeb, 0xfa});
    machine.write<uint16_t>(machine.handler(0x80), 0xcf48);
    machine.write<uint32_t>(machine.state.lstar, 0x00'07'0f'48);
    machine.processor.state_replaced();
}

} // namespace

TEST(Unwatched, TransitionsEndInTheSameStateAsWatchedOnes)
{
    BareMachine watched;
    BareMachine unwatched;
    prepare_loop(watched);
    prepare_loop(unwatched);
    unwatched.processor.observe(nullptr);

    watched.processor.run(10'000);
    unwatched.processor.run(10'000);

    EXPECT_TRUE(watched.state == unwatched.state);
    EXPECT_EQ(watched.state.retired, 10'000u);
    EXPECT_TRUE(watched.memory.save() == unwatched.memory.save());
}

TEST(Unwatched, SysretWithTfTrapsBeforeTheFirstInstructionOfTheUser)
{
    BareMachine machine;
    machine.processor.observe(nullptr);
    machine.go_to_ring_0();
    machine.code({0x48, 0x0f, 0x07});
    machine.write<uint8_t>(BareMachine::user_code, 0x90);
    machine.state.gpr[rcx] = BareMachine::user_code;
    machine.state.gpr[r11] = 0x302;

    machine.processor.run(2);

    EXPECT_EQ(machine.state.rip, machine.handler(1));
    EXPECT_EQ(machine.read(machine.state.gpr[rsp]), BareMachine::user_code);
}

} // namespace ringside::test
