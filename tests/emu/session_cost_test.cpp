// The cost model is the counts times the parameters of its file, and says where the file is wrong.
#include "emu/cost/model.hpp"
#include "emu/cost/tables.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace ringside::tests {

namespace {

using cpu::Step;
using emu::CostKind;
using emu::CostModel;
using emu::Sums;
using testing::HasSubstr;
using testing::StartsWith;

emu::Outcome<CostModel> model_of(std::string_view text)
{
    return CostModel::read(text, "mine");
}

std::string sentence_about(std::string_view text)
{
    auto const model = model_of(text);
    return model.ok() ? "" : model.sentence();
}

// What stands below "[kind]", read line by line.
emu::CostParameter documented_parameter(std::string const& file, std::string_view kind)
{
    emu::CostParameter parameter;
    std::istringstream lines(file);
    bool within = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('['))
            within = line == "[" + std::string(kind) + "]";
        if (within && line.starts_with("cycles = "))
            parameter.cycles = std::stod(line.substr(9));
        if (within && line.starts_with("source = "))
            parameter.source = line.substr(9);
    }
    return parameter;
}

uint64_t count(Sums const& sums, CostKind kind)
{
    return emu::cost_counts(sums)[static_cast<std::size_t>(kind)];
}

} // namespace

TEST(CostModel, TheStandardOneIsTheDocumentedFileAndHasASourceForEachParameter)
{
    auto const file = read_file(source_folder() / "docs/cost_model.ini");

    auto const model = CostModel::standard();

    EXPECT_TRUE(model_of(file).ok());
    for (std::size_t i = 0; i < emu::cost_kinds; ++i) {
        auto const kind = static_cast<CostKind>(i);
        auto const documented = documented_parameter(file, emu::name(kind));
        EXPECT_GT(model[kind].cycles, 0) << emu::name(kind);
        EXPECT_NE(model[kind].source, "") << emu::name(kind);
        EXPECT_EQ(model[kind].cycles, documented.cycles) << emu::name(kind);
        EXPECT_EQ(model[kind].source, documented.source) << emu::name(kind);
    }
}

TEST(CostModel, MultipliesWhatWasCounted)
{
    auto const model =
        model_of("[instruction]\ncycles = 2\nsource = me\n[walk_access]\ncycles=10\nsource=me");
    Sums sums;
    sums.ring0 = 3;
    sums.ring3 = 4;
    sums.walk = {1, 8, 2, 16};

    EXPECT_DOUBLE_EQ(model.value().cycles(sums), 2 * 7 + 10 * 3);
}

TEST(CostModel, CountsNoTransitionThatWasRefused)
{
    Sums sums; // SYSCALL with EFER.SCE clear; the delivery of its #UD meets a gate that is not present
    sums.steps = {Step::check_sce,          Step::check_idt_limit, Step::read_gate,
                  Step::check_gate_present, Step::check_nt,        Step::check_sysenter_cs};

    for (auto const kind : {CostKind::syscall, CostKind::sysret, CostKind::interrupt_delivery, CostKind::iret,
                            CostKind::sysenter, CostKind::sysexit})
        EXPECT_EQ(count(sums, kind), 0u) << emu::name(kind);
}

TEST(CostModel, TellsTheTransitionsByTheirMicroSteps)
{
    Sums sums;
    sums.steps = {Step::check_sce,       Step::save_rcx,          Step::set_cpl,           Step::load_ss,
                  Step::check_idt_limit, Step::read_gate,         Step::set_cpl,           Step::mask_rflags,
                  Step::check_nt,        Step::load_rflags,       Step::set_cpl,           Step::check_sce,
                  Step::check_cpl,       Step::set_cpl,           Step::check_sysenter_cs, Step::clear_rflags,
                  Step::set_cpl,         Step::check_sysenter_cs, Step::check_cpl,         Step::set_cpl};
    sums.cr3_writes = 2;
    sums.tlb_flushes = 3;

    EXPECT_EQ(count(sums, CostKind::syscall), 1u);
    EXPECT_EQ(count(sums, CostKind::sysret), 1u);
    EXPECT_EQ(count(sums, CostKind::interrupt_delivery), 1u);
    EXPECT_EQ(count(sums, CostKind::iret), 1u);
    EXPECT_EQ(count(sums, CostKind::sysenter), 1u);
    EXPECT_EQ(count(sums, CostKind::sysexit), 1u);
    EXPECT_EQ(count(sums, CostKind::cr3_write), 2u);
    EXPECT_EQ(count(sums, CostKind::other_tlb_flush), 1u);
}

TEST(CostModel, NamesTheLineThatItCannotTake)
{
    EXPECT_THAT(sentence_about("# mine\n[sysfast]\n"),
                StartsWith("mine:2: there is no cost [sysfast]; there are"));
    EXPECT_THAT(sentence_about("[iret]\ncycles = -1\n"), StartsWith("mine:2: cycles are a number"));
    EXPECT_THAT(sentence_about("[iret]\ncycles = nan\n"), StartsWith("mine:2: cycles are a number"));
    EXPECT_THAT(sentence_about("[iret]\ncycles = 3\n"), StartsWith("mine:1: [iret] needs"));
    EXPECT_THAT(sentence_about("cycles = 3\n"), StartsWith("mine:1: a line is"));
    EXPECT_THAT(sentence_about("[iret]\nprice = 3\n"), StartsWith("mine:2: a line is"));
    EXPECT_THAT(sentence_about("[iret"), StartsWith("mine:1: a line is"));
}

TEST(CostModel, StaysWithin80ColumnsWhereverItsColumnsAreNarrower)
{
    emu::PageTable const table{"model",
                               std::string(100, 'x').replace(50, 1, " "),
                               {"a", "b", "c"},
                               {{"1", std::string(50, 'y'), "2"}, {"3", "4", std::string(50, 'z')}}};

    auto const text = emu::table_text(table);

    EXPECT_EQ(text.find(std::string(50, 'y') + "  2"), std::string::npos);
    EXPECT_THAT(text, HasSubstr("1  " + std::string(50, 'y') + "\n"));
    EXPECT_THAT(text, HasSubstr("3  " + std::string(50, 'z') + "\n"));
}

} // namespace ringside::tests
