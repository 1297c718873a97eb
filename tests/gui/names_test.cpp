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
    EXPECT_EQ(brief("call 0xffffffff80101234 <ringside::kernel::sys_write(int)>"),
              "call 0xffffffff80101234 <sys_write>");
}

TEST(Names, LeaveOperandsAlone)
{
    EXPECT_EQ(brief("movq 8(%rax), %rbx"), "movq 8(%rax), %rbx");
    EXPECT_EQ(brief("mov rax, [rbx+0x8]"), "mov rax, [rbx+0x8]");
    EXPECT_EQ(brief("(bad)"), "(bad)");
    EXPECT_EQ(brief("broken(name"), "broken(name");
}

} // namespace
} // namespace ringside::gui
