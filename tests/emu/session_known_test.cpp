// What was written stays known: going forward again shows what going there the first time did.
#include "emu/machine.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace ringside::tests {

using emu::Field;
using emu::Goal;

namespace {

struct Texts
{
    std::string console;
    std::vector<std::string> log;
    std::vector<std::string> calls;
    bool operator==(Texts const&) const = default;
};

Texts texts_of(emu::Session const& session)
{
    Texts texts{std::string(session.console()), session.log(), {}};
    for (auto const& line : session.calls())
        texts.calls.push_back(line.text + " from " + std::to_string(line.entered) + " to " +
                              std::to_string(line.returned));
    return texts;
}

void write_to_log(emu::Session& session, std::string_view text)
{
    for (char const character : text)
        session.machine().devices.write_port(0x2f8, 1, static_cast<uint8_t>(character));
}

} // namespace

TEST(WhatIsKnown, IsShownAgainOnTheWayForwardThroughKeptStates)
{
    auto const session = open_file(guest("many_writes"));
    std::vector<std::pair<uint64_t, Texts>> way;
    for (int i = 0; i < 7; ++i) {
        way.emplace_back(session->position().time, texts_of(*session));
        session->continue_until({.budget = 77'777});
    }

    std::vector<bool> same;
    constexpr std::array<std::size_t, 7> stops = {0, 6, 2, 5, 1, 3, 4};
    for (auto const stop : stops) {
        ASSERT_TRUE(session->go_to_time(way[stop].first).ok());
        same.push_back(texts_of(*session) == way[stop].second);
    }

    EXPECT_THAT(same, testing::Each(true));
    EXPECT_GT(way.back().second.console.size(), way.front().second.console.size());
    EXPECT_GT(way.back().second.calls.size(), 10u);
}

TEST(WhatIsKnown, OfTheOriginalRunComesBackWithRestart)
{
    auto const session = open_file(guest("many_writes"));
    session->continue_until({.budget = 350'000});
    auto const when = session->position().time;
    auto const before = texts_of(*session);
    session->restart();
    session->continue_until({.goal = Goal::system_call});
    ASSERT_TRUE(session->change({{Field::Area::register_, 0, "rdx"}, 1}).ok());
    session->continue_until({.budget = 350'000});
    auto const changed = texts_of(*session);

    session->restart();
    ASSERT_TRUE(session->go_to_time(when).ok());

    EXPECT_EQ(texts_of(*session), before);
    EXPECT_NE(changed, before);
}

TEST(Log, HasRemarksInTheirOrderAndOnlyWholeLinesUntilTheEnd)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    auto const before = session->log();

    write_to_log(*session, "first\r\nsecond");
    session->machine().devices.note_unimplemented("SOMETHING", 0x1234);
    auto const first = session->log();
    write_to_log(*session, " half\r\n");
    auto const second = session->log();

    ASSERT_EQ(first.size(), before.size() + 2);
    EXPECT_EQ(first[before.size()], "first");
    EXPECT_EQ(first[before.size() + 1], "SOMETHING is not implemented; it faulted at 0x1234");
    ASSERT_EQ(second.size(), before.size() + 3);
    EXPECT_TRUE(std::equal(first.begin(), first.end(), second.begin()));
    EXPECT_EQ(second.back(), "second half");
}

TEST(Log, NamesNoMoreThanAnybodyReadsOfWhatIsNotImplemented)
{
    auto const session = open_sample("trap_paths/hello_syscall");
    auto const before = session->log().size();

    for (int number = 0; number < 2'000; ++number)
        session->machine().devices.note_unimplemented("MSR " + std::to_string(number), 0x1234);

    auto const log = session->log();
    EXPECT_EQ(log.size() - before, 257u);
    EXPECT_EQ(log.back(), "more is not implemented than is named here");
}

} // namespace ringside::tests
