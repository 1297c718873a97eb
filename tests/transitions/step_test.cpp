// The names of steps and transitions, and that each has a passage in the manual.
#include "tests/transitions/expectations.hpp"

#include <set>

namespace ringside::test {

namespace {

std::set<std::string_view> all_step_names()
{
    std::set<std::string_view> names;
    for (unsigned i = 0; i < static_cast<unsigned>(Step::count_); ++i)
        names.insert(name(static_cast<Step>(i)));
    return names;
}

unsigned names_found_again()
{
    unsigned found = 0;
    for (unsigned i = 0; i < static_cast<unsigned>(Step::count_); ++i)
        found += step_named(name(static_cast<Step>(i))) == static_cast<Step>(i) ? 1u : 0u;
    return found;
}

unsigned titles_of_every_pair()
{
    unsigned titled = 0;
    for (unsigned t = 0; t < static_cast<unsigned>(Transition::count_); ++t)
        for (unsigned s = 0; s < static_cast<unsigned>(Step::count_); ++s)
            titled += manual_title(static_cast<Transition>(t), static_cast<Step>(s)).starts_with("SDM Vol. ")
                          ? 1u
                          : 0u;
    return titled;
}

} // namespace

TEST(Steps, HaveDistinctNamesThatLeadBack)
{
    EXPECT_EQ(all_step_names().size(), static_cast<size_t>(Step::count_));
    EXPECT_EQ(names_found_again(), static_cast<unsigned>(Step::count_));
    EXPECT_EQ(step_named("no such step"), Step::count_);
}

TEST(Steps, AreNamedAsTheFormatsSay)
{
    EXPECT_EQ(name(Step::write_cr2), "write_cr2");
    EXPECT_EQ(name(Step::mask_rflags), "mask_rflags");
    EXPECT_EQ(name(Step::check_rcx_canonical), "check_rcx_canonical");
    EXPECT_EQ(name(Step::end_nmi_blocking), "end_nmi_blocking");
    EXPECT_EQ(name(Step::shutdown), "shutdown");
    EXPECT_EQ(name(Transition::software_interrupt), "software_interrupt");
    EXPECT_EQ(name(Transition::page_walk), "page_walk");
}

TEST(Steps, HaveAManualTitleInEveryTransition)
{
    EXPECT_EQ(titles_of_every_pair(),
              static_cast<unsigned>(Transition::count_) * static_cast<unsigned>(Step::count_));
    EXPECT_EQ(manual_title(Transition::exception, Step::read_ist), "SDM Vol. 3A, \"Interrupt Stack Table\"");
    EXPECT_EQ(manual_title(Transition::syscall, Step::save_rcx), "SDM Vol. 2B, \"SYSCALL—Fast System Call\"");
}

} // namespace ringside::test
