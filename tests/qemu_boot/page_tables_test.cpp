// Each line of /proc/self/maps against the page tables that the processor walks, which QEMU's monitor shows
// ("info tlb").
#include "tests/qemu_boot/qemu.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <sstream>

namespace ringside::tests {
namespace {

constexpr uint64_t page_size = 4096;

struct Page
{
    bool writable = false;
    bool executable = false;
    bool operator==(Page const&) const = default;
};
using Pages = std::map<uint64_t, Page>;

struct Line
{
    uint64_t start;
    uint64_t end;
    std::string rights;
};

std::vector<Line> lines_of_maps(std::string const& text)
{
    std::vector<Line> lines;
    std::regex const form("([0-9a-f]+)-([0-9a-f]+) ([-rwxps]{4}) .*");
    std::istringstream input(text);
    std::smatch match;
    for (std::string line; std::getline(input, line);)
        if (std::regex_match(line, match, form))
            lines.push_back(
                {std::stoull(match[1], nullptr, 16), std::stoull(match[2], nullptr, 16), match[3]});
    return lines;
}

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

/// What the lines promise for the pages that are there.
Pages promised(std::vector<Line> const& lines, Pages const& present)
{
    Pages pages;
    for (auto const& [address, page] : present)
        for (Line const& line : lines)
            if (address >= line.start && address < line.end && line.rights != "---p")
                pages[address] = {.writable = line.rights[1] == 'w', .executable = line.rights[2] == 'x'};
    return pages;
}

size_t lines_with_a_page(std::vector<Line> const& lines, Pages const& pages)
{
    size_t count = 0;
    for (Line const& line : lines) {
        auto const first = pages.lower_bound(line.start);
        count += first != pages.end() && first->first < line.end;
    }
    return count;
}

size_t hidden_lines(std::vector<Line> const& lines)
{
    size_t count = 0;
    for (Line const& line : lines)
        count += line.rights == "---p";
    return count;
}

TEST(QemuPageTables, HoldExactlyWhatEachLineOfMapsSays)
{
    ASSERT_TRUE(qemu_is_installed()) << "qemu-system-x86_64 is missing: apt-get install qemu-system-x86";
    Archive archive;
    archive.add_host_file("touched_pages", guest("touched_pages"));
    archive.add_file("etc/text", "0123456789", 0100644);
    Boot how{.init = "/touched_pages", .prompt = "READY", .answer = "\\n"};
    how.monitor_question = "info tlb";

    Booted const booted = boot(how, archive);

    auto const lines = lines_of_maps(booted.console);
    Pages const pages = user_pages_of(booted.monitor);
    EXPECT_EQ(booted.status, 0) << booted.log;
    EXPECT_GE(lines.size(), 14u) << booted.console;
    EXPECT_GE(pages.size(), 25u) << booted.monitor;
    EXPECT_EQ(pages, promised(lines, pages)) << booted.console << booted.monitor;
    EXPECT_EQ(lines_with_a_page(lines, pages) + hidden_lines(lines), lines.size())
        << booted.console << booted.monitor;
    EXPECT_EQ(hidden_lines(lines), 1u) << booted.console;
    EXPECT_EQ(pages.begin()->first % page_size, 0u);
}

} // namespace
} // namespace ringside::tests
