// Long names made short.
#include "gui/view/names.hpp"

#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

TEST(Names, LoseNamespaceAndParameters)
{
    EXPECT_EQ(brief("ringside::kernel::AddressSpace::handle_fault(unsigned long, unsigned long)+0x1f"),
              "AddressSpace::handle_fault+0x1f");
    EXPECT_EQ(brief("ringside::kernel::(anonymous namespace)::f(void (*)(int)) const"), "f");
    EXPECT_EQ(brief("Sum::operator()(int, int) const+0x4"), "Sum::operator()+0x4");
    EXPECT_EQ(brief("broken(name"), "broken(name");
}

TEST(Names, AreShortenedBehindAnInstructionAndItsOperandsAreNot)
{
    EXPECT_EQ(brief_instruction("call 0xffffffff80101234 <ringside::kernel::sys_write(int)>"),
              "call 0xffffffff80101234 <sys_write>");
    EXPECT_EQ(brief_instruction("jmpq *0x404040(,%rax,8)"), "jmpq *0x404040(,%rax,8)");
    EXPECT_EQ(brief_instruction("movq 8(%rip), %rbx <f(int)::table>"), "movq 8(%rip), %rbx <f::table>");
    EXPECT_EQ(brief_instruction("fxch %st(1)"), "fxch %st(1)");
    EXPECT_EQ(brief_instruction("(bad)"), "(bad)");
}

TEST(Names, AreShortenedInReturnAddressesAndStringsAreNot)
{
    EXPECT_EQ(brief_meaning({}, "ret ringside::kernel::dispatch(pt_regs*)+0x1f"), "ret dispatch+0x1f");
    EXPECT_EQ(brief_meaning({}, "\"getpid() = %ld\""), "\"getpid() = %ld\"");
    EXPECT_EQ(brief_meaning({}, "argv[1] \"f(x)\""), "argv[1] \"f(x)\"");
}

TEST(Names, OfTheSlotsAtAProgramsStartAreToldInTheWindowsLanguage)
{
    Catalogue const chinese = catalogue_for("zh_CN");

    EXPECT_EQ(brief_meaning({}, "end of argv"), "end of argv");
    EXPECT_EQ(brief_meaning(chinese, "end of argv"), "argv 的末尾");
    EXPECT_EQ(brief_meaning(chinese, "value of AT_PHDR"), "AT_PHDR 的值");
    EXPECT_EQ(brief_meaning(chinese, "ret limit"), "ret limit");
    EXPECT_EQ(brief_meaning(chinese, "limit"), "limit"); // a name of the program's, not a field of a table
}

TEST(Names, OfAProgramAreNoPlumbingOfTheKernels)
{
    EXPECT_TRUE(
        is_plumbing("ringside::kernel::Unpack<&(ringside::kernel::sys_write(int))>::from_64(pt_regs*)"));
    EXPECT_FALSE(is_plumbing("Unpack<int>::next()"));
    EXPECT_FALSE(is_plumbing("ringside::kernel::sys_write(int)"));
}

} // namespace
} // namespace ringside::gui
