// Timing on the host: what is said of the samples, and what no host of a kind can run.
#include "emu/native/tables.hpp"
#include "emu/native/timing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

using testing::HasSubstr;

emu::Host const amd = {"AuthenticAMD", "", 2.0};
emu::Host const intel_guest = {"GenuineIntel", "KVMKVMKVM", 2.0};

std::string reason(std::string const& path, std::string const& program, emu::Host const& host)
{
    auto const timing = emu::time_natively(path, program, host);
    return timing.ok() ? "" : timing.sentence();
}

} // namespace

TEST(NativeTiming, GivesQuartilesOfARequestLessTheEmptyMeasurement)
{
    auto const timing = emu::timing_of({90, 10, 70, 30, 50}, 10, 2);

    EXPECT_EQ(timing.samples, 5u);
    EXPECT_DOUBLE_EQ(timing.least, 0);
    EXPECT_DOUBLE_EQ(timing.lower_quartile, 10);
    EXPECT_DOUBLE_EQ(timing.median, 20);
    EXPECT_DOUBLE_EQ(timing.upper_quartile, 30);
}

TEST(NativeTiming, WarnsOfInt80UnderAHypervisorOnly)
{
    EXPECT_THAT(emu::warning_about("int80", intel_guest), HasSubstr("do not quote"));
    EXPECT_THAT(emu::warning_about("int80-32", intel_guest), HasSubstr("KVMKVMKVM"));
    EXPECT_EQ(emu::warning_about("syscall", intel_guest), "");
    EXPECT_EQ(emu::warning_about("int80", amd), "");
}

TEST(NativeTiming, SaysWhatTheHostCannotRun)
{
    EXPECT_THAT(reason("sysenter", "getpid_sysenter", amd), HasSubstr("no SYSENTER in long mode"));
    EXPECT_THAT(reason("syscall32", "getpid_syscall32", intel_guest), HasSubstr("no SYSCALL in 32-bit code"));
    EXPECT_THAT(reason("ring", "getpid_ring", amd), HasSubstr("no such ring"));
    EXPECT_THAT(reason("ud", "trap_ud", amd), HasSubstr("carries no request"));
    EXPECT_THAT(reason("syscall", "/bin/true", amd), HasSubstr("bundled request programs only"));
}

TEST(NativeTiming, StandsInATableOfItsOwnWithItsSentences)
{
    auto const table = emu::native_table({{"syscall", emu::timing_of({200, 200}, 0, 1), ""},
                                          {"int80", emu::timing_of({400}, 0, 1), "trapped"},
                                          {"ring", emu::Refusal{"none here"}, ""}},
                                         amd);

    EXPECT_THAT(table.title, HasSubstr("native"));
    EXPECT_EQ(table.rows[0][1], "100.0");
    EXPECT_EQ(table.rows[2][1], "none");
    EXPECT_THAT(table.note, HasSubstr("int80: warning: trapped."));
    EXPECT_THAT(table.note, HasSubstr("ring: none here."));
}

} // namespace ringside::tests
