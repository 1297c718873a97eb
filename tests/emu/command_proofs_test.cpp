// What the rings are for: programs that come through with a protection switched off and fail with it.
// programs/rings/README.md says what each does.
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringside::tests {

namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr int killed_by_sigsegv = 128 + 11;
constexpr int killed_by_sigill = 128 + 4;
constexpr int machine_stopped = 125;
constexpr int no_lab = 2;

Ended run_proof(std::string const& name, std::vector<std::string> options = {},
                std::vector<std::string> arguments = {})
{
    std::vector<std::string> words = {ringside_binary().string(), "run"};
    words.insert(words.end(), options.begin(), options.end());
    words.push_back((build_folder() / "programs" / name).string());
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run(std::move(words));
}

} // namespace

// ---- the lab

TEST(Lab, ExistsOnlyIfItIsSwitchedOn)
{
    auto const ended = run_proof("rings/read_user_memory");

    EXPECT_EQ(ended.status, no_lab);
    EXPECT_EQ(ended.output, "the kernel has no lab; start it with the parameter lab=on\n");
}

TEST(Lab, RefusesAddressesOfTheKernel)
{
    auto const ended = run_proof("rings/read_user_memory", {"--append", "lab=on nosmap"}, {"kernel"});

    EXPECT_EQ(ended.output, "ring 0 refused the kernel's own address: -14\n");
    EXPECT_EQ(ended.status, 0);
}

TEST(Smap, EndsAKernelThatReadsAProgramsMemoryWithoutStac)
{
    auto const ended = run_proof("rings/read_user_memory", {"--append", "lab=on"});

    EXPECT_EQ(ended.status, machine_stopped);
    EXPECT_EQ(ended.output, "");
    EXPECT_THAT(ended.errors, HasSubstr("the machine stopped"));
}

TEST(Smap, SwitchedOffLetsTheKernelReadAProgramsMemory)
{
    auto const ended = run_proof("rings/read_user_memory", {"--append", "lab=on nosmap"});

    EXPECT_EQ(ended.output, "ring 0 read 4711 in this program's memory\n");
    EXPECT_EQ(ended.status, 0);
}

TEST(Smep, EndsAKernelThatCallsIntoAProgram)
{
    auto const ended = run_proof("rings/run_user_code", {"--append", "lab=on"});

    EXPECT_EQ(ended.status, machine_stopped);
    EXPECT_EQ(ended.output, "");
}

TEST(Smep, SwitchedOffLetsAProgramsCodeRunInRing0)
{
    auto const ended = run_proof("rings/run_user_code", {"--append", "lab=on nosmep"});

    EXPECT_EQ(ended.output,
              "called by this program, its function runs in ring 3; called by the kernel, in ring 0\n");
    EXPECT_EQ(ended.status, 0);
}

TEST(SmepAndSmap, EachForbidsItsOwnOnly)
{
    auto const read = run_proof("rings/read_user_memory", {"--append", "lab=on nosmep"});
    auto const call = run_proof("rings/run_user_code", {"--append", "lab=on nosmap"});

    EXPECT_EQ(read.status, machine_stopped);
    EXPECT_EQ(call.status, machine_stopped);
}

TEST(SmepAndSmap, CompareAUserBitAndSoPassWithRingsOff)
{
    auto const read = run_proof("rings/read_user_memory", {"--no-rings", "--append", "lab=on"});
    auto const call = run_proof("rings/run_user_code", {"--no-rings", "--append", "lab=on"});

    EXPECT_EQ(read.status, 0);
    EXPECT_EQ(call.status, 0);
}

// ---- rings

TEST(Rings, KillAProgramThatWritesOverTheKernel)
{
    auto const ended = run_proof("rings/overwrite_kernel");

    EXPECT_EQ(ended.status, killed_by_sigsegv);
    EXPECT_EQ(ended.output, "writing over the kernel's interrupt table\n");
}

TEST(Rings, SwitchedOffLetAProgramGiveTheKernelANewEntrance)
{
    auto const ended = run_proof("rings/overwrite_kernel", {"--no-rings"});

    EXPECT_EQ(ended.output, "writing over the kernel's interrupt table\n"
                            "INT 0x81 is an entrance now: getpid() = 1\n");
    EXPECT_EQ(ended.status, 0);
}

// The interrupt table belongs to the little of the kernel that programs' page tables hold.
TEST(Rings, AndNotPageTableIsolationKeepTheInterruptTableSafe)
{
    auto const with = run_proof("rings/overwrite_kernel", {"--append", "pti=on"});
    auto const without = run_proof("rings/overwrite_kernel", {"--append", "pti=on", "--no-rings"});

    EXPECT_EQ(with.status, killed_by_sigsegv);
    EXPECT_EQ(without.status, 0);
}

TEST(Rings, SwitchedOffChangeNothingForAnOrdinaryProgram)
{
    auto const with = run_proof("trap_paths/hello_glibc", {"--stats"});
    auto const without = run_proof("trap_paths/hello_glibc", {"--stats", "--no-rings"});

    EXPECT_EQ(without.output, with.output);
    EXPECT_EQ(without.status, 0);
    EXPECT_EQ(with.errors.substr(0, with.errors.find('\n')),
              without.errors.substr(0, without.errors.find('\n')));
}

// What programs/errors/forbidden does is forbidden by rings, as far as these are concerned.
class Privileged : public testing::TestWithParam<char const*>
{};

TEST_P(Privileged, IsStoppedByRingsAndByNothingElse)
{
    auto const with = run_proof("errors/forbidden", {}, {GetParam()});
    auto const without = run_proof("errors/forbidden", {"--no-rings"}, {GetParam()});

    EXPECT_EQ(with.status, killed_by_sigsegv);
    EXPECT_THAT(without.output, EndsWith("nothing stopped it\n")) << without.errors;
}

INSTANTIATE_TEST_SUITE_P(Instruction, Privileged,
                         testing::Values("clts", "invd", "wbinvd", "invlpg", "rdmsr", "read-cr0", "read-cr3",
                                         "read-dr7", "cli", "sti", "in", "iretq-to-ring-0",
                                         "far-return-to-ring-0", "load-kernel-ss", "read-kernel"));

TEST(Rings, SwitchedOffLeavePagesReadOnlyAndNoExecute)
{
    auto const write = run_proof("errors/forbidden", {"--no-rings"}, {"write-code"});
    auto const execute = run_proof("errors/forbidden", {"--no-rings"}, {"execute-stack"});
    auto const kernel = run_proof("errors/forbidden", {"--no-rings"}, {"write-kernel"});

    EXPECT_EQ(write.status, killed_by_sigsegv);
    EXPECT_EQ(execute.status, killed_by_sigsegv);
    EXPECT_EQ(kernel.status, killed_by_sigsegv); // its code is read-only even for itself
}

// ---- whose processor

TEST(Vendor, IntelHasNoSyscallIn32BitCode)
{
    auto const ended = run_proof("rings/bare_syscall_32", {"--vendor", "intel"});

    EXPECT_EQ(ended.status, killed_by_sigill);
    EXPECT_EQ(ended.output, "");
}

TEST(Vendor, AmdHasSyscallIn32BitCode)
{
    auto const ended = run_proof("rings/bare_syscall_32", {"--vendor", "amd"});

    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.output, "SYSCALL from 32-bit code works here\n");
}

TEST(Vendor, AmdHasNoSysenterInLongMode)
{
    auto const ended = run_proof("rings/bare_sysenter_32", {"--vendor", "amd"});

    EXPECT_EQ(ended.status, killed_by_sigill);
    EXPECT_EQ(ended.output, "");
}

TEST(Vendor, IntelHasSysenterInLongMode)
{
    auto const ended = run_proof("rings/bare_sysenter_32", {"--vendor", "intel"});

    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.output, "SYSENTER from 32-bit code works here\n");
}

} // namespace ringside::tests
