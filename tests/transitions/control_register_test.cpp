// MOV to and from control and debug registers, LMSW, SMSW, CLTS. SDM Vol. 2B, "MOV—Move to/from Control
// Registers"; SDM Vol. 3A, "Control Registers".
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

struct ControlRegister : testing::Test
{
    ControlRegister() { machine.go_to_ring_0(); }

    // mov crN, rax
    Fault write(uint8_t number, uint64_t value)
    {
        machine.state.rip = BareMachine::kernel_code;
        if (number == 8)
            machine.code({0x44, 0x0f, 0x22, 0xc0});
        else
            machine.code({0x0f, 0x22, static_cast<uint8_t>(0xc0 | number << 3)});
        state.gpr[rax] = value;
        return machine.fault_of_step();
    }
    // mov rax, crN
    uint64_t read(uint8_t number)
    {
        machine.state.rip = BareMachine::kernel_code;
        machine.code({0x0f, 0x20, static_cast<uint8_t>(0xc0 | number << 3)});
        EXPECT_EQ(machine.fault_of_step(), no_fault);
        return state.gpr[rax];
    }
    // mov drN, rax
    Fault write_debug(uint8_t number, uint64_t value)
    {
        machine.state.rip = BareMachine::kernel_code;
        machine.code({0x0f, 0x23, static_cast<uint8_t>(0xc0 | number << 3)});
        state.gpr[rax] = value;
        return machine.fault_of_step();
    }

    BareMachine machine;
    State& state = machine.state;
    Recorder& told = machine.recorder;
};

constexpr uint64_t good_cr0 = cr0::pg | cr0::wp | cr0::ne | cr0::et | cr0::mp | cr0::pe;

} // namespace

TEST_F(ControlRegister, LoadOfCr3IsTwoSteps)
{
    machine.write<uint64_t>(0x110000, machine.read(BareMachine::page_tables));

    EXPECT_EQ(write(3, 0x110000), no_fault);

    EXPECT_EQ(state.cr3, 0x110000u);
    EXPECT_EQ(told.names(), "load_cr3 flush_tlb");
    EXPECT_EQ(told.find(Step::load_cr3).before, BareMachine::page_tables);
    EXPECT_EQ(told.begun[0].transition, Transition::control_register);
    EXPECT_EQ(told.begun[0].vector, 3u);
}

TEST_F(ControlRegister, Cr3BeyondThePhysicalWidthIsRefused)
{
    EXPECT_EQ(write(3, uint64_t{1} << 40), general_protection(0));
    EXPECT_EQ(write(3, uint64_t{1} << 63), general_protection(0)); // no PCIDs, so no "keep the TLB"
    EXPECT_EQ(state.cr3, BareMachine::page_tables);
}

TEST_F(ControlRegister, ReadsWhatItHolds)
{
    state.cr2 = 0x1234;
    EXPECT_EQ(read(0), good_cr0);
    EXPECT_EQ(read(2), 0x1234u);
    EXPECT_EQ(read(3), BareMachine::page_tables);
    EXPECT_EQ(read(4), cr4::pae | cr4::pge | cr4::osfxsr | cr4::osxmmexcpt);
}

TEST_F(ControlRegister, Cr0RefusesWhatDoesNotGoTogether)
{
    EXPECT_EQ(write(0, good_cr0 & ~uint64_t{cr0::pe}), general_protection(0));
    EXPECT_EQ(write(0, good_cr0 | cr0::nw), general_protection(0));
    EXPECT_EQ(write(0, good_cr0 | uint64_t{1} << 32), general_protection(0));
    EXPECT_EQ(write(0, good_cr0 & ~uint64_t{cr0::pg}), general_protection(0)); // from 64-bit mode
    EXPECT_EQ(state.cr0, good_cr0);
}

TEST_F(ControlRegister, Cr0KeepsEtAndIgnoresReservedBits)
{
    EXPECT_EQ(write(0, (good_cr0 & ~uint64_t{cr0::et}) | 1u << 6 | 1u << 17), no_fault);

    EXPECT_EQ(state.cr0, good_cr0);
}

TEST_F(ControlRegister, Cr4RefusesBitsThatCpuidDoesNotOffer)
{
    EXPECT_EQ(write(4, state.cr4 | cr4::umip), general_protection(0));
    EXPECT_EQ(write(4, state.cr4 | cr4::pcide), general_protection(0));
    EXPECT_EQ(write(4, state.cr4 | cr4::osxsave), general_protection(0));
    EXPECT_EQ(write(4, state.cr4 | uint64_t{1} << 40), general_protection(0));
    EXPECT_EQ(write(4, state.cr4 & ~uint64_t{cr4::pae}), general_protection(0)); // in long mode
    EXPECT_EQ(write(4, state.cr4 | cr4::smap | cr4::tsd), no_fault);
}

TEST_F(ControlRegister, Cr4ThatChangesPagingFlushesTheTlb)
{
    EXPECT_EQ(write(4, state.cr4 & ~uint64_t{cr4::pge}), no_fault);
    EXPECT_EQ(told.names(), "flush_tlb");
}

TEST_F(ControlRegister, Cr8HasFourBits)
{
    EXPECT_EQ(write(8, 16), general_protection(0));
    EXPECT_EQ(write(8, 15), no_fault);
    EXPECT_EQ(state.cr8, 15u);
}

TEST_F(ControlRegister, IsForRing0Only)
{
    state.cpl = 3;
    state.rip = BareMachine::user_code;
    machine.code({0x0f, 0x20, 0xc0});

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
}

TEST_F(ControlRegister, PagingWithLmeTurnsLongModeOn)
{
    machine.go_to_legacy_ring_0();
    state.efer = efer::lme;
    state.cr4 = cr4::pae;

    EXPECT_EQ(write(0, state.cr0 | cr0::pg), no_fault);

    EXPECT_TRUE(state.long_mode());
    EXPECT_FALSE(state.code_64()); // compatibility mode until a far jump
    EXPECT_EQ(told.names(), "flush_tlb");
}

TEST_F(ControlRegister, PagingWithLmeNeedsPae)
{
    machine.go_to_legacy_ring_0();
    state.efer = efer::lme;
    state.cr4 = 0;

    EXPECT_EQ(write(0, state.cr0 | cr0::pg), general_protection(0));
    EXPECT_FALSE(state.paging());
}

TEST_F(ControlRegister, PagingWithLmeRefusesA64BitCodeSegment)
{
    machine.go_to_legacy_ring_0();
    state.efer = efer::lme;
    state.cr4 = cr4::pae;
    state.segment(SegmentName::cs).attributes |= attribute::long_code;

    EXPECT_EQ(write(0, state.cr0 | cr0::pg), general_protection(0));
}

TEST_F(ControlRegister, PagingWithoutLongModeIsRefusedAndNoted)
{
    machine.go_to_legacy_ring_0();
    state.efer = 0;

    EXPECT_EQ(write(0, state.cr0 | cr0::pg), general_protection(0));
    ASSERT_EQ(machine.bus.unimplemented.size(), 1u);
    EXPECT_EQ(machine.bus.unimplemented[0], "paging without EFER.LME");
}

TEST_F(ControlRegister, PagingOffLeavesLongMode)
{
    state.segment(SegmentName::cs) = Descriptor{0x00cf'9b00'0000'ffff}.load(0x08);

    EXPECT_EQ(write(0, state.cr0 & ~uint64_t{cr0::pg}), no_fault);

    EXPECT_FALSE(state.long_mode());
    EXPECT_EQ(state.efer, efer::sce | efer::lme | efer::nxe);
}

TEST_F(ControlRegister, LmswCannotClearPe)
{
    machine.code({0x0f, 0x01, 0xf0}); // lmsw ax
    state.gpr[rax] = cr0::ts;

    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.cr0, (good_cr0 & ~uint64_t{cr0::mp}) | cr0::ts);
}

TEST_F(ControlRegister, CltsClearsTsInRing0Only)
{
    state.cr0 |= cr0::ts;
    machine.code({0x0f, 0x06, 0x0f, 0x06});
    EXPECT_EQ(machine.fault_of_step(), no_fault);
    EXPECT_EQ(state.cr0, good_cr0);

    state.cpl = 3;
    state.rip = BareMachine::user_code;
    machine.code({0x0f, 0x06});
    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
}

TEST_F(ControlRegister, SmswIsForEveryRing)
{
    state.cpl = 3;
    state.rip = BareMachine::user_code;
    machine.code({0x0f, 0x01, 0xe0}); // smsw eax
    EXPECT_EQ(machine.fault_of_step(), no_fault);

    EXPECT_EQ(state.gpr[rax], good_cr0);
}

TEST_F(ControlRegister, Dr7KeepsItsFixedBits)
{
    EXPECT_EQ(write_debug(7, 0), no_fault);
    EXPECT_EQ(state.dr7, 0x400u);
    EXPECT_EQ(write_debug(7, 1), no_fault);
    EXPECT_EQ(state.dr7, 0x401u);
    EXPECT_TRUE(machine.bus.unimplemented.empty());
    EXPECT_EQ(write_debug(7, uint64_t{1} << 32), general_protection(0));
}

TEST_F(ControlRegister, Dr6KeepsItsFixedBits)
{
    EXPECT_EQ(write_debug(6, 0), no_fault);
    EXPECT_EQ(state.dr6, 0xffff'0ff0u);
}

TEST_F(ControlRegister, Dr4IsDr6UnlessDebuggingExtensionsAreOn)
{
    EXPECT_EQ(write_debug(4, 0x4000), no_fault);
    EXPECT_EQ(state.dr6, 0xffff'4ff0u);

    state.cr4 |= cr4::de;
    EXPECT_EQ(write_debug(4, 0), invalid_opcode());
}

} // namespace ringside::test
