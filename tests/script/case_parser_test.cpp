// What a case file may say, and where an error is when it may not.
#include "emu/script/case_file.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>

namespace ringside::emu::script {

namespace {

CaseFile parse(std::string_view text)
{
    return parse_cases("some.case", text);
}

// "LINE:COLUMN: sentence", or "" if the text is fine.
std::string problem(std::string_view text)
{
    auto const file = parse(text);
    if (!file.problem)
        return "";
    return std::to_string(file.problem->at.line) + ":" + std::to_string(file.problem->at.column) + ": " +
           file.problem->sentence;
}

std::string problem_of_item(std::string const& item)
{
    return problem("case a\ngiven " + item + "\nrun nop\n");
}

std::string problem_of_expectation(std::string const& item)
{
    return problem("case a\nrun nop\nthen " + item + "\n");
}

} // namespace

TEST(CaseParser, ReadsTheCaseOfTheStyleGuide)
{
    auto const file = parse("case  add/signed-overflow\n"
                            "given rax=0x7fffffffffffffff rbx=1\n"
                            "run   add rax, rbx\n"
                            "then  rax=0x8000000000000000 flags=OSAP\n");

    ASSERT_FALSE(file.problem);
    ASSERT_EQ(file.cases.size(), 1u);
    EXPECT_EQ(file.cases[0].name, "add/signed-overflow");
    EXPECT_EQ(file.cases[0].given.size(), 2u);
    EXPECT_EQ(file.cases[0].given[0].number, 0x7fffffffffffffffu);
    EXPECT_EQ(file.cases[0].run[0].text, "add rax, rbx");
    EXPECT_EQ(file.cases[0].then[1].number, cpu::flag::of | cpu::flag::sf | cpu::flag::af | cpu::flag::pf);
}

TEST(CaseParser, AcceptsAByteOrderMarkAndCarriageReturns)
{
    EXPECT_EQ(problem("\xef\xbb\xbf# hello\r\ncase a\r\nrun nop\r\nthen\r\n"), "");
}

TEST(CaseParser, RefusesWhatIsNotUtf8WithItsPlace)
{
    EXPECT_EQ(problem("case a\nrun nop # caf\xe9\n"),
              "2:14: this byte is not UTF-8 text; save the file as UTF-8");
    EXPECT_EQ(problem(std::string_view("\xff\xfe"
                                       "c\0",
                                       4)),
              "1:1: this byte is not UTF-8 text; save the file as UTF-8");
    EXPECT_EQ(problem("case a\rrun nop\n"), "1:7: this byte is not UTF-8 text; save the file as UTF-8");
}

TEST(CaseParser, CountsColumnsInCharacters)
{
    EXPECT_EQ(problem("case \xc3\xa9\xe6\xa0\x88\ngiven rax=z\nrun nop\n").substr(0, 5), "2:11:");
    EXPECT_EQ(problem("case a\ngiven [1]=str \"\xe6\xa0\x88\" rax=z\nrun nop\n").substr(0, 5), "2:23:");
}

TEST(CaseParser, NamesAnUnknownKey)
{
    EXPECT_EQ(problem("cases a\n").substr(0, 26), "1:1: unknown key 'cases'; ");
    EXPECT_EQ(problem("  rax=1\n"), "1:3: an indented line continues the key above it, and there is none");
}

TEST(CaseParser, WantsRunOrBytesAndNotBoth)
{
    EXPECT_EQ(problem("case a\ngiven rax=1\n"), "1:1: case 'a' has nothing to run; give it 'run' or 'bytes'");
    EXPECT_EQ(problem("case a\nrun nop\nbytes 90\n"), "1:1: case 'a' has both 'run' and 'bytes'");
    EXPECT_EQ(problem("case a\nrun nop\nrun nop\n"), "3:1: 'run' stands twice in this case");
    EXPECT_EQ(problem("case a\nrun nop\ncase a\nrun nop\n"), "3:6: there is another case 'a'");
}

TEST(CaseParser, RepeatsGivenAndThen)
{
    auto const file = parse("case a\ngiven rax=1\ngiven rbx=2\n  rcx=3\nrun nop\nthen rax=1\nthen rbx=2\n");

    ASSERT_FALSE(file.problem);
    EXPECT_EQ(file.cases[0].given.size(), 3u);
    EXPECT_EQ(file.cases[0].then.size(), 2u);
    EXPECT_EQ(file.cases[0].then_lines, (std::vector<uint32_t>{6, 7}));
}

TEST(CaseParser, GivesWhatStandsBeforeTheFirstCaseToAll)
{
    auto const file = parse("mode compat\ngiven eax=1\ncase a\nrun nop\ncase b\nmode long\nrun nop\n");

    ASSERT_FALSE(file.problem);
    EXPECT_EQ(file.cases[0].mode, Mode::compat);
    EXPECT_EQ(file.cases[1].mode, Mode::long_mode);
    EXPECT_EQ(file.cases[1].given.size(), 1u);
}

TEST(CaseParser, ReadsRegistersOfEveryWidth)
{
    for (auto const* const name :
         {"rax", "eax", "ax", "al", "ah", "r8", "r8d", "r8w", "r8b", "sil", "spl", "r15b"})
        EXPECT_EQ(problem_of_item(std::string(name) + "=1"), "") << name;
    EXPECT_EQ(problem_of_item("al=256"), "2:10: '256' is no number of 8 bits (decimal or 0x...)");
    EXPECT_EQ(problem_of_item("al=-129"), "2:10: '-129' is no number of 8 bits (decimal or 0x...)");
    EXPECT_EQ(problem_of_item("rax=18446744073709551616").substr(0, 5), "2:11:");
    EXPECT_EQ(problem_of_item("r16=1"), "2:7: unknown item 'r16'");
    EXPECT_EQ(problem_of_item("r08=1"), "2:7: unknown item 'r08'");
    EXPECT_EQ(problem_of_item("rax"), "2:7: 'rax' is no item; items read NAME=VALUE");
    EXPECT_EQ(problem_of_item("rax="), "2:7: 'rax' has no value");
    EXPECT_EQ(problem_of_item("rax=1 2"), "2:13: '2' is no item; items read NAME=VALUE");
}

TEST(CaseParser, ReadsEveryOtherKindOfItem)
{
    for (auto const* const item : {"cf=1",
                                   "iopl=3",
                                   "flags=-",
                                   "flags=CZ",
                                   "[0x9000]=u8 1 2 255",
                                   "[0x9000]=u64 -1",
                                   "[0x9000]=str \"a # b\\n\"",
                                   "[0x9000]=bytes 0f0b90 cc",
                                   "[0x9000]=f64 1.5 -inf",
                                   "[0x9000]=f80 0x3fff8000000000000000",
                                   "xmm3=ff",
                                   "xmm15=f32 1 2 3 4",
                                   "xmm0=f64 1 2",
                                   "st0=1.5",
                                   "st7=empty",
                                   "mm1=0xff",
                                   "mxcsr=0x1f80",
                                   "fcw=0x37f",
                                   "fsw=0",
                                   "ring=0",
                                   "cr0=1",
                                   "cr8=1",
                                   "msr[LSTAR]=1",
                                   "msr[0xc0000082]=1",
                                   "idt[0x80].dpl=3",
                                   "idt[255].offset=0x1000",
                                   "gdt[6].limit=0xfffff",
                                   "gdt[6].l=1",
                                   "tss.rsp0=1",
                                   "tss.ist7=1",
                                   "gdtr.limit=1",
                                   "idtr.base=1",
                                   "tr=0x40",
                                   "cs=0x33",
                                   "page 0x9000 ro kernel nx",
                                   "page 0x9000 absent",
                                   "page 0x9000"})
        EXPECT_EQ(problem_of_item(item), "") << item;
    for (auto const* const item : {"fault=none", "fault=#UD", "fault=#GP(0x402)", "fault=#PF(6) cr2=0x9000",
                                   "flags=A?C", "steps=read_gate", "steps=read_gate,push_rip rax=1"})
        EXPECT_EQ(problem_of_expectation(item), "") << item;
}

TEST(CaseParser, SaysWhatIsWrongWithAnItem)
{
    EXPECT_EQ(problem_of_item("zf=2"), "2:10: 'zf' goes from 0 to 1");
    EXPECT_EQ(problem_of_item("flags=X"), "2:13: 'X' names flags by the letters O S Z A P C, or - for none");
    EXPECT_EQ(problem_of_item("flags=A?"), "2:13: 'given' sets a flag or not; '?' belongs to 'then'");
    EXPECT_EQ(problem_of_item("[0x9000=u8 1"), "2:7: '[0x9000' lacks its ']'");
    EXPECT_EQ(problem_of_item("[zz]=u8 1"), "2:7: 'zz' is no number (decimal or 0x...)");
    EXPECT_EQ(problem_of_item("[0]=u9 1"), "2:11: unknown type 'u9': u8 u16 u32 u64 f32 f64 f80 bytes str");
    EXPECT_EQ(problem_of_item("[0]=u8 1 256"), "2:16: '256' is no value of type u8");
    EXPECT_EQ(problem_of_item("[0xffffffffffffffff]=u8 1 2"),
              "2:7: '[0xffffffffffffffff]' goes past the last address");
    EXPECT_EQ(problem_of_item("[0]=str \"a"),
              "2:15: this text between quotes has no end or an unknown escape");
    EXPECT_EQ(problem_of_item("page 0x9000 readonly"),
              "2:19: 'readonly' is no attribute of a page: ro rw user kernel nx x absent");
    EXPECT_EQ(problem_of_item("msr[FOO]=1"), "2:7: 'msr[foo]' names no MSR; msr[EFER], msr[0xc0000080]");
    EXPECT_EQ(problem_of_item("fault=#UD"), "2:7: 'fault' belongs to 'then'");
    EXPECT_EQ(problem_of_item("ymm0=1"), "2:7: the processor of level v1 has no ymm registers");
    EXPECT_EQ(problem_of_expectation("fault=#GP"), "3:12: #GP has an error code: #GP(0)");
    EXPECT_EQ(problem_of_expectation("fault=#UD(1)"), "3:12: #UD has no error code");
    EXPECT_EQ(problem_of_expectation("steps=read_gate,jump"), "3:22: unknown micro-step 'jump'");
    EXPECT_EQ(problem_of_expectation("page 0x9000"), "3:6: 'page' belongs to 'given'");
}

TEST(CaseParser, SaysWhatIsWrongWithAKey)
{
    EXPECT_EQ(problem("case a\nmode real\nrun nop\n"),
              "2:6: 'real' is no mode; there are long, compat, protected");
    EXPECT_EQ(problem("case a\ncpu vendor=via\nrun nop\n"),
              "2:5: 'vendor=via' is no choice; there are vendor=intel vendor=amd level=v1");
    EXPECT_EQ(problem("case a\npoints many\nrun nop\n"), "2:8: 'many' is no number of points (0 to 65535)");
    EXPECT_EQ(problem("case a\nbytes 0f0\n"), "2:7: '0f0' is no hex; 'bytes' takes pairs of hex digits");
    EXPECT_EQ(problem("then rax=1\n"), "1:1: 'then' belongs to a case; begin one with: case NAME");
}

TEST(CaseParser, ReadsIncludesBesideTheFile)
{
    tests::TemporaryFolder const folder;
    folder.write("shared.inc", "given rax=5\n");
    auto const path = folder.write("a.case", "include shared.inc\ncase a\nrun nop\n");

    auto const file = read_case_file(path.string());

    ASSERT_FALSE(file.problem);
    EXPECT_EQ(file.cases[0].given.size(), 1u);
}

TEST(CaseParser, PlacesAnErrorInTheIncludedFile)
{
    tests::TemporaryFolder const folder;
    auto const shared = folder.write("shared.inc", "# one\ngiven rax=x\n");
    auto const path = folder.write("a.case", "include shared.inc\ncase a\nrun nop\n");

    auto const file = read_case_file(path.string());

    ASSERT_TRUE(file.problem);
    EXPECT_EQ(file.place(file.problem->at), shared.string() + ":2:11");
}

TEST(CaseParser, RefusesFilesThatIncludeEachOther)
{
    tests::TemporaryFolder const folder;
    auto const path = folder.write("a.case", "include a.case\ninclude a.case\n");

    auto const file = read_case_file(path.string());

    ASSERT_TRUE(file.problem);
    EXPECT_NE(file.problem->sentence.find("include each other"), std::string::npos);
}

TEST(CaseParser, RefusesWhatIsNoRegularFile)
{
    EXPECT_EQ(read_case_file("/nowhere/at/all.case").problem->sentence,
              "cannot read this file: there is no such file");
    EXPECT_EQ(read_case_file("/").problem->sentence, "cannot read this file: this is no regular file");
    EXPECT_EQ(read_case_file("/dev/zero").problem->sentence,
              "cannot read this file: this is no regular file");
}

} // namespace ringside::emu::script
