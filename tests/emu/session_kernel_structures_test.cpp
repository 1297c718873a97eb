// What the window reads from the kernel's own structures, against what the kernel tells its programs about
// them. proc_pid_maps(5).
#include "emu/machine.hpp"
#include "emu/session/kernel_structures.hpp"
#include "emu/symbols/structures.hpp"
#include "kernel-model/abi/file.hpp"
#include "kernel-model/abi/image.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

namespace ringside::tests {
namespace {

using namespace emu;
using testing::IsEmpty;
using testing::SizeIs;

// Range, rights and offset as /proc/self/maps begins its lines.
std::string line_of(KernelRegion const& region)
{
    char text[80];
    std::snprintf(text, sizeof text, "%08llx-%08llx %c%c%c%c %08llx",
                  static_cast<unsigned long long>(region.start), static_cast<unsigned long long>(region.end),
                  region.read ? 'r' : '-', region.write ? 'w' : '-', region.execute ? 'x' : '-',
                  region.shared ? 's' : 'p',
                  static_cast<unsigned long long>(region.of_file ? region.offset : 0));
    return text;
}

std::vector<std::string> lines_of(std::vector<KernelRegion> const& regions)
{
    std::vector<std::string> lines;
    for (KernelRegion const& region : regions)
        lines.push_back(line_of(region));
    return lines;
}

// The same part of each line that is one of a mapping.
std::vector<std::string> printed_lines(std::string const& text)
{
    std::vector<std::string> lines;
    for (std::string const& line : tests::lines_of(text)) {
        auto const blank = line.find(' ');
        constexpr std::size_t rights_and_offset = 14;
        bool const is_mapping = line.find('-') < blank && blank != std::string::npos &&
                                line.find_first_not_of("rwxps-", blank + 1) == blank + 5;
        if (is_mapping)
            lines.push_back(line.substr(0, blank + 1 + rights_and_offset - 1));
    }
    return lines;
}

std::unique_ptr<Session> busybox(std::vector<std::string> arguments, std::string append = {})
{
    Options options;
    options.arguments = std::move(arguments);
    options.append = std::move(append);
    return open_file("/bin/busybox", options);
}

// Before the system call of that number for the first time.
void run_to_call(Session& session, uint64_t number)
{
    while (!session.exit_state().ended) {
        session.continue_until({.goal = Goal::system_call});
        if (session.state().gpr[cpu::rax] == number)
            return;
    }
    FAIL() << "system call " << number << " did not come";
}

class Maps : public testing::TestWithParam<char const*>
{};

TEST_P(Maps, AreTheKernelsListOfRegions)
{
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";
    auto const session = busybox({"cat", "/proc/self/maps"}, GetParam());
    KernelStructures const kernel(*session);
    ASSERT_TRUE(kernel.known());
    constexpr uint64_t exit_group = 231;
    run_to_call(*session, exit_group);

    EXPECT_EQ(lines_of(kernel.regions(*session)), printed_lines(std::string(session->console())));
}

INSTANTIATE_TEST_SUITE_P(Parameters, Maps,
                         testing::Values("", "pti=on", "vsyscall=none", "vsyscall=emulate", "nokaslr"));

// The sample prints the lines of its own mappings after each change; the list is the same at that moment.
TEST(Regions, FollowMmapMprotectAndMunmap)
{
    auto const session = open_sample("memory/mappings");
    KernelStructures const kernel(*session);
    std::size_t printed = 0;
    auto compared = 0;
    while (!session->exit_state().ended) {
        session->continue_until({.goal = Goal::system_call});
        std::string const text(session->console().substr(printed));
        constexpr uint64_t sys_write = 1;
        auto const title = text.rfind("-- ");
        if (session->exit_state().ended || session->state().gpr[cpu::rax] == sys_write ||
            title == std::string::npos || printed_lines(text.substr(title)).empty())
            continue;
        std::vector<std::string> inside;
        for (KernelRegion const& region : kernel.regions(*session))
            if (region.start >= 0x1000'0000 && region.start < 0x2000'0000)
                inside.push_back(line_of(region));
        EXPECT_EQ(inside, printed_lines(text.substr(title)));
        printed = session->console().size();
        ++compared;
    }

    EXPECT_GE(compared, 4);
}

TEST(Regions, AreReadInRing3OfAnIsolatedProgramToo)
{
    Options options;
    options.append = "pti=on";
    auto const isolated = open_sample("trap_paths/hello_syscall", options);
    auto const plain = open_sample("trap_paths/hello_syscall");

    auto const with = KernelStructures(*isolated).regions(*isolated);
    auto const without = KernelStructures(*plain).regions(*plain);

    EXPECT_EQ(isolated->state().cpl, 3);
    EXPECT_FALSE(with.empty());
    EXPECT_EQ(lines_of(with), lines_of(without));
}

TEST(Regions, HaveTheirNames)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    std::vector<std::string> names;
    for (KernelRegion const& region : KernelStructures(*session).regions(*session))
        names.push_back(region.name);

    EXPECT_THAT(names, testing::IsSupersetOf({"[stack]", "[vvar]", "[vdso]", "[vsyscall]"}));
}

TEST(Task, IsTheProgram)
{
    auto const session = open_sample("trap_paths/hello_syscall");

    auto const task = KernelStructures(*session).current_task(*session);

    ASSERT_TRUE(task.has_value());
    EXPECT_EQ(task->pid, 1);
    EXPECT_EQ(task->name, "hello_syscall");
    EXPECT_EQ(task->root, root_in_use(*session));
    EXPECT_FALSE(task->is_32_bit);
    EXPECT_GT(task->resident_pages, 0u);
}

TEST(OpenFiles, AreTheConsoleAndWhatOpenMade)
{
    ASSERT_TRUE(std::filesystem::exists("/bin/busybox"))
        << "busybox-static is missing: apt-get install busybox-static";
    auto const session = busybox({"cat", "/proc/self/maps"});
    KernelStructures const kernel(*session);
    while (!session->exit_state().ended && kernel.open_files(*session).size() < 4)
        session->continue_until({.goal = Goal::system_call});

    auto const files = kernel.open_files(*session);

    ASSERT_THAT(files, SizeIs(4));
    EXPECT_EQ(files[0].kind, "ConsoleFile");
    EXPECT_EQ(files[0].mode & kernel::file_mode::type_mask, kernel::file_mode::fifo); // console=pipe
    EXPECT_EQ(files[3].descriptor, 3u);
    EXPECT_EQ(files[3].path, "/proc/1/maps"); // "self" is a link
    EXPECT_EQ(files[3].references, 1u);
}

TEST(OpenFiles, OfAKernelWithoutThoseNamesAreNone)
{
    Options options;
    options.kernel = guest("kernel_halt").string();
    auto const session = open_sample("trap_paths/hello_syscall", options);

    KernelStructures const kernel(*session);

    EXPECT_FALSE(kernel.known());
    EXPECT_THAT(kernel.open_files(*session), IsEmpty());
    EXPECT_THAT(kernel.regions(*session), IsEmpty());
    EXPECT_FALSE(kernel.current_task(*session).has_value());
}

TEST(Layouts, AreThoseOfTheKernelsStructures)
{
    Structures const structures(kernel::embedded_image());

    EXPECT_EQ(structures.offset("ringside::kernel::PerCpu", "current"), 0u);
    EXPECT_EQ(structures.offset("ringside::kernel::PerCpu", "tss.rsp0"), 128u + 4);
    EXPECT_EQ(structures.size("ringside::kernel::TaskStateSegment"), 104u);
    EXPECT_EQ(structures.offset("ringside::kernel::Region", "protection.write"),
              structures.offset("ringside::kernel::Region", "protection").value_or(0) + 1);
    EXPECT_FALSE(structures.offset("ringside::kernel::Region", "colour").has_value());
    EXPECT_FALSE(structures.offset("ringside::kernel::Nothing", "start").has_value());
    EXPECT_FALSE(structures.size("Region").has_value());
    EXPECT_FALSE(Structures({}).size("ringside::kernel::Region").has_value());
}

} // namespace
} // namespace ringside::tests
