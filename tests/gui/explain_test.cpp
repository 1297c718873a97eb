// Every micro-step has a name in docs/formats.md, a sentence that explains it and a manual's title. Next:
// gui/view/explain.cpp.
#include "gui/view/builder.hpp"
#include "gui/view/step_words.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace ringside::gui {
namespace {

using cpu::Step;
using cpu::Transition;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

std::vector<Step> all_steps()
{
    std::vector<Step> steps;
    for (unsigned i = 0; i < static_cast<unsigned>(Step::count_); ++i)
        steps.push_back(static_cast<Step>(i));
    return steps;
}

std::vector<Transition> all_transitions()
{
    std::vector<Transition> transitions;
    for (unsigned i = 1; i < static_cast<unsigned>(Transition::count_); ++i)
        transitions.push_back(static_cast<Transition>(i));
    return transitions;
}

cpu::StepRecord record_of(Transition transition, Step step)
{
    return {.step = step, .transition = transition};
}

// Steps that have no sentence, in whatever transition they occur.
std::vector<std::string> unexplained()
{
    std::vector<std::string> names;
    for (Step const step : all_steps())
        for (Transition const transition : all_transitions())
            if (meaning_of(Catalogue(), record_of(transition, step)).empty())
                names.push_back(std::string(cpu::name(transition)) + " " + std::string(cpu::name(step)));
    return names;
}

std::vector<std::string> without_a_manual()
{
    std::vector<std::string> names;
    for (Step const step : all_steps())
        for (Transition const transition : all_transitions())
            if (cpu::manual_title(transition, step).empty())
                names.emplace_back(cpu::name(step));
    return names;
}

// Sentences end with a period, so that they can be read aloud.
std::vector<std::string> not_sentences()
{
    std::vector<std::string> texts;
    for (Step const step : all_steps())
        for (Transition const transition : all_transitions())
            if (std::string const text = meaning_of(Catalogue(), record_of(transition, step));
                !text.empty() && (!text.ends_with('.') || text.find("  ") != std::string::npos))
                texts.push_back(text);
    return texts;
}

// What docs/formats.md calls micro-steps: the words in backquotes of its section.
std::vector<std::string> documented_names()
{
    std::string const document = tests::read_file(tests::source_folder() / "docs/formats.md");
    auto const begin = document.find("## Micro-steps");
    std::string const section = document.substr(begin, document.find("\n## ", begin + 1) - begin);
    std::regex const name("\\b[a-z][a-z0-9]*_[a-z0-9_]+\\b");
    std::vector<std::string> names;
    for (std::sregex_iterator match(section.begin(), section.end(), name), end; match != end; ++match)
        if (std::find(names.begin(), names.end(), match->str()) == names.end())
            names.push_back(match->str());
    return names;
}

std::vector<std::string> unknown_names()
{
    std::vector<std::string> names = documented_names();
    names.erase(std::remove_if(names.begin(), names.end(),
                               [](std::string const& name) { return cpu::step_named(name) != Step::count_; }),
                names.end());
    return names;
}

TEST(Explanations, ThereIsASentenceForEveryMicroStep)
{
    EXPECT_THAT(unexplained(), IsEmpty());
    EXPECT_THAT(not_sentences(), IsEmpty());
}

TEST(Explanations, EveryMicroStepHasAManualsTitle)
{
    EXPECT_THAT(without_a_manual(), IsEmpty());
    EXPECT_THAT(std::string(cpu::manual_title(Transition::syscall, Step::save_rcx)),
                StartsWith("SDM Vol. 2B"));
}

TEST(Explanations, EveryDocumentedNameIsAMicroStep)
{
    EXPECT_THAT(documented_names(), SizeIs(testing::Gt(50u)));
    EXPECT_THAT(unknown_names(), IsEmpty());
}

cpu::StepRecord changing(Transition transition, Step step, uint64_t before, uint64_t value)
{
    return {.step = step,
            .transition = transition,
            .place = cpu::Place::register_,
            .before = before,
            .value = value};
}

cpu::StepRecord pushing(Transition transition, Step step, uint64_t address, uint64_t value)
{
    return {.step = step,
            .transition = transition,
            .place = cpu::Place::stack,
            .written_bytes = 8,
            .address = address,
            .value = value};
}

std::vector<std::string> texts_of(Transition transition, std::initializer_list<Step> steps)
{
    std::vector<std::string> texts;
    for (Step const step : steps)
        texts.push_back(meaning_of(Catalogue(), record_of(transition, step)));
    return texts;
}

constexpr uint64_t users_stack = 0x7fff'ffff'e000;
constexpr uint64_t kernels_stack = 0xffff'c900'0000'4000;

TEST(Explanations, SayTheRingChangesOnlyWhereItDoes)
{
    Catalogue const tr;

    EXPECT_THAT(meaning_of(tr, changing(Transition::exception, Step::set_cpl, 3, 0)), HasSubstr("changes"));
    EXPECT_EQ(meaning_of(tr, changing(Transition::exception, Step::set_cpl, 0, 0)),
              "The ring stays the same.");
    EXPECT_EQ(meaning_of(tr, changing(Transition::iret, Step::set_cpl, 0, 0)), "The ring stays the same.");
    EXPECT_EQ(meaning_of(tr, changing(Transition::iret, Step::set_cpl, 0, 3)),
              "The ring is the program's again.");
    EXPECT_EQ(meaning_of(tr, changing(Transition::far_branch, Step::set_cpl, 3, 3)),
              "The ring stays the same.");
    EXPECT_THAT(meaning_of(tr, changing(Transition::far_branch, Step::set_cpl, 0, 1)),
                HasSubstr("other rights"));
}

TEST(Explanations, TellAnotherStackFromThePresentOne)
{
    Catalogue const tr;
    auto const meaning = [&](uint64_t before, uint64_t value) {
        return meaning_of(tr, changing(Transition::exception, Step::load_rsp, before, value));
    };

    EXPECT_THAT(meaning(users_stack, kernels_stack), HasSubstr("user's stack is left alone"));
    EXPECT_THAT(meaning(kernels_stack - 8, kernels_stack - 16), HasSubstr("stack stays the same"));
    EXPECT_THAT(meaning(users_stack - 8, users_stack - 16), HasSubstr("stack stays the same"));
    EXPECT_THAT(meaning(kernels_stack - 8, kernels_stack + 0x4000), HasSubstr("the TSS names"));
}

TEST(Explanations, SayWhoWasInterrupted)
{
    Catalogue const tr;
    auto const meaning = [&](Step step, uint64_t value) {
        return meaning_of(tr, pushing(Transition::external_interrupt, step, kernels_stack - 8, value));
    };

    EXPECT_THAT(meaning(Step::push_ss, 0x2b), HasSubstr("new stack"));
    EXPECT_THAT(meaning(Step::push_ss, 0x18), Not(HasSubstr("new stack")));
    EXPECT_THAT(meaning(Step::push_rsp, users_stack), HasSubstr("user's stack"));
    EXPECT_THAT(meaning(Step::push_rsp, kernels_stack), Not(HasSubstr("user")));
    EXPECT_THAT(meaning(Step::push_cs, 0x33), HasSubstr("which ring it was called from"));
    EXPECT_THAT(meaning(Step::push_cs, 0x10), HasSubstr("the kernel itself"));
}

TEST(Explanations, SayThatInterruptsAreOffOnlyWhereTheyAre)
{
    Catalogue const tr;
    auto const meaning = [&](Transition transition, Step step, uint64_t before, uint64_t value) {
        return meaning_of(tr, changing(transition, step, before, value));
    };

    EXPECT_THAT(meaning(Transition::syscall, Step::mask_rflags, 0x202, 0x2), HasSubstr("interrupts off"));
    EXPECT_THAT(meaning(Transition::syscall, Step::mask_rflags, 0x202, 0x202),
                HasSubstr("interrupts stay on"));
    EXPECT_THAT(meaning(Transition::sysenter, Step::clear_rflags, 0x202, 0x2), StartsWith("IF is cleared"));
    EXPECT_THAT(meaning(Transition::sysenter, Step::clear_rflags, 0x2, 0x2), StartsWith("IF was 0"));
}

// No gate of the IDT, no handler and nobody who was interrupted.
TEST(Explanations, SpeakOfCallersAndTargetsInAFarBranch)
{
    auto const texts =
        texts_of(Transition::far_branch,
                 {Step::check_gate_type, Step::check_gate_dpl, Step::check_code_descriptor, Step::load_rsp,
                  Step::push_ss, Step::push_rsp, Step::push_cs, Step::push_rip, Step::load_cs, Step::load_rip,
                  Step::set_cpl, Step::pop_rip, Step::pop_cs, Step::pop_rsp, Step::pop_ss});

    EXPECT_THAT(texts, Each(Not(testing::ContainsRegex("interrupt|handler|INT 14|kernel"))));
}

TEST(Explanations, SayWhichControlRegisterWasWritten)
{
    Catalogue const tr;
    emu::TransitionView transition;
    transition.transition = Transition::control_register;
    transition.vector = 4;

    EXPECT_EQ(name_of(tr, transition), "MOV CR4");
    EXPECT_THAT(meaning_of(tr, changing(Transition::control_register, Step::load_cr3, 0x1000, 0x1000)),
                HasSubstr("same page tables"));
}

TEST(StepWords, CompareANullSelectorWithNoLimit)
{
    cpu::StepRecord null = record_of(Transition::iret, Step::check_stack_selector);
    null.what = "SS selector is null";
    cpu::StepRecord limit = record_of(Transition::iret, Step::check_stack_selector);
    limit.what = "GDT limit";
    limit.before = 0x2f;
    limit.value = 0x7f;

    EXPECT_EQ(short_value(null), "0");
    EXPECT_EQ(short_value(limit), "2f ≤ 7f");
}

TEST(StepWords, SayWhatACheckCompared)
{
    cpu::StepRecord limit = record_of(Transition::software_interrupt, Step::check_idt_limit);
    limit.before = 0x80f;
    limit.value = 0xfff;
    cpu::StepRecord present = record_of(Transition::software_interrupt, Step::check_gate_present);
    present.value = 1;
    present.fault = {cpu::Vector::segment_not_present, 0x402};

    EXPECT_EQ(step_words(Catalogue(), limit), "IDT limit fff ≥ 80f");
    EXPECT_EQ(failure_words(Catalogue(), present), "gate P 0 ≠ 1 → #NP, error code 0x402");
}

TEST(StepWords, SayWhereAPushedWordGoes)
{
    cpu::StepRecord push = record_of(Transition::software_interrupt, Step::push_ss);
    push.place = cpu::Place::stack;
    push.what = "SS";
    push.written_bytes = 8;
    push.address = 0xffffc90000003ff8;
    push.value = 0x2b;

    EXPECT_EQ(step_words(Catalogue(), push), "SS 2b → [ffffc90000003ff8], 8 B");
}

TEST(StepWords, SayThatACheckPassedBecauseRingsAreOff)
{
    cpu::StepRecord check = record_of(Transition::software_interrupt, Step::check_gate_dpl);
    check.before = 3;
    check.waived = true;

    EXPECT_EQ(step_words(Catalogue(), check), "gate DPL 0 < CPL 3, passed because rings are off");
}

} // namespace
} // namespace ringside::gui
