// Sentences of the machine in the window's language: what varies comes through as it is. Next:
// sentences_test.cpp, for those that are known.
#include "gui/text/told.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ringside::gui {
namespace {

std::string in_chinese(std::string_view sentence)
{
    return told(catalogue_for("zh_CN"), sentence);
}

TEST(Told, PutsWhatVariesIntoTheTranslation)
{
    EXPECT_EQ(in_chinese("exited with status 3"), "已退出，状态为 3");
    EXPECT_EQ(in_chinese("killed by signal 11 (SIGSEGV)"), "被信号 11（SIGSEGV）终止");
    EXPECT_EQ(in_chinese("the IDT has no gate 0x80"), "IDT 中没有门 0x80");
}

TEST(Told, FollowsTheOrderOfTheTranslation)
{
    EXPECT_EQ(in_chinese("PTE of 0x401000: R/W 0 → 1"), "0x401000 的 PTE：R/W 0 → 1");
    EXPECT_EQ(in_chinese("WRMSR refuses 0x4 for msr[EFER]"), "WRMSR 拒绝把 msr[EFER] 设为 0x4");
}

TEST(Told, TellsThePartsOfASentence)
{
    EXPECT_EQ(in_chinese("what if gate 0x80: DPL 0 → 3"), "假设：门 0x80：DPL 0 → 3");
    EXPECT_EQ(in_chinese("gate 0x80: offset 0x1 → 0x2"), "门 0x80：偏移 0x1 → 0x2");
    EXPECT_EQ(in_chinese("a.ini is ignored: its line 3 is not understood"),
              "a.ini 被忽略：它的第 3 行无法理解");
}

TEST(Told, TellsAChainOfFaultsLinkByLink)
{
    EXPECT_EQ(
        in_chinese("triple fault: the program or kernel met #GP(0x0); delivering #GP met #PF(0x2) at "
                   "0x10, and two such faults make a double fault (#DF); delivering #DF met #PF(0x0) at "
                   "0x18; a fault while delivering #DF shuts the processor down"),
        "三重故障：程序或内核遇到 #GP(0x0)；递交 #GP 时遇到 #PF(0x2)（地址 0x10），"
        "这样的两个故障合成双重故障（#DF）；递交 #DF 时遇到 #PF(0x0)（地址 0x18）；"
        "递交 #DF 时再发生故障，处理器就会关闭");
}

TEST(Told, LeavesTheWordsOfAGuestAsTheyAre)
{
    EXPECT_EQ(in_chinese("the kernel panicked: exited with status 3"), "内核崩溃：exited with status 3");
    EXPECT_EQ(in_chinese("the kernel panicked: {} {2} 100%"), "内核崩溃：{} {2} 100%");
    EXPECT_EQ(in_chinese("the kernel panicked: #PF(0x2) at 0x10"), "内核崩溃：#PF(0x2) at 0x10");
}

TEST(Told, LeavesNamesOfFilesAsTheyAre)
{
    std::string const name = "/tmp/{}: {2}: this is a FIFO; {";

    EXPECT_EQ(in_chinese(name + ": No such file or directory; check the name and the rights of the file"),
              name + "：No such file or directory；请检查文件名和权限");
    EXPECT_EQ(in_chinese(name + ": this is a directory; give a regular file"),
              name + "：这是目录；请给出普通文件");
    EXPECT_EQ(in_chinese("the picture " + name + " could not be packed"), "图片 " + name + " 无法压缩");
}

TEST(Told, LeavesTheLinesOfACompilerAsTheyAre)
{
    EXPECT_EQ(in_chinese("a.s: gcc could not build it; what it says:\nexited with status 3\n"),
              "a.s：gcc 无法构建它；它说：\nexited with status 3\n");
}

TEST(Told, LeavesASentenceAsItIsThatIsNotKnownAsAWhole)
{
    for (std::string const sentence :
         {"", "{}", " ", "exited with status", "exited with status ", "exited with status three",
          "exited with status 3 or so", "it exited with status 3", "Exited with status 3",
          "what happened at the gate", "main at home", "a: b: c", "已退出，状态为 3"})
        EXPECT_EQ(in_chinese(sentence), sentence);
}

TEST(Told, TakesTheSentenceWithTheMostWordsOfItsOwn)
{
    EXPECT_EQ(in_chinese("there is no field \"a\" in MSR 0x10"), "MSR 0x10 中没有字段“a”");
    EXPECT_EQ(in_chinese("rflags cannot hold 0x8"), "rflags 不能取值 0x8");
    EXPECT_EQ(in_chinese("rflags cannot hold 0x8 here: it would hold 0x0"),
              "rflags 在这里不能取值 0x8：它会变成 0x0");
}

TEST(Told, IsDoneWithALongSentenceAtOnce)
{
    std::string name;
    for (int i = 0; i < 200'000; ++i)
        name += ": segment 1; ";

    EXPECT_EQ(in_chinese(name + ": the file could not be read to its end; try again"),
              name + "：文件没能读到末尾；请再试一次");
    EXPECT_EQ(in_chinese(name), name);
}

TEST(Filled, PutsPiecesInTheirOrderOrByTheirNumber)
{
    EXPECT_EQ(filled("{} and {}", {"a", "b"}), "a and b");
    EXPECT_EQ(filled("{2}{1}{2}", {"a", "b"}), "bab");
    EXPECT_EQ(filled("{}", {"{} {1}"}), "{} {1}");
}

TEST(Filled, LeavesABraceThatIsNoHole)
{
    EXPECT_EQ(filled("{ {a} {0} {3} {", {"a", "b"}), "{ {a} {0} {3} {");
    EXPECT_EQ(filled("{} {} {}", {"a", "b"}), "a b {}");
    EXPECT_EQ(filled("", {"a"}), "");
}

} // namespace
} // namespace ringside::gui
