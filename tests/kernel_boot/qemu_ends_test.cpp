// How programs end: each fault with the signal that Linux sends, each file that cannot be run with a
// sentence, and keys typed at the console.
#include "tests/kernel_boot/faults.hpp"
#include "tests/kernel_boot/qemu.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using testing::HasSubstr;

class QemuEnds : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";
    }
};

class QemuFault : public QemuEnds, public testing::WithParamInterface<Fault>
{};

TEST_P(QemuFault, EndsTheProgramWithLinuxsSignal)
{
    Archive archive;
    archive.add_host_file("faults", guest("faults"));

    Booted const booted = boot({.init = "/faults", .arguments = GetParam().name, .megabytes = 64}, archive);

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_EQ(booted.status, 128 + GetParam().signal) << booted.log;
    EXPECT_EQ(booted.console, "before\n");
}

INSTANTIATE_TEST_SUITE_P(All, QemuFault, testing::ValuesIn(faults),
                         [](auto const& test) { return std::string(test.param.name); });

TEST_F(QemuEnds, AFileThatIsNoProgramIsRefusedWithASentence)
{
    Archive archive;
    archive.add_file("program", "#!/bin/sh\nexit 0\n");

    Booted const booted = boot({.init = "/program", .megabytes = 64}, archive);

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_EQ(booted.status, 125);
    EXPECT_EQ(booted.console, "");
    EXPECT_THAT(booted.log, HasSubstr("exec: /program: it is a script; scripts are not supported yet"));
    EXPECT_THAT(booted.log,
                HasSubstr("Kernel panic - not syncing: Requested init /program failed (error -8)."));
}

TEST_F(QemuEnds, AMissingInitPanicsAsOnLinux)
{
    Archive const archive;

    Booted const booted = boot({.init = "/bin/nothing", .megabytes = 64}, archive);

    EXPECT_EQ(booted.status, 125);
    EXPECT_THAT(booted.log, HasSubstr("exec: /bin/nothing: it is not in the initramfs"));
    EXPECT_THAT(booted.log,
                HasSubstr("Kernel panic - not syncing: Requested init /bin/nothing failed (error -2)."));
}

TEST_F(QemuEnds, AFileWithoutExecutePermissionIsRefused)
{
    Archive archive;
    archive.add_file("program", "text", 0100644);

    Booted const booted = boot({.init = "/program", .megabytes = 64}, archive);

    EXPECT_THAT(booted.log, HasSubstr("exec: /program: it is not executable"));
    EXPECT_EQ(booted.status, 125);
}

/// Busybox at a terminal, with keys typed once it has asked for them.
Booted type(std::string const& arguments, std::string const& prompt, std::string const& keys)
{
    Archive archive;
    archive.add_host_file("bin/busybox", "/bin/busybox");
    return boot({.arguments = arguments, .parameters = "console=tty", .prompt = prompt, .answer = keys},
                archive);
}

TEST_F(QemuEnds, ATerminalEchoesEditsAndEndsALine)
{
    Booted const booted = type("sh -c \"printf go; read line; echo [$line]\"", "go", R"(wrong\025ab\177c\r)");

    EXPECT_EQ(booted.status, 0) << booted.log;
    EXPECT_THAT(booted.console, HasSubstr("[ac]\r\n"));
}

TEST_F(QemuEnds, ControlDOnAnEmptyLineIsTheEndOfTheInput)
{
    Booted const booted = type("sh -c \"printf go; read line || echo end\"", "go", R"(\004)");

    EXPECT_EQ(booted.status, 0) << booted.log;
    EXPECT_THAT(booted.console, HasSubstr("end\r\n"));
}

TEST_F(QemuEnds, ControlCEndsAWaitingProgramWithSigint)
{
    Booted const booted = type("sh -c \"trap - INT; printf go; read line\"", "go", R"(\003)");

    EXPECT_EQ(booted.status, 128 + 2) << booted.log;
}

TEST_F(QemuEnds, ControlCEndsASpinningProgramWithSigint)
{
    Booted const booted = type("sh -c \"printf go; while :; do :; done\"", "go", R"(\003)");

    EXPECT_EQ(booted.status, 128 + 2) << booted.log;
}

} // namespace
} // namespace ringside::tests
