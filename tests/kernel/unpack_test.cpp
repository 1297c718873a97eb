// How arguments come out of the saved registers, and results go back: the difference between the two tables.
#include "kernel-model/syscall/unpack.hpp"

#include <gtest/gtest.h>

namespace ringside::kernel {
namespace {

// A stand-in for a system call that shows what it was given.
struct Given
{
    int32_t fd;
    uint64_t address;
    uint64_t size;
    int64_t offset;
    uint32_t flags;
    uint64_t last;
} given;

CallResult remember(int32_t fd, UserPtr<std::byte> buffer, uint64_t size, int64_t offset, uint32_t flags,
                    uint64_t last)
{
    given = {fd, buffer.address(), size, offset, flags, last};
    return size == 0 ? CallResult(Errno::efault) : CallResult(uint64_t{0xffff'8000});
}

TEST(Unpack, TakesTheSixRegistersOfSyscallWithR10InThePlaceOfRcx)
{
    PtRegs regs = {};
    regs.di = 0xffff'ffff'ffff'ff9c; // AT_FDCWD; only 32 bits count
    regs.si = 0x7fff'ffff'f000;
    regs.dx = 0x1'0000'0002;
    regs.cx = 0xdead;
    regs.r10 = static_cast<uint64_t>(-5);
    regs.r8 = 0xabcd'0000'0006;
    regs.r9 = 7;

    auto const result = Unpack<remember>::from_64(regs);

    EXPECT_EQ(given.fd, -100);
    EXPECT_EQ(given.address, 0x7fff'ffff'f000U);
    EXPECT_EQ(given.size, 0x1'0000'0002U);
    EXPECT_EQ(given.offset, -5);
    EXPECT_EQ(given.flags, 6U);
    EXPECT_EQ(given.last, 7U);
    EXPECT_EQ(result, 0xffff'8000U);
}

TEST(Unpack, CutsI386ArgumentsToThirtyTwoBitsAndKeepsTheSignOfSignedOnes)
{
    PtRegs regs = {};
    regs.bx = 0x1234'0000'0003;
    regs.cx = 0x7fff'1234'5678;
    regs.dx = 0xffff'ffff'8000'0000;
    regs.si = 0xffff'fffb; // -5 in 32 bits
    regs.di = 6;
    regs.bp = 0xffff'ffff'0000'0007;

    (void)Unpack<remember>::from_32(regs);

    EXPECT_EQ(given.fd, 3);
    EXPECT_EQ(given.address, 0x1234'5678U);
    EXPECT_EQ(given.size, 0x8000'0000U);
    EXPECT_EQ(given.offset, -5);
    EXPECT_EQ(given.flags, 6U);
    EXPECT_EQ(given.last, 7U);
}

TEST(Unpack, AnswersAnErrnoAsANegativeNumberOfSixtyFourBits)
{
    PtRegs const regs = {};

    EXPECT_EQ(Unpack<remember>::from_64(regs), 0xffff'ffff'ffff'fff2U);
    EXPECT_EQ(Unpack<remember>::from_32(regs), 0xffff'ffff'ffff'fff2U);
}

} // namespace
} // namespace ringside::kernel
