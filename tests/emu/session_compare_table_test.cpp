// The tables of `ringside compare`: columns that never touch, at 80 columns and wide, whatever stands in
// them.
#include "emu/compare/report.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace ringside::tests {

namespace {

using emu::Measured;
using emu::Phase;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::SizeIs;

// A path with figures as they may come, none of them measured.
Measured path_with(std::string const& name, uint64_t instructions, emu::Traffic const& traffic)
{
    Measured path;
    path.path = name;
    path.program = name;
    path.vendor = "intel";
    path[Phase::service].ring0 = instructions;
    path[Phase::service].software = traffic;
    path.nested.ring0 = instructions;
    path.nested.software = traffic;
    path.nested.hardware = traffic;
    path.nested.walk = traffic;
    path.nested.stack_bytes = traffic.written_bytes;
    return path;
}

std::vector<Measured> many_paths()
{
    std::vector<Measured> paths;
    for (auto const* name : {"call", "vdso", "vsyscall", "syscall", "sysenter", "int80", "int80-32", "ring"})
        paths.push_back(path_with(name, 6031, {100, 519, 100, 448}));
    return paths;
}

constexpr emu::Traffic some{2, 11'587, 1, 8'905};
constexpr emu::Traffic much{900'000, 6'052'645, 17'000, 1'217'080};

std::vector<std::size_t> widths_of(std::string const& table)
{
    std::vector<std::size_t> widths;
    for (auto const& line : lines_of(table))
        widths.push_back(line.size());
    return widths;
}

std::vector<std::string> words_of(std::string const& line)
{
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        if (word != "|")
            words.push_back(word);
    return words;
}

// The words of every row of `phase`.
std::vector<std::vector<std::string>> rows_of(std::string const& table, std::string const& phase)
{
    std::vector<std::vector<std::string>> rows;
    for (auto const& line : lines_of(table))
        if (line.starts_with(phase + " "))
            rows.push_back(words_of(line));
    return rows;
}

constexpr std::size_t cells = 8; // of a path in full

} // namespace

TEST(CompareTable, AColumnGrowsWithWhatStandsInIt)
{
    auto const table = emu::comparison_table("getpid", {path_with("ring", 6031, some)}, 80);

    EXPECT_THAT(rows_of(table, "nested"), ElementsAre(SizeIs(1 + cells))) << table;
    EXPECT_THAT(table, HasSubstr(" 11587/8905"));
    EXPECT_THAT(widths_of(table), Each(Le(80u)));
}

TEST(CompareTable, WhatFindsNoRoomIsRoundedAndSaysSo)
{
    auto const table = emu::comparison_table("getpid", {path_with("ring", 123'456'789, much)}, 80);

    EXPECT_THAT(rows_of(table, "nested"), ElementsAre(SizeIs(1 + cells))) << table;
    EXPECT_THAT(table, HasSubstr(" 6.1M/1.2M"));
    EXPECT_THAT(table, HasSubstr("k, M: thousands and millions, rounded; --json has the exact figures\n"));
    EXPECT_THAT(widths_of(table), Each(Le(80u)));
}

TEST(CompareTable, PutsManyPathsSideBySideIn80Columns)
{
    auto const table = emu::comparison_table("getpid", many_paths(), 80);

    EXPECT_EQ(rows_of(table, "service").front().size(), 1 + many_paths().size()) << table;
    EXPECT_EQ(words_of(lines_of(table)[3]),
              (std::vector<std::string>{"phase", "call", "vdso", "vsyscall", "syscall", "sysenter", "int80",
                                        "int80-32", "ring"}));
    EXPECT_THAT(widths_of(table), Each(Le(80u)));
}

TEST(CompareTable, GoesOnBelowWhereManyPathsFindNoRoom)
{
    auto paths = many_paths();
    for (auto const* name : {"syscall32", "pf", "ud", "timer"})
        paths.push_back(path_with(name, 123'456'789, much));
    auto const table = emu::comparison_table("getpid", paths, 80);

    EXPECT_EQ(rows_of(table, "service").at(0).size() + rows_of(table, "service").at(1).size(),
              2 + paths.size())
        << table;
    EXPECT_THAT(widths_of(table), Each(Le(80u)));
}

TEST(CompareTable, HasTwoPathsInFullIn200Columns)
{
    std::vector<Measured> const paths{path_with("ring", 6031, some), path_with("call", 3, {})};
    auto const table = emu::comparison_table("getpid", paths, 200);

    EXPECT_THAT(rows_of(table, "nested"), ElementsAre(SizeIs(1 + 2 * cells))) << table;
    EXPECT_THAT(widths_of(table), Each(Le(200u)));
}

TEST(CompareTable, NamesTwoProgramsThatTakeTheSamePath)
{
    auto one = path_with("syscall", 3, some);
    auto other = path_with("syscall", 4, some);
    one.program = "/somewhere/first";
    other.program = "/somewhere/a-rather-long-name-for-a-program";
    auto const table = emu::comparison_table("both", {one, other}, 80);

    EXPECT_EQ(words_of(lines_of(table)[3]), (std::vector<std::string>{"phase", "first", "a-rather-long-n~"}));
}

TEST(CompareTable, IsColouredOnATerminalOnly)
{
    auto const plain = emu::comparison_table("getpid", many_paths(), 80);
    auto const coloured = emu::comparison_table("getpid", many_paths(), 80, emu::Colour::terminal);

    EXPECT_THAT(plain, Not(HasSubstr("\033")));
    EXPECT_THAT(coloured, HasSubstr("\033[33mhardware_entry"));
}

} // namespace ringside::tests
