// Path look-up as path_resolution(7) has it.
#include "kernel-model/files/path.hpp"
#include "tests/kernel/tree.hpp"

#include <gtest/gtest.h>

namespace ringside::tests {
namespace {

using kernel::Errno;
using kernel::Inode;
using kernel::LastLink;
using kernel::PathContext;
using kernel::Result;

Tree sample_tree()
{
    CpioWriter writer;
    writer.folder("a")
        .folder("a/b")
        .file("a/b/file", "found")
        .folder("closed", 0700)
        .file("closed/file", "secret");
    writer.link("absolute", "/a/b")
        .link("relative", "a/b/file")
        .link("a/up", "../relative")
        .link("dangling", "no");
    writer.link("loop1", "loop2").link("loop2", "loop1").link("slash", "a/b/file/");
    return Tree(writer.finish());
}

std::string found(Result<Inode*> result)
{
    return result.failed() ? std::string(kernel::find_errno(static_cast<int>(result.error()))->name)
                           : std::string(kernel::path_of(*result.value()));
}

TEST(PathLookUp, WalksNamesDotsAndRepeatedSlashes)
{
    Tree tree = sample_tree();

    EXPECT_EQ(found(tree.find("/a/b/file")), "/a/b/file");
    EXPECT_EQ(found(tree.find("//a/./b/../b//file")), "/a/b/file");
    EXPECT_EQ(found(tree.find("/../../a")), "/a");
    EXPECT_EQ(found(tree.find("/")), "/");
    EXPECT_EQ(found(tree.find("a/b/")), "/a/b");
}

TEST(PathLookUp, AnswersTheErrorsOfTheManualPage)
{
    Tree tree = sample_tree();

    EXPECT_EQ(found(tree.find("")), "ENOENT");
    EXPECT_EQ(found(tree.find("/a/none")), "ENOENT");
    EXPECT_EQ(found(tree.find("/none/file")), "ENOENT");
    EXPECT_EQ(found(tree.find("/a/b/file/more")), "ENOTDIR");
    EXPECT_EQ(found(tree.find("/a/b/file/")), "ENOTDIR");
    EXPECT_EQ(found(tree.find("/a/b/file/.")), "ENOTDIR");
    EXPECT_EQ(found(tree.find("/" + std::string(256, 'n'))), "ENAMETOOLONG");
    EXPECT_EQ(found(tree.find("/" + std::string(255, 'n'))), "ENOENT");
    EXPECT_EQ(found(tree.find(std::string(4096, '/'))), "ENAMETOOLONG");
    EXPECT_EQ(found(tree.find(std::string(4095, '/'))), "/");
}

TEST(PathLookUp, FollowsLinksInEveryPlace)
{
    Tree tree = sample_tree();

    EXPECT_EQ(found(tree.find("/absolute/file")), "/a/b/file");
    EXPECT_EQ(found(tree.find("/relative")), "/a/b/file");
    EXPECT_EQ(found(tree.find("/a/up")), "/a/b/file");
    EXPECT_EQ(found(tree.find("/absolute/")), "/a/b");
    EXPECT_EQ(found(tree.find("/absolute/../b")), "/a/b");
    EXPECT_EQ(found(tree.find("/dangling")), "ENOENT");
    EXPECT_EQ(found(tree.find("/slash")), "ENOTDIR");
    EXPECT_EQ(found(tree.find("/loop1")), "ELOOP");
}

TEST(PathLookUp, KeepsTheLastLinkIfAsked)
{
    Tree tree = sample_tree();
    PathContext const context = {tree.root(), tree.root()};

    EXPECT_EQ(found(look_up(context, "/absolute", LastLink::keep)), "/absolute");
    EXPECT_EQ(found(look_up(context, "/dangling", LastLink::keep)), "/dangling");
    EXPECT_EQ(found(look_up(context, "/absolute/", LastLink::keep)), "/a/b");
    EXPECT_EQ(found(look_up(context, "/absolute/file", LastLink::keep)), "/a/b/file");
}

TEST(PathLookUp, FollowsFortyLinksButNotOneMore)
{
    CpioWriter writer;
    writer.file("0", "end");
    for (int i = 1; i <= 41; ++i) {
        writer.link(std::to_string(i), "./" + std::to_string(i - 1));
    }
    Tree tree(writer.finish());

    EXPECT_EQ(found(tree.find("/40")), "/0");
    EXPECT_EQ(found(tree.find("/41")), "ELOOP");
}

TEST(PathLookUp, BeginsAtTheStartForRelativePaths)
{
    Tree tree = sample_tree();
    PathContext const context = {tree.root(), *tree.find("/a").value()};

    EXPECT_EQ(found(look_up(context, "b/file")), "/a/b/file");
    EXPECT_EQ(found(look_up(context, "..")), "/");
    EXPECT_EQ(found(look_up(context, "/a/b")), "/a/b");
}

TEST(PathLookUp, NeedsTheRightToSearchEachDirectory)
{
    Tree tree = sample_tree();
    PathContext const stranger = {tree.root(), tree.root(), 1000, 1000};

    EXPECT_EQ(found(look_up(stranger, "/closed/file")), "EACCES");
    EXPECT_EQ(found(look_up(stranger, "/closed")), "/closed");
    EXPECT_EQ(found(tree.find("/closed/file")), "/closed/file");
}

TEST(Permission, IsReadFromOwnerGroupAndOthers)
{
    Tree tree(CpioWriter().add("f", {.mode = 0100754, .uid = 7, .gid = 8}).finish());
    Inode const& inode = *tree.find("/f").value();
    auto const right = [&inode](uint32_t wanted, uint32_t uid, uint32_t gid) {
        auto const result = check_permission(inode, wanted, uid, gid);
        return result.failed() ? std::string(kernel::find_errno(static_cast<int>(result.error()))->name)
                               : std::string("yes");
    };
    constexpr uint32_t read = 4;
    constexpr uint32_t write = 2;
    constexpr uint32_t execute = 1;

    EXPECT_EQ(right(execute, 7, 0), "yes");
    EXPECT_EQ(right(execute, 1, 8), "yes");
    EXPECT_EQ(right(execute, 1, 1), "EACCES");
    EXPECT_EQ(right(read, 1, 1), "yes");
    EXPECT_EQ(right(write, 7, 8), "EROFS");
    EXPECT_EQ(right(execute, 0, 0), "yes");
}

TEST(DirectoryEntries, ComeInOrderFromAnyPosition)
{
    Tree tree(CpioWriter().file("x", "").file("y", "").folder("z").finish());
    kernel::DirectoryEntry entry;
    std::string names;

    for (size_t position = 0; tree.root().entry(position, entry); position = entry.next) {
        names += std::string(entry.name) + " ";
    }
    EXPECT_TRUE(tree.root().entry(3, entry));

    EXPECT_EQ(names, ". .. x y z ");
    EXPECT_EQ(entry.name, "y");
    EXPECT_FALSE(tree.root().entry(5, entry));
}

} // namespace
} // namespace ringside::tests
