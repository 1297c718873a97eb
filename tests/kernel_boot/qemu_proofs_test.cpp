// What SMEP, SMAP and the rings forbid, in QEMU: the same programs as in tests/emu/command_proofs_test.cpp.
// QEMU cannot leave rings out, and in 32-bit code it has SYSCALL and SYSENTER whatever the vendor.
#include "tests/kernel_boot/qemu.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using testing::HasSubstr;

constexpr int killed_by_sigsegv = 128 + 11;
constexpr int panicked = 125;

class QemuProof : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";
    }

    static Booted prove(std::string const& name, std::string const& parameters)
    {
        Archive archive;
        archive.add_host_file("proof", sample("rings/" + name));
        return boot({.init = "/proof", .parameters = "console=pipe " + parameters, .megabytes = 64}, archive);
    }
};

TEST_F(QemuProof, SmapEndsAKernelThatReadsAProgramsMemoryWithoutStac)
{
    Booted const booted = prove("read_user_memory", "lab=on");

    EXPECT_EQ(booted.status, panicked);
    EXPECT_THAT(booted.log, HasSubstr("BUG: unable to access user memory (SMAP?) in ring 0, error code 0x1"));
}

TEST_F(QemuProof, NosmapLetsTheKernelReadAProgramsMemory)
{
    Booted const booted = prove("read_user_memory", "lab=on nosmap");

    EXPECT_EQ(booted.console, "ring 0 read 4711 in this program's memory\n");
    EXPECT_EQ(booted.status, 0) << booted.log;
}

TEST_F(QemuProof, SmepEndsAKernelThatCallsIntoAProgram)
{
    Booted const booted = prove("run_user_code", "lab=on");

    EXPECT_EQ(booted.status, panicked);
    EXPECT_THAT(booted.log,
                HasSubstr("BUG: unable to execute userspace code (SMEP?) in ring 0, error code 0x11"));
}

TEST_F(QemuProof, NosmepLetsAProgramsCodeRunInRing0)
{
    Booted const booted = prove("run_user_code", "lab=on nosmep");

    EXPECT_EQ(booted.console,
              "called by this program, its function runs in ring 3; called by the kernel, in ring 0\n");
    EXPECT_EQ(booted.status, 0) << booted.log;
}

TEST_F(QemuProof, RingsKillAProgramThatWritesOverTheKernel)
{
    Booted const booted = prove("overwrite_kernel", "");

    EXPECT_EQ(booted.console, "writing over the kernel's interrupt table\n");
    EXPECT_EQ(booted.status, killed_by_sigsegv) << booted.log;
}

TEST_F(QemuProof, IntelHasSysenterInLongMode)
{
    Booted const booted = prove("bare_sysenter_32", "");

    EXPECT_EQ(booted.console, "SYSENTER from 32-bit code works here\n");
    EXPECT_EQ(booted.status, 0) << booted.log;
}

} // namespace
} // namespace ringside::tests
