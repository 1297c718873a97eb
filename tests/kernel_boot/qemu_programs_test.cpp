// Programs that nobody here wrote, and guests for each libc: they run on our kernel in QEMU as on Linux.
#include "tests/kernel_boot/qemu.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

constexpr std::string_view text = "0123456789";

Archive archive_with(std::string const& name, std::filesystem::path const& host)
{
    Archive archive;
    archive.add_folder("bin");
    archive.add_folder("etc");
    archive.add_host_file(name, host);
    archive.add_file("etc/text", text, 0100644);
    archive.add_link("etc/link", "text");
    return archive;
}

Booted busybox(std::string const& arguments)
{
    return boot({.arguments = arguments}, archive_with("bin/busybox", "/bin/busybox"));
}

Booted run_guest(std::string const& name, std::string const& arguments = {},
                 std::string const& parameters = "console=pipe")
{
    return boot({.init = "/bin/" + name, .arguments = arguments, .parameters = parameters},
                archive_with("bin/" + name, guest(name)));
}

class QemuBoot : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";
        ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
            << "busybox is missing: apt-get install busybox-static";
    }
};

TEST_F(QemuBoot, BusyboxEchoes)
{
    Booted const booted = busybox("echo hello");

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_EQ(booted.status, 0);
    EXPECT_EQ(booted.console, "hello\n");
}

TEST_F(QemuBoot, BusyboxListsTheRoot)
{
    Booted const booted = busybox("ls -l /");

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_EQ(booted.status, 0);
    EXPECT_THAT(booted.console, MatchesRegex("total 0\n"
                                             "drwxr-xr-x +[0-9]+ 0 +0 +[0-9]+ Jan  1 +[0-9:]+ bin\n"
                                             "drwxr-xr-x +[0-9]+ 0 +0 +[0-9]+ Jan  1 +[0-9:]+ dev\n"
                                             "drwxr-xr-x +[0-9]+ 0 +0 +[0-9]+ Jan  1 +[0-9:]+ etc\n"
                                             "dr-xr-xr-x +[0-9]+ 0 +0 +[0-9]+ Jan  1 +[0-9:]+ proc\n"));
}

TEST_F(QemuBoot, BusyboxShowsItsOwnRegions)
{
    Booted const booted = busybox("cat /proc/self/maps");

    EXPECT_EQ(booted.status, 0);
    EXPECT_THAT(booted.console, StartsWith("00400000-"));
    EXPECT_THAT(booted.console, HasSubstr("/bin/busybox\n"));
    EXPECT_THAT(booted.console, HasSubstr("[heap]\n"));
    EXPECT_THAT(booted.console, HasSubstr("[stack]\n"));
    EXPECT_THAT(booted.console, ContainsRegex("r--p 00000000 00:00 0 +\\[vvar\\]\n"));
    EXPECT_THAT(booted.console, ContainsRegex("r-xp 00000000 00:00 0 +\\[vdso\\]\n"));
}

TEST_F(QemuBoot, BusyboxHashesAFile)
{
    Booted const booted = busybox("sha256sum /etc/link");

    EXPECT_EQ(booted.status, 0);
    EXPECT_EQ(booted.console,
              "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882  /etc/link\n");
}

TEST_F(QemuBoot, AShellsExitStatusComesThrough)
{
    Booted const booted = busybox("sh -c \"exit 3\"");

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_EQ(booted.status, 3);
}

TEST_F(QemuBoot, ADateComesFromTheCommandLine)
{
    Booted const booted =
        boot({.arguments = "date -u +%Y-%m-%d", .parameters = "console=pipe time=1000000000"},
             archive_with("bin/busybox", "/bin/busybox"));

    EXPECT_EQ(booted.console, "2001-09-09\n");
}

TEST_F(QemuBoot, TheSameSeedGivesTheSameAddresses)
{
    Booted const first = busybox("cat /proc/self/maps");
    Booted const second = busybox("cat /proc/self/maps");
    Booted const other = boot({.arguments = "cat /proc/self/maps", .parameters = "console=pipe seed=2"},
                              archive_with("bin/busybox", "/bin/busybox"));

    EXPECT_EQ(first.console, second.console);
    EXPECT_NE(first.console, other.console);
}

TEST_F(QemuBoot, WithoutRandomizationTheStackEndsAtTheTop)
{
    Booted const booted = boot({.arguments = "cat /proc/self/maps", .parameters = "console=pipe nokaslr"},
                               archive_with("bin/busybox", "/bin/busybox"));

    EXPECT_THAT(booted.console, HasSubstr("-7ffffffff000 rw-p 00000000 00:00 0"));
}

// Every guest that checks itself: exit status 0 and not a single complaint.
class QemuGuest : public QemuBoot, public testing::WithParamInterface<std::string>
{};

TEST_P(QemuGuest, FindsEverythingAsDocumented)
{
    Booted const booted = run_guest(GetParam());

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_EQ(booted.status, 0) << booted.console << booted.log;
}

INSTANTIATE_TEST_SUITE_P(All, QemuGuest,
                         testing::Values("initial_state_64", "initial_state_32", "kernel_vsyscall",
                                         "memory_glibc", "memory_musl", "memory_i386", "memory_pie",
                                         "user_copies_glibc", "user_copies_musl", "user_copies_i386",
                                         "user_copies_pie"),
                         [](auto const& test) { return test.param; });

TEST_F(QemuBoot, TwoProgramsTakeTurnsAndKeepTheirRegisters)
{
    Booted const booted =
        run_guest("taking_turns", {}, "also=/bin/taking_turns console=pipe tsc_khz=1000000");

    EXPECT_EQ(booted.status, 0) << booted.console << booted.log;
    EXPECT_THAT(booted.log, HasSubstr("[2]: exited with status 0\n"));
    EXPECT_THAT(booted.console, MatchesRegex("(21|12)+1?"));
}

TEST_F(QemuBoot, SharedPagesAreServedForTwoProgramsAtOnce)
{
    Archive archive = archive_with("bin/ring_rules", guest("ring_rules"));
    archive.add_host_file("bin/sixty_four", build_folder() / "programs" / "rings" / "sixty_four");

    Booted const booted =
        boot({.init = "/bin/ring_rules", .parameters = "also=/bin/sixty_four console=pipe tsc_khz=1000000"},
             archive);

    EXPECT_EQ(booted.status, 0) << booted.console << booted.log;
    EXPECT_THAT(booted.log, HasSubstr("sixty_four[2]: exited with status 0\n"));
    EXPECT_THAT(booted.console, HasSubstr("64 requests, 64 answers as expected\n"));
}

class QemuInitialStack : public QemuBoot, public testing::WithParamInterface<std::string>
{};

TEST_P(QemuInitialStack, HoldsArgumentsEnvironmentAndAuxiliaryVector)
{
    Booted const booted = run_guest("initial_stack_" + GetParam(), R"("two words" "" "quote\" back\\slash")",
                                    R"(console=pipe TERM=dumb OWN="a b")");

    EXPECT_EQ(booted.status, 0) << booted.console << booted.log;
    EXPECT_EQ(booted.console, "all is well\n");
}

INSTANTIATE_TEST_SUITE_P(All, QemuInitialStack, testing::Values("glibc", "musl", "i386", "pie"),
                         [](auto const& test) { return test.param; });

// The kernel on other machines: older processors, much and little memory, protections switched off.
class QemuMachine : public QemuBoot, public testing::WithParamInterface<Boot>
{};

TEST_P(QemuMachine, RunsBusybox)
{
    Boot how = GetParam();
    how.arguments = "sha256sum /etc/text";

    Booted const booted = boot(how, archive_with("bin/busybox", "/bin/busybox"));

    EXPECT_TRUE(booted.ended) << booted.log;
    EXPECT_THAT(booted.console, StartsWith("84d89877f0d4041e"));
}

INSTANTIATE_TEST_SUITE_P(All, QemuMachine,
                         testing::Values(Boot{.cpu = "qemu64"}, Boot{.cpu = "core2duo"},
                                         Boot{.parameters = "console=pipe nosmap"},
                                         Boot{.parameters = "console=pipe nosmep nosmap"},
                                         Boot{.megabytes = 64}, Boot{.megabytes = 2048}));

} // namespace
} // namespace ringside::tests
