// Every sample, every guest of this folder and Debian's busybox in QEMU, beside the same in `ringside run`:
// of the same kernel, initramfs and command line come the same output and status. The programs are found in
// the build folder, so a new one is compared without being named here.
#include "emu/boot/command_line.hpp"
#include "emu/boot/initramfs.hpp"
#include "emu/boot/program.hpp"
#include "tests/kernel_boot/qemu.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

namespace ringside::tests {
namespace {

namespace fs = std::filesystem;

struct Line
{
    std::string name; // of the test
    std::string program;
    std::vector<std::string> arguments;
};

void PrintTo(Line const& line, std::ostream* out)
{
    *out << line.program;
}

std::string letters_of(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
    return text;
}

bool is_program(fs::directory_entry const& entry)
{
    return entry.is_regular_file() && access(entry.path().c_str(), X_OK) == 0 &&
           entry.path().string().find("CMakeFiles") == std::string::npos &&
           read_file(entry.path()).substr(1, 3) == "ELF";
}

// Every program under a folder of the build; the measured loops get a number of rounds.
std::vector<Line> programs_in(char const* folder)
{
    std::vector<Line> lines;
    std::error_code none; // no folder, no programs
    for (auto const& entry : fs::recursive_directory_iterator(build_folder() / folder, none)) {
        if (is_program(entry)) {
            std::string const room = entry.path().parent_path().filename().string();
            std::vector<std::string> const rounds = {"1000"};
            lines.push_back({letters_of(room + "_" + entry.path().filename().string()), entry.path().string(),
                             room == "cost" ? rounds : std::vector<std::string>()});
        }
    }
    std::sort(lines.begin(), lines.end(), [](Line const& a, Line const& b) { return a.name < b.name; });
    return lines;
}

std::vector<Line> busybox_lines()
{
    return {{"echo", "/bin/busybox", {"echo", "hello"}},
            {"ls", "/bin/busybox", {"ls", "-l", "/"}},
            {"maps", "/bin/busybox", {"cat", "/proc/self/maps"}},
            {"sha256sum", "/bin/busybox", {"sha256sum", "/bin/busybox"}},
            {"false", "/bin/busybox", {"false"}}};
}

class QemuAndWe : public testing::TestWithParam<Line>
{
protected:
    void SetUp() override
    {
        ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";
        ASSERT_TRUE(fs::exists(GetParam().program)) << GetParam().program << " is missing";
        if (GetParam().name == "rings_bare_syscall_32") {
            GTEST_SKIP() << "QEMU has SYSCALL in 32-bit code on Intel's processors too, which they have not";
        }
    }
};

// The machine in QEMU is made of what `ringside run` makes its own of.
Booted boot_as_we_do(Line const& line)
{
    auto const program = emu::read_program(line.program);
    emu::Options options;
    options.arguments = line.arguments;
    auto const files = emu::guest_files(program.value(), options.files);
    auto const initramfs = emu::pack_initramfs(files.value());
    auto const command_line = emu::kernel_command_line(program.value(), options);
    auto const* const bytes = reinterpret_cast<char const*>(initramfs.value().data());
    return boot({.command_line = command_line.value()}, std::string_view(bytes, initramfs.value().size()));
}

TEST_P(QemuAndWe, GiveTheSameOutputAndStatus)
{
    std::vector<std::string> command = {ringside_binary().string(), "run", GetParam().program};
    command.insert(command.end(), GetParam().arguments.begin(), GetParam().arguments.end());

    Booted const theirs = boot_as_we_do(GetParam());
    Ended const ours = run(command);

    EXPECT_TRUE(theirs.ended) << theirs.log;
    EXPECT_EQ(theirs.console, ours.output) << ours.errors;
    EXPECT_EQ(theirs.status, ours.status) << theirs.log << ours.errors;
}

std::string name_of(testing::TestParamInfo<Line> const& line)
{
    return line.param.name;
}

// Every path of `ringside compare` is among them; syscall32 has the same programs as sysenter has on Intel's.
TEST(QemuAndWeCompare, EveryPathsProgramAndEveryReaderOfTheClock)
{
    std::vector<std::string> names;
    for (auto const& line : programs_in("programs"))
        names.push_back(fs::path(line.program).filename().string());

    EXPECT_THAT(
        names,
        testing::IsSupersetOf(
            {"getpid_call",     "getpid_syscall",   "getpid_sysenter", "getpid_syscall32", "getpid_int80",
             "getpid_int80-32", "getpid_ring",      "time_call",       "time_vdso",        "time_vsyscall",
             "time_syscall",    "time_sysenter",    "time_syscall32",  "time_int80",       "time_int80-32",
             "time_ring",       "write_call",       "write_syscall",   "write_sysenter",   "write_syscall32",
             "write_int80",     "write_int80-32",   "write_ring",      "trap_pf",          "trap_ud",
             "trap_timer",      "read_clock_glibc", "read_clock_musl", "read_clock_i386",  "sixty_four"}));
}

INSTANTIATE_TEST_SUITE_P(Sample, QemuAndWe, testing::ValuesIn(programs_in("programs")), name_of);
INSTANTIATE_TEST_SUITE_P(Guest, QemuAndWe, testing::ValuesIn(programs_in("tests/kernel_boot/guests")),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Busybox, QemuAndWe, testing::ValuesIn(busybox_lines()), name_of);

} // namespace
} // namespace ringside::tests
