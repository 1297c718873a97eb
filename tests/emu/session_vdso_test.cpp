// The vDSO's functions have names and lines, although they are in no file of the program, and at another
// place in each program.
#include "tests/emu/support.hpp"

#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

class VdsoNames : public testing::TestWithParam<std::pair<char const*, char const*>>
{};

TEST_P(VdsoNames, AreThoseOfTheImage)
{
    auto const [program, function] = GetParam();
    emu::Options options;
    options.arguments = {"1"};
    auto const session = open_sample(program, options);

    auto const address = session->address_of(function);
    ASSERT_TRUE(address.has_value());
    session->add_breakpoint(*address);
    auto const stopped = session->continue_until({});

    EXPECT_EQ(stopped.reason, emu::Reason::breakpoint);
    EXPECT_EQ(session->state().cpl, 3);
    EXPECT_EQ(session->describe(session->state().rip), function);
    ASSERT_TRUE(session->source(*address).has_value());
    EXPECT_EQ(session->source(*address)->file, "kernel-model/vdso/user/clock.cpp");
    EXPECT_FALSE(session->source(*address)->text.empty());
}

INSTANTIATE_TEST_SUITE_P(All, VdsoNames,
                         testing::Values(std::pair("trap_paths/time_vdso", "__vdso_time"),
                                         std::pair("trap_paths/read_clock_glibc", "__vdso_clock_gettime"),
                                         std::pair("trap_paths/read_clock_musl", "__vdso_clock_gettime"),
                                         std::pair("trap_paths/read_clock_i386", "__vdso_clock_gettime64")));

TEST(WithoutAVdso, NoNameOfItIsKnown)
{
    emu::Options options;
    options.append = "vdso=0";
    auto const session = open_sample("trap_paths/read_clock_musl", options);

    EXPECT_FALSE(session->address_of("__vdso_clock_gettime").has_value());
}

} // namespace
} // namespace ringside::tests
