// When a case passes, and above all when it does not.
#include "emu/script/case_runner.hpp"

#include <gtest/gtest.h>

namespace ringside::emu::script {

namespace {

// The complaints about the one case of a text, joined; "" = it passed.
std::string verdict(std::string_view text)
{
    auto const file = parse_cases("some.case", text);
    if (file.problem)
        return "problem: " + file.problem->sentence;
    auto const& test = file.cases.front();
    auto const program = assemble_program(test);
    if (program.problem)
        return "problem: " + program.problem->sentence;
    std::string all;
    for (auto const& complaint : run_case(test, program, cpu::Vendor::intel).complaints)
        all += (all.empty() ? "" : "; ") + complaint;
    return all;
}

} // namespace

TEST(CaseRunner, PassesWhatIsNamedAndSo)
{
    EXPECT_EQ(verdict("case a\ngiven rax=1 rbx=2\nrun add rax, rbx\nthen rax=3 flags=P\n"), "");
}

TEST(CaseRunner, FailsWhatIsNamedAndOtherwise)
{
    EXPECT_EQ(verdict("case a\nrun mov eax, 5\nthen rax=6\n"), "rax is 0x5, expected 0x6");
    EXPECT_EQ(verdict("case a\nrun mov byte [0x9000], 5\nthen [0x9000]=u8 6\n"),
              "[0x9000] is 05, expected 06");
    EXPECT_EQ(verdict("case a\nrun stc\nthen cf=0\n"), "cf is 1, expected 0");
}

TEST(CaseRunner, FailsWhatChangedAndIsNotNamed)
{
    EXPECT_EQ(verdict("case a\nrun mov eax, 5\nthen\n"), "rax changed from 0x0 to 0x5 and is not named");
    EXPECT_EQ(verdict("case a\nrun stc\nthen\n"), "cf changed from 0 to 1 and is not named");
    EXPECT_EQ(verdict("case a\nrun push 1\nthen rsp=0x7ff8\n"),
              "[0x7ff8] changed from 00 to 01 and is not named");
    EXPECT_EQ(verdict("case a\ngiven rax=-1\nrun mov eax, 5\nthen eax=5\n"),
              "rax is 0x5, expected 0xffffffff00000005");
    EXPECT_EQ(verdict("case a\ngiven ring=0\nrun swapgs\ngiven msr[GS_BASE]=5\nthen\n"), "");
}

TEST(CaseRunner, LeavesUndefinedFlagsAlone)
{
    EXPECT_EQ(verdict("case a\ngiven rax=3 rbx=5\nrun mul rbx\nthen rax=15\n"), "");
    EXPECT_EQ(verdict("case a\ngiven rax=1 of=1\nrun shl rax, 2\nthen rax=4\n"), "");
}

TEST(CaseRunner, HoldsFlagsThatAreDefinedForTheCount)
{
    EXPECT_EQ(verdict("case a\ngiven rax=0x4000000000000000\nrun shl rax, 1\nthen rax=0x8000000000000000\n"),
              "pf changed from 0 to 1 and is not named; sf changed from 0 to 1 and is not named; "
              "of changed from 0 to 1 and is not named");
}

TEST(CaseRunner, EndsAtTheFaultThatIsNamed)
{
    EXPECT_EQ(verdict("case a\nrun mov eax, 1\n  mov [0xa000], eax\nthen rax=1 fault=#PF(6) cr2=0xa000\n"),
              "");
    EXPECT_EQ(verdict("case a\nrun mov [0xa000], eax\nthen fault=#PF(6) cr2=0xb000\n"),
              "cr2 would be 0xa000, expected 0xb000");
    EXPECT_EQ(verdict("case a\nrun ud2\nthen fault=#GP(0)\n"), "there was #UD, expected #GP(0)");
    EXPECT_EQ(verdict("case a\nrun nop\nthen fault=#GP(0)\n"), "there was no fault, expected #GP(0)");
}

TEST(CaseRunner, FailsAFaultThatNobodyExpects)
{
    EXPECT_EQ(verdict("case a\nrun ud2\nthen\n"), "there was #UD, and neither fault= nor steps= expects it");
    EXPECT_EQ(verdict("case a\nrun ud2\nthen fault=none\n"), "there was #UD, expected none");
}

TEST(CaseRunner, TakesTopFromTheMachineIfOnlyRegistersAreNamed)
{
    EXPECT_EQ(verdict("case a\nrun fld1\nthen st0=1\n"), "");
    EXPECT_EQ(verdict("case a\nrun fld1\n  fldz\nthen st0=f80 0 st1=1\n"), "");
    EXPECT_EQ(verdict("case a\ngiven fsw=0x3000 st0=2 st1=3\nrun faddp\nthen st0=5\n"), "");
    EXPECT_EQ(verdict("case a\nrun fld1\n  fldz\nthen st0=0\n"),
              "st1 changed from empty to 0x3fff8000000000000000 and is not named");
    EXPECT_EQ(verdict("case a\nrun fld1\nthen st0=2\n"),
              "st0 is 0x3fff8000000000000000, expected 0x40008000000000000000");
    EXPECT_EQ(verdict("case a\nrun fld1\nthen fsw=0 st0=1\n").substr(0, 31),
              "fsw is 0x3800, expected 0x0; st");
}

TEST(CaseRunner, WantsStepsInTheirOrder)
{
    EXPECT_EQ(verdict("case a\nrun int 0x80\nthen steps=read_gate,push_ss,push_rip,set_cpl\n"), "");
    EXPECT_NE(verdict("case a\nrun int 0x80\nthen steps=push_rip,push_ss\n")
                  .find("micro-step push_ss did not occur"),
              std::string::npos);
}

TEST(CaseRunner, ComparesWhatATransitionAnnouncedIfItIsNamed)
{
    EXPECT_EQ(verdict("case a\nrun int 0x80\nthen steps=push_rip [0xffffffff80005fd8]=u64 0x1003\n"),
              "[0xffffffff80005fd8] is 02, expected 03");
}

TEST(CaseRunner, FailsAnEndlessLoop)
{
    EXPECT_EQ(verdict("case a\nrun top: jmp top\nthen\n"), "is not through after 1,000,000 instructions");
}

TEST(CaseRunner, ExplainsAShutdown)
{
    EXPECT_EQ(verdict("case a\ngiven idtr.limit=0\nrun ud2\nthen\n").substr(0, 24),
              "the processor shut down:");
    EXPECT_EQ(verdict("case a\ngiven idtr.limit=0\nrun ud2\nthen steps=double_fault,shutdown\n"), "");
}

TEST(CaseRunner, MapsOnlyWhatTheCaseNames)
{
    EXPECT_EQ(
        verdict("case a\ngiven [0x9ffe]=u32 5\nrun mov eax, [0x9000]\n  mov ebx, [0xa000]\nthen ebx=0\n"),
        "");
    EXPECT_EQ(verdict("case a\nrun mov eax, [0x9000]\nthen fault=#PF(4)\n"), "");
    EXPECT_EQ(verdict("case a\ngiven page 0x9000 ro\nrun mov [0x9000], eax\nthen fault=#PF(7)\n"), "");
}

TEST(CaseRunner, RefusesMemoryThatAMachineDoesNotHave)
{
    auto const file = parse_cases("some.case", "case a\nmode protected\ngiven [0x80000000]=u8 1\nrun nop\n");
    ASSERT_FALSE(file.problem);
    auto const prepared = prepare(file.cases[0], assemble_program(file.cases[0]), cpu::Vendor::intel);
    ASSERT_EQ(prepared.index(), 1u);
    EXPECT_EQ(std::get<Problem>(prepared).sentence, "the machine of this case has no memory at that address");
}

} // namespace ringside::emu::script
