// The kernel's cpio reader: what it makes of archives, good and damaged.
#include "tests/kernel/tree.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ringside::tests {
namespace {

using kernel::Errno;

TEST(Initramfs, UsesContentsWhereTheyLieInTheArchive)
{
    Tree tree(CpioWriter().folder("etc").file("etc/text", "hello").finish());

    auto const bytes = tree.root().child("etc").value()->child("text").value()->contents();

    EXPECT_EQ(tree.report().sentence, nullptr);
    EXPECT_EQ(reinterpret_cast<char const*>(bytes.data()),
              tree.archive().data() + tree.archive().find("hello"));
    EXPECT_EQ(bytes.size(), 5U);
}

TEST(Initramfs, KeepsModeOwnerTimeAndLinkTarget)
{
    Tree tree(CpioWriter()
                  .add("run", {.mode = 0104711, .uid = 7, .gid = 8, .modified = 1735689600}, "x")
                  .link("to", "some/where")
                  .finish());

    auto const& run = tree.root().child("run").value()->attributes();
    std::array<char, 64> text = {};
    auto const length = tree.root().child("to").value()->link_text(text);

    EXPECT_EQ(run.mode, 0104711U);
    EXPECT_EQ(run.uid, 7U);
    EXPECT_EQ(run.gid, 8U);
    EXPECT_EQ(run.modified, 1735689600);
    EXPECT_EQ(std::string(text.data(), length.value()), "some/where");
}

TEST(Initramfs, MakesTheDirectoriesThatAPathPassesThrough)
{
    Tree tree(CpioWriter().file("./a/b/c", "deep").finish());

    EXPECT_EQ(tree.contents("/a/b/c"), "deep");
    EXPECT_EQ(tree.find("/a").value()->attributes().mode, 0040755U);
    EXPECT_EQ(tree.find("/a").value()->attributes().links, 3U);
}

TEST(Initramfs, GivesHardLinksTheContentsOfTheLastName)
{
    Tree tree(CpioWriter()
                  .add("one", {.links = 3, .number = 5})
                  .add("two", {.links = 3, .number = 5})
                  .add("three", {.links = 3, .number = 5}, "shared")
                  .finish());

    EXPECT_EQ(tree.contents("/one"), "shared");
    EXPECT_EQ(tree.contents("/two"), "shared");
    EXPECT_EQ(tree.find("/one").value()->attributes().number,
              tree.find("/three").value()->attributes().number);
}

TEST(Initramfs, ReadsArchivesThatFollowEachOther)
{
    Tree tree(CpioWriter().file("first", "1").finish() + std::string(512, '\0') +
              CpioWriter().file("second", "2").finish());

    EXPECT_EQ(tree.contents("/first"), "1");
    EXPECT_EQ(tree.contents("/second"), "2");
}

TEST(Initramfs, SaysWhereAnArchiveIsNoArchive)
{
    Tree tree(CpioWriter().file("good", "fine").finish() +
              "garbage that is long enough to look like a header...." + std::string(110, 'x'));

    EXPECT_STREQ(tree.report().sentence, "this is no cpio entry in newc format");
    EXPECT_EQ(tree.contents("/good"), "fine");
}

TEST(Initramfs, RefusesAnEntryThatReachesBeyondTheEnd)
{
    std::string archive = CpioWriter().file("file", "contents").finish();
    archive.replace(6 + 6 * 8, 8, "FFFFFFFF"); // the size

    Tree tree(archive);

    EXPECT_STREQ(tree.report().sentence, "an entry reaches beyond the archive's end");
}

TEST(Initramfs, StaysInsideAnyDamagedArchive)
{
    std::string const good = CpioWriter().folder("d").file("d/f", "some bytes").link("l", "d/f").finish();
    std::mt19937 random(1);

    for (int round = 0; round < 3000; ++round) {
        std::string damaged = good.substr(0, random() % good.size());
        for (int i = 0; i < 3 && !damaged.empty(); ++i) {
            damaged[random() % damaged.size()] = static_cast<char>(random());
        }
        Tree tree(damaged);
        EXPECT_TRUE(tree.find("/").value()->is_directory());
    }
}

} // namespace
} // namespace ringside::tests
