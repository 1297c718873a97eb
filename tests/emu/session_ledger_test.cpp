// A request's places and the growth of its figures: every place is one at which a session stands, and the
// sums up to the last are those of `ringside compare`.
#include "emu/compare/ledger.hpp"
#include "emu/compare/report.hpp"
#include "emu/machine.hpp"
#include "programs/bundled.hpp"
#include "tests/emu/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::tests {

namespace {

using emu::Figures;
using emu::Ledger;
using emu::Measured;
using emu::Phase;
using emu::Session;
using emu::Stand;
using testing::HasSubstr;

std::unique_ptr<Session> opened(std::string_view program, emu::History history)
{
    emu::Options options;
    options.history = history;
    if (program.ends_with("syscall32"))
        options.model.vendor = cpu::Vendor::amd;
    auto session = Session::open(std::string(program), find_bundled(program).file, options);
    EXPECT_TRUE(session.ok()) << session.sentence();
    return std::move(session.value());
}

Ledger ledger_of(std::string_view program, uint64_t trap = 0)
{
    auto const session = opened(program, emu::History::none);
    auto ledger = emu::keep_ledger(*session, trap);
    EXPECT_TRUE(ledger.ok()) << ledger.sentence();
    return std::move(ledger.value());
}

// What `ringside compare --json` would print for these figures.
std::string json_of(Measured measured, Figures const& figures)
{
    for (std::size_t i = 0; i < emu::phase_count; ++i)
        measured.phases[i] = figures[i];
    measured.nested = figures[emu::nested_row];
    return emu::comparison_json("request", {measured});
}

std::size_t stand_at(Ledger const& ledger, Phase phase, uint64_t steps)
{
    for (std::size_t i = 0; i < ledger.stands.size(); ++i)
        if (ledger.stands[i].phase == phase && ledger.stands[i].steps == steps)
            return i;
    ADD_FAILURE() << "no such stand";
    return 0;
}

// The stands at which a session does not stand where it was sent, in words.
std::string misses(Session& session, Ledger const& ledger)
{
    std::string text;
    for (std::size_t i = 0; i < ledger.stands.size(); ++i) {
        Stand const& stand = ledger.stands[i];
        static_cast<void>(session.go_to_time(stand.time, stand.micro_step));
        auto const position = session.position();
        auto const lamp = session.lamp() == emu::Lamp::hardware;
        if (position.time != stand.time || position.micro_step != stand.micro_step ||
            session.state().cpl != stand.ring || lamp != stand.mid_transition ||
            ledger.find(position.time, position.micro_step) != i)
            text += std::to_string(i) + " ";
    }
    return text;
}

class EveryPath : public testing::TestWithParam<char const*>
{};

} // namespace

TEST_P(EveryPath, SumsUpToWhatCompareMeasures)
{
    auto const measured = emu::measure(*opened(GetParam(), emu::History::none));
    auto const ledger = ledger_of(GetParam());

    auto const figures = ledger.figures_at(ledger.stands.size() - 1);

    EXPECT_EQ(json_of(ledger.measured, figures), emu::comparison_json("request", {measured.value()}));
}

TEST_P(EveryPath, NamesPlacesAtWhichASessionStands)
{
    auto const ledger = ledger_of(GetParam());
    auto const session = opened(GetParam(), emu::History::keep);

    EXPECT_EQ(misses(*session, ledger), "");
}

INSTANTIATE_TEST_SUITE_P(Ledger, EveryPath,
                         testing::Values("getpid_syscall", "getpid_int80", "getpid_int80-32",
                                         "getpid_sysenter", "getpid_syscall32", "getpid_call", "time_vdso",
                                         "time_vsyscall", "write_syscall", "write_int80", "trap_pf",
                                         "trap_ud"),
                         [](auto const& parameter) {
                             std::string name = parameter.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(Ledger, CountsInt80PushByPush)
{
    auto const ledger = ledger_of("getpid_int80");

    auto const at_push_ss = ledger.figures_at(stand_at(ledger, Phase::hardware_entry, 15));
    auto const behind = ledger.figures_at(stand_at(ledger, Phase::hardware_entry, 23));

    auto const entry = static_cast<std::size_t>(Phase::hardware_entry);
    EXPECT_EQ(ledger.steps_in(Phase::hardware_entry), 23u);
    EXPECT_EQ(at_push_ss[entry].hardware, (emu::Traffic{3, 32, 1, 8}));
    EXPECT_EQ(at_push_ss[entry].stack_bytes, 8u);
    EXPECT_EQ(at_push_ss[entry].ring3, 0u);
    EXPECT_EQ(behind[entry].hardware, (emu::Traffic{3, 32, 5, 40}));
    EXPECT_EQ(behind[entry].ring3, 1u);
}

TEST(Ledger, FindsThePlaceBehindATransitionAsItsLastMicroStep)
{
    auto const ledger = ledger_of("getpid_syscall");
    auto const last = stand_at(ledger, Phase::hardware_entry, 9);

    EXPECT_EQ(ledger.find(ledger.stands[last].time + 1, 0), last);
    EXPECT_EQ(ledger.find(ledger.stands.back().time + 100, 0), std::nullopt);
    EXPECT_EQ(ledger.find(ledger.stands.front().time - 1, 0), std::nullopt);
}

TEST(Ledger, DrawsTheMiddleOfALongPhaseTogether)
{
    emu::Options options;
    options.history = emu::History::none;
    auto const session = Session::open(guest("long_request").string(), options);
    ASSERT_TRUE(session.ok()) << session.sentence();
    auto const kept = emu::keep_ledger(*session.value(), 0);
    ASSERT_TRUE(kept.ok()) << kept.sentence();
    Ledger const& ledger = kept.value();

    ASSERT_GT(ledger.stands.size(), 2 * emu::stands_at_an_end);
    EXPECT_LT(ledger.stands.size(), 4 * emu::stands_at_an_end);
    EXPECT_EQ(json_of(ledger.measured, ledger.figures_at(ledger.stands.size() - 1)),
              emu::comparison_json("request", {ledger.measured}));
    EXPECT_GT(std::max_element(ledger.stands.begin(), ledger.stands.end(),
                               [](Stand const& a, Stand const& b) { return a.passed < b.passed; })
                  ->passed,
              1000u);
}

TEST(Ledger, TakesTheRequestRoundTheNthSystemCall)
{
    auto const second = ledger_of("hello_syscall", 2);
    auto const marked = ledger_of("getpid_syscall", 2);

    EXPECT_EQ(second.measured.path, "syscall");
    EXPECT_EQ(second.call, "exit_group");
    EXPECT_EQ(second.measured.end, "exited with status 0");
    EXPECT_GT(second.begin.time, ledger_of("hello_syscall", 1).begin.time);
    EXPECT_EQ(marked.request.begin_time, ledger_of("getpid_syscall").request.begin_time);
}

TEST(Ledger, RefusesASystemCallThatIsNotMade)
{
    auto const session = opened("hello_syscall", emu::History::none);

    auto const ledger = emu::keep_ledger(*session, 99);

    EXPECT_FALSE(ledger.ok());
    EXPECT_THAT(ledger.sentence(), HasSubstr("hello_syscall makes no system call number 99"));
}

} // namespace ringside::tests
