// RDMSR and WRMSR: the list, the canonical checks, the reserved bits. SDM Vol. 2C, "WRMSR"; SDM Vol. 4.
#include "tests/transitions/expectations.hpp"

namespace ringside::test {

namespace {

struct Msr : testing::Test
{
    explicit Msr(Vendor vendor = Vendor::intel) : machine(vendor) { machine.go_to_ring_0(); }

    Fault write(uint32_t number, uint64_t value)
    {
        state.rip = BareMachine::kernel_code;
        machine.code({0x0f, 0x30});
        state.gpr[rcx] = number;
        state.gpr[rax] = 0xdead'beef'0000'0000 | (value & 0xffff'ffff); // the upper half does not count
        state.gpr[rdx] = value >> 32;
        return machine.fault_of_step();
    }
    Fault read(uint32_t number)
    {
        state.rip = BareMachine::kernel_code;
        machine.code({0x0f, 0x32});
        state.gpr[rcx] = number;
        return machine.fault_of_step();
    }
    uint64_t value_of(uint32_t number)
    {
        EXPECT_EQ(read(number), no_fault);
        return state.gpr[rdx] << 32 | state.gpr[rax];
    }

    BareMachine machine;
    State& state = machine.state;
};
struct MsrOnAmd : Msr
{
    MsrOnAmd() : Msr(Vendor::amd) {}
};

constexpr uint64_t high_half = 0xffff'8000'0000'1000;
constexpr uint64_t non_canonical = 0x8000'0000'0000;

} // namespace

TEST_F(Msr, KeepsTheFastCallRegisters)
{
    EXPECT_EQ(write(0xc000'0081, 0x0023'0010'0000'0000), no_fault);
    EXPECT_EQ(write(0xc000'0082, high_half), no_fault);
    EXPECT_EQ(write(0xc000'0083, high_half + 8), no_fault);
    EXPECT_EQ(write(0xc000'0084, 0x47700), no_fault);

    EXPECT_EQ(value_of(0xc000'0081), 0x0023'0010'0000'0000u);
    EXPECT_EQ(value_of(0xc000'0082), high_half);
    EXPECT_EQ(value_of(0xc000'0083), high_half + 8);
    EXPECT_EQ(value_of(0xc000'0084), 0x47700u);
    EXPECT_EQ(state.lstar, high_half);
}

TEST_F(Msr, BasesLiveInTheirSegments)
{
    EXPECT_EQ(write(0xc000'0100, 0x7000'0000'1000), no_fault);
    EXPECT_EQ(write(0xc000'0101, high_half), no_fault);
    EXPECT_EQ(write(0xc000'0102, high_half + 16), no_fault);

    EXPECT_EQ(state.segment(SegmentName::fs).base, 0x7000'0000'1000u);
    EXPECT_EQ(state.segment(SegmentName::gs).base, high_half);
    EXPECT_EQ(state.kernel_gs_base, high_half + 16);
    EXPECT_EQ(value_of(0xc000'0101), high_half);
}

TEST_F(Msr, RefusesNonCanonicalAddresses)
{
    EXPECT_EQ(write(0xc000'0082, non_canonical), general_protection(0));
    EXPECT_EQ(write(0xc000'0083, non_canonical), general_protection(0));
    EXPECT_EQ(write(0xc000'0100, non_canonical), general_protection(0));
    EXPECT_EQ(write(0xc000'0101, non_canonical), general_protection(0));
    EXPECT_EQ(write(0xc000'0102, non_canonical), general_protection(0));
    EXPECT_EQ(write(0x175, non_canonical), general_protection(0));
    EXPECT_EQ(write(0x176, non_canonical), general_protection(0));
    EXPECT_EQ(state.lstar, 0x38000u);
}

TEST_F(Msr, KeepsAll64BitsOfSysenterOnIntel)
{
    EXPECT_EQ(write(0x176, high_half), no_fault);

    EXPECT_EQ(value_of(0x176), high_half);
}

TEST_F(MsrOnAmd, Keeps32BitsOfSysenterOnAmd)
{
    EXPECT_EQ(write(0x175, high_half), no_fault);
    EXPECT_EQ(write(0x176, high_half), no_fault);

    EXPECT_EQ(value_of(0x175), 0x1000u);
    EXPECT_EQ(value_of(0x176), 0x1000u);
}

TEST_F(Msr, EferRefusesReservedBitsAndAChangeOfLmeWhilePaging)
{
    auto const before = state.efer;

    EXPECT_EQ(write(0xc000'0080, before | 1u << 12), general_protection(0));
    EXPECT_EQ(write(0xc000'0080, before | uint64_t{1} << 40), general_protection(0));
    EXPECT_EQ(write(0xc000'0080, before & ~uint64_t{efer::lme}), general_protection(0));
    EXPECT_EQ(state.efer, before);
}

TEST_F(Msr, EferIgnoresWritesToLma)
{
    EXPECT_EQ(write(0xc000'0080, efer::lme | efer::nxe), no_fault);

    EXPECT_EQ(state.efer, efer::lme | efer::nxe | efer::lma);
}

TEST_F(Msr, TscCountsOnFromWhatIsWritten)
{
    EXPECT_EQ(write(0x10, 1'000'000), no_fault);

    EXPECT_EQ(value_of(0x10), 1'000'001u); // one instruction later
}

TEST_F(Msr, PatRefusesReservedTypes)
{
    EXPECT_EQ(write(0x277, 0x0007'0406'0007'0402), general_protection(0));
    EXPECT_EQ(write(0x277, 0x0007'0406'0007'0408), general_protection(0));
    EXPECT_EQ(write(0x277, 0x0007'0106'0007'0406), no_fault);
}

TEST_F(Msr, ApicBaseRefusesReservedBitsAndX2apic)
{
    EXPECT_EQ(value_of(0x1b), 0xfee0'0900u);
    EXPECT_EQ(write(0x1b, 0xfee0'0901), general_protection(0));
    EXPECT_EQ(write(0x1b, 0xfee0'0d00), general_protection(0));
    EXPECT_EQ(write(0x1b, 0xfee0'0900), no_fault);
}

TEST_F(Msr, ReadsZeroWhereNothingIsOffered)
{
    EXPECT_EQ(value_of(0x8b), 0u);
    EXPECT_EQ(write(0x8b, 0), no_fault);
    EXPECT_EQ(value_of(0xfe), 0u);
    EXPECT_EQ(write(0xfe, 1), general_protection(0));
    EXPECT_TRUE(machine.bus.unimplemented.empty());
}

TEST_F(Msr, UnknownOnesAreRefusedAndNamed)
{
    EXPECT_EQ(read(0x1234), general_protection(0));
    EXPECT_EQ(write(0x1234, 0), general_protection(0));

    ASSERT_EQ(machine.bus.unimplemented.size(), 2u);
    EXPECT_EQ(machine.bus.unimplemented[0], "MSR 0x1234");
}

TEST_F(Msr, AreForRing0Only)
{
    state.cpl = 3;
    state.rip = BareMachine::user_code;
    machine.code({0x0f, 0x32});
    state.gpr[rcx] = 0x10;

    EXPECT_EQ(machine.fault_of_step(), general_protection(0));
}

} // namespace ringside::test
