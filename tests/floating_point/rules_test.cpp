// Who may execute SSE, MMX and x87 instructions, and what becomes of exceptions: rules that depend on control
// registers, which no user program can try on silicon. Expectations are the manual's.
// SDM Vol. 3A, "Device Not Available Exception (#NM)", "x87 FPU Floating-Point Error (#MF)", "SIMD
// Floating-Point Exception (#XM)", and the exception lists of the instructions.
#include "tests/floating_point/guest.hpp"

#include <cstring>
#include <gtest/gtest.h>

namespace ringside::test {
namespace {

using namespace cpu;

constexpr auto none = Machine::no_fault;
constexpr unsigned ud = 6;
constexpr unsigned nm = 7;
constexpr unsigned gp = 13;
constexpr unsigned mf = 16;
constexpr unsigned xm = 19;

using Bytes = std::initializer_list<uint8_t>;

// A machine of the rule tests: one instruction, any state, the fault or none.
class Rules : public testing::Test
{
protected:
    unsigned fault_of(Bytes bytes)
    {
        guest.set_instruction(std::vector<uint8_t>(bytes));
        after = guest.run(before);
        return after.fault;
    }
    void make_x87_exception_pending()
    {
        before.fx.control = 0x37e; // invalid unmasked
        before.fx.status = 0x0001;
    }
    void make_compatible()
    {
        auto& cs = guest.start.segment(SegmentName::cs);
        cs.attributes = (cs.attributes & ~uint32_t{attribute::long_code}) | attribute::big;
    }

    Guest guest{Vendor::intel};
    Machine before = [] {
        Machine machine;
        machine.gpr[rsi] = data_address;
        machine.gpr[rdi] = data_address + 64;
        return machine;
    }();
    Machine after;
};

constexpr Bytes addps = {0x0f, 0x58, 0xca};
constexpr Bytes movdqa = {0x66, 0x0f, 0x6f, 0x0e};
constexpr Bytes paddb_mmx = {0x0f, 0xfc, 0xca};
constexpr Bytes cvtpi2ps = {0x0f, 0x2a, 0xca};
constexpr Bytes emms = {0x0f, 0x77};
constexpr Bytes divss = {0xf3, 0x0f, 0x5e, 0xca};
constexpr Bytes ldmxcsr = {0x0f, 0xae, 0x16};
constexpr Bytes movnti = {0x0f, 0xc3, 0x06};
constexpr Bytes mfence = {0x0f, 0xae, 0xf0};
constexpr Bytes fxsave = {0x0f, 0xae, 0x06};
constexpr Bytes fxsave64 = {0x48, 0x0f, 0xae, 0x06};
constexpr Bytes fld1 = {0xd9, 0xe8};
constexpr Bytes fwait = {0x9b};
constexpr Bytes fnstsw = {0xdf, 0xe0};
constexpr Bytes fnclex = {0xdb, 0xe2};
constexpr Bytes fninit = {0xdb, 0xe3};
constexpr Bytes fldcw = {0xd9, 0x2e};
constexpr Bytes fnstenv = {0xd9, 0x36};

TEST_F(Rules, SseIsNotAvailableWhileTsIsSet)
{
    guest.start.cr0 |= cr0::ts;

    EXPECT_EQ(fault_of(addps), nm);
    EXPECT_EQ(fault_of(movdqa), nm);
    EXPECT_EQ(fault_of(ldmxcsr), nm);
    EXPECT_EQ(fault_of(fxsave), nm);
}

TEST_F(Rules, SseIsInvalidWithoutOsfxsrOrWithEm)
{
    guest.start.cr4 &= ~uint64_t{cr4::osfxsr};
    EXPECT_EQ(fault_of(addps), ud);
    EXPECT_EQ(fault_of(ldmxcsr), ud);
    guest.start.cr4 |= cr4::osfxsr;
    guest.start.cr0 |= cr0::em | cr0::ts;

    EXPECT_EQ(fault_of(addps), ud);
    EXPECT_EQ(fault_of(movdqa), ud);
}

TEST_F(Rules, IntegerStoresAndFencesOfSse2IgnoreTheControlBits)
{
    guest.start.cr0 |= cr0::em | cr0::ts;
    guest.start.cr4 &= ~uint64_t{cr4::osfxsr};

    EXPECT_EQ(fault_of(movnti), none);
    EXPECT_EQ(fault_of(mfence), none);
}

TEST_F(Rules, MmxIsInvalidWithEmAndNotAvailableWithTs)
{
    guest.start.cr0 |= cr0::ts;
    EXPECT_EQ(fault_of(paddb_mmx), nm);
    guest.start.cr0 |= cr0::em;

    EXPECT_EQ(fault_of(paddb_mmx), ud);
    EXPECT_EQ(fault_of(emms), ud);
}

TEST_F(Rules, MmxMeetsAPendingX87Exception)
{
    make_x87_exception_pending();

    EXPECT_EQ(fault_of(paddb_mmx), mf);
    EXPECT_EQ(fault_of(emms), mf);
    EXPECT_EQ(fault_of(cvtpi2ps), mf);
    EXPECT_EQ(fault_of(addps), none);
}

TEST_F(Rules, X87IsNotAvailableWithEmOrTs)
{
    guest.start.cr0 |= cr0::ts;
    EXPECT_EQ(fault_of(fld1), nm);
    EXPECT_EQ(fault_of(fnstsw), nm);
    EXPECT_EQ(fault_of(fninit), nm);
    guest.start.cr0 ^= cr0::ts | cr0::em;

    EXPECT_EQ(fault_of(fld1), nm);
    EXPECT_EQ(fault_of(fxsave), nm);
}

TEST_F(Rules, FwaitHeedsTsOnlyWithMp)
{
    guest.start.cr0 |= cr0::ts;
    EXPECT_EQ(fault_of(fwait), nm);
    guest.start.cr0 &= ~uint64_t{cr0::mp};
    EXPECT_EQ(fault_of(fwait), none);
    guest.start.cr0 ^= cr0::ts | cr0::em;

    EXPECT_EQ(fault_of(fwait), none);
}

TEST_F(Rules, WaitingInstructionsMeetAPendingExceptionAndOthersDoNot)
{
    make_x87_exception_pending();

    EXPECT_EQ(fault_of(fld1), mf);
    EXPECT_EQ(fault_of(fwait), mf);
    EXPECT_EQ(fault_of(fldcw), mf);
    EXPECT_EQ(fault_of(fnstsw), none);
    EXPECT_EQ(after.gpr[rax], 0x8081u);
    EXPECT_EQ(fault_of(fnclex), none);
    EXPECT_EQ(after.fx.status, 0u);
    EXPECT_EQ(fault_of(fnstenv), none);
    EXPECT_EQ(fault_of(fxsave), none);
}

TEST_F(Rules, WithoutNeAPendingExceptionIsIgnored)
{
    make_x87_exception_pending();
    guest.start.cr0 &= ~uint64_t{cr0::ne};

    EXPECT_EQ(fault_of(fld1), none);
    EXPECT_EQ(fault_of(fwait), none);
}

TEST_F(Rules, AnUnmaskedSimdExceptionIsXmOrUdByOsxmmexcpt)
{
    before.fx.mxcsr = 0x1d80; // division by zero unmasked
    before.fx.xmm[1] = {0x3f80'0000, 0};
    EXPECT_EQ(fault_of(divss), xm);
    EXPECT_EQ(after.fx.mxcsr, 0x1d84u);
    EXPECT_EQ(after.fx.xmm[1], before.fx.xmm[1]);
    guest.start.cr4 &= ~uint64_t{cr4::osxmmexcpt};

    EXPECT_EQ(fault_of(divss), ud);
}

TEST_F(Rules, ReservedBitsOfMxcsrAreRefused)
{
    before.memory[2] = 1;

    EXPECT_EQ(fault_of(ldmxcsr), gp);
    EXPECT_EQ(after.fx.mxcsr, before.fx.mxcsr);
}

TEST_F(Rules, FxsaveOfIntelAlwaysStoresThePointers)
{
    before.fx.opcode = 0x123;
    before.fx.instruction = 0x7f12'3456'789a;

    EXPECT_EQ(fault_of(fxsave64), none);
    EXPECT_EQ(std::memcmp(after.memory.data() + 6, &before.fx.opcode, 2), 0);
    EXPECT_EQ(std::memcmp(after.memory.data() + 8, &before.fx.instruction, 8), 0);
}

TEST_F(Rules, FxsaveOutsideOf64BitModeKnowsEightVectors)
{
    make_compatible();
    before.memory.fill(0xee);
    before.fx.xmm[7] = {7, 7};
    before.fx.xmm[8] = {8, 8};

    EXPECT_EQ(fault_of(fxsave), none);
    EXPECT_EQ(after.memory[160 + 7 * 16], 7);
    EXPECT_EQ(after.memory[160 + 8 * 16], 0xee);
}

TEST_F(Rules, FxsaveWithoutOsfxsrLeavesTheVectorsOut)
{
    guest.start.cr4 &= ~uint64_t{cr4::osfxsr};
    before.memory.fill(0xee);

    EXPECT_EQ(fault_of(fxsave), none);
    EXPECT_EQ(after.memory[159], 0);
    EXPECT_EQ(after.memory[160], 0xee);
}

} // namespace
} // namespace ringside::test
