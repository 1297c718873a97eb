// Every sample and Debian's busybox on our kernel in QEMU, beside the same in `ringside run`. The samples are
// found in the build folder, so a new one is compared without being named here.
#include <algorithm>

#include <gtest/gtest.h>

#include <unistd.h>

#include "tests/qemu/qemu_machine.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

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

// Every executable file under build/*/programs; the measured loops with a number of rounds.
std::vector<Line> samples()
{
    std::vector<Line> lines;
    std::error_code none; // no folder, no samples
    for (auto const& entry : fs::recursive_directory_iterator(build_folder() / "programs", none)) {
        bool const is_program = entry.is_regular_file() && access(entry.path().c_str(), X_OK) == 0 &&
                                read_file(entry.path())
                                    .starts_with("\x7f"
                                                 "ELF") &&
                                entry.path().extension() != ".so";
        if (is_program && entry.path().string().find("CMakeFiles") == std::string::npos) {
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

class Qemu : public testing::TestWithParam<Line>
{
protected:
    void SetUp() override
    {
        if (!is_installed("qemu-system-x86_64")) {
            GTEST_SKIP() << "qemu-system-x86_64 is not installed";
        }
        if (!fs::exists(GetParam().program)) {
            GTEST_SKIP() << GetParam().program << " is not installed";
        }
    }
};

TEST_P(Qemu, GivesTheSameOutputAndStatusAsOurMachine)
{
    auto const program = emu::read_program(GetParam().program);
    ASSERT_TRUE(program.ok()) << program.sentence();
    emu::Options options;
    options.arguments = GetParam().arguments;
    std::vector<std::string> command = {ringside_binary().string(), "run", GetParam().program};
    command.insert(command.end(), options.arguments.begin(), options.arguments.end());

    QemuRun const qemu = run_in_qemu(program.value(), options);
    Ended const ours = run(command);

    EXPECT_FALSE(qemu.timed_out) << qemu.errors << qemu.log;
    EXPECT_EQ(qemu.output, ours.output) << qemu.errors;
    EXPECT_EQ(qemu.status, ours.status) << qemu.log << ours.errors;
}

std::string name_of(testing::TestParamInfo<Line> const& line)
{
    return line.param.name;
}

INSTANTIATE_TEST_SUITE_P(Sample, Qemu, testing::ValuesIn(samples()), name_of);
INSTANTIATE_TEST_SUITE_P(Busybox, Qemu, testing::ValuesIn(busybox_lines()), name_of);

} // namespace
} // namespace ringside::tests
