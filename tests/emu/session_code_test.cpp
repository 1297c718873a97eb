// The listing of code: instructions with their names, and nothing behind them that is none.
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

TEST(CodeListing, EndsWhereTheSectionOfCodeEnds)
{
    auto session = open_sample("trap_paths/hello_syscall");
    auto const last_system_call = session->address_of("path_end").value() + 7;

    auto const lines = session->code(session->state().rip, 0, 100);

    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines.back().text, "syscall");
    EXPECT_EQ(lines.back().address, last_system_call);
}

TEST(CodeListing, MarksTheInstructionAtRipAndTheSymbolsThatBeginThere)
{
    auto session = open_sample("trap_paths/hello_syscall");

    auto const lines = session->code(session->state().rip, 0, 5);

    ASSERT_EQ(lines.size(), 6u);
    EXPECT_TRUE(lines.front().current);
    EXPECT_EQ(lines.front().label, "path_begin");
    EXPECT_FALSE(lines.front().kernel);
    EXPECT_EQ(lines[5].label, "path_end");
}

} // namespace

} // namespace ringside::tests
