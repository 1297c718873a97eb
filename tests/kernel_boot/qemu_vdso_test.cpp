// The vDSO and the legacy page in QEMU: the same programs as in our own machine.
#include "tests/kernel_boot/qemu.hpp"
#include "tests/kernel_boot/vsyscalls.hpp"

#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

Booted run_guest(std::string const& name, std::string const& arguments, std::string const& parameters)
{
    Archive archive;
    archive.add_host_file("program", guest(name));
    return boot({.init = "/program", .arguments = arguments, .parameters = "console=pipe " + parameters},
                archive);
}

class QemuClocks : public testing::TestWithParam<std::string>
{};

TEST_P(QemuClocks, ReadByTheVdsoLieBetweenTwoReadingsBySystemCall)
{
    Booted const booted = run_guest("clocks_" + GetParam(), "1000 vdso", "");

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_EQ(booted.status, 0) << booted.console << booted.log;
}

TEST_P(QemuClocks, AreReadBySystemCallWithoutAVdso)
{
    Booted const booted = run_guest("clocks_" + GetParam(), "10 none", "vdso=0 vdso32=0");

    EXPECT_EQ(booted.status, 0) << booted.console << booted.log;
}

INSTANTIATE_TEST_SUITE_P(All, QemuClocks, testing::Values("glibc", "musl", "i386", "pie"),
                         [](auto const& test) { return test.param; });

class QemuVsyscall : public testing::TestWithParam<Vsyscall>
{};

TEST_P(QemuVsyscall, FaresAsOnLinux)
{
    Booted const booted = run_guest("vsyscall", GetParam().way, std::string("vsyscall=") + GetParam().mode);

    EXPECT_EQ(booted.status, GetParam().status) << booted.console << booted.log;
}

INSTANTIATE_TEST_SUITE_P(All, QemuVsyscall, testing::ValuesIn(vsyscalls), [](auto const& test) {
    return std::string(test.param.mode) + "_" + test.param.way;
});

} // namespace
} // namespace ringside::tests
