// Each line of /proc/self/maps against the page tables that the processor walks, which QEMU's monitor shows
// ("info tlb").
#include "tests/kernel_boot/qemu.hpp"
#include "tests/kernel_boot/regions.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace ringside::tests {
namespace {

constexpr uint64_t page_size = 4096;

/// Lines read "00000000004ae000: 8000000000330867 X-----DAU-W"-like: address, frame, letters of the set bits.
Pages user_pages_of(std::string const& monitor)
{
    Pages pages;
    std::regex const form("([0-9a-f]{16}): [0-9a-f]{16} ([-XGPDACTUW]{9})\r?");
    std::istringstream input(monitor);
    std::smatch match;
    for (std::string line; std::getline(input, line);) {
        if (!std::regex_search(line, match, form) || match[2].str()[7] != 'U')
            continue;
        std::string const bits = match[2];
        pages[std::stoull(match[1], nullptr, 16)] = {.writable = bits[8] == 'W',
                                                     .executable = bits[0] != 'X'};
    }
    return pages;
}

TEST(QemuPageTables, HoldExactlyWhatEachLineOfMapsSays)
{
    ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";
    Archive archive;
    archive.add_host_file("touched_pages", guest("touched_pages"));
    archive.add_file("etc/text", "0123456789", 0100644);
    Boot how{.init = "/touched_pages", .prompt = "READY 4", .answer = "\\n"};
    how.monitor_question = "info tlb";

    Booted const booted = boot(how, archive);

    auto const lines = lines_of_maps(after(booted.console, "READY 3"));
    Pages const pages = user_pages_of(booted.monitor);
    EXPECT_EQ(booted.status, 0) << booted.log;
    EXPECT_GE(lines.size(), 13u) << booted.console;
    EXPECT_GE(pages.size(), 20u) << booted.monitor;
    EXPECT_EQ(pages, promised(lines, pages)) << booted.console << booted.monitor;
    EXPECT_EQ(lines_with_a_page(lines, pages) + hidden_lines(lines), lines.size())
        << booted.console << booted.monitor;
    EXPECT_EQ(hidden_lines(lines), 2u) << booted.console; // the one without rights, and [vsyscall]
    EXPECT_EQ(pages.begin()->first % page_size, 0u);
}

} // namespace
} // namespace ringside::tests
