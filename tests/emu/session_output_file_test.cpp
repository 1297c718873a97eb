// Files that are written whole keep what open(2) would keep.
#include "emu/output_file.hpp"
#include "tests/support/folders.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace ringside::tests {

namespace {

std::string contents(std::filesystem::path const& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

mode_t rights(std::filesystem::path const& path)
{
    struct stat status
    {};
    stat(path.c_str(), &status);
    return status.st_mode & 07777;
}

class OutputFile : public testing::Test
{
protected:
    TemporaryFolder temporary;
    std::filesystem::path folder = temporary.path();
};

// Root may write every file: as somebody else it may not.
class Nobody
{
public:
    Nobody() : before_(geteuid()) { static_cast<void>(seteuid(before_ == 0 ? id : before_)); }
    ~Nobody() { static_cast<void>(seteuid(before_)); }
    Nobody(Nobody const&) = delete;
    Nobody& operator=(Nobody const&) = delete;

private:
    static constexpr uid_t id = 65534;
    uid_t before_;
};

} // namespace

TEST_F(OutputFile, OfWhichThereIsNoneGetsTheRightsThatTheUmaskLeaves)
{
    auto const path = folder / "new";
    auto const mask = umask(027);
    auto const error = emu::write_file(path.string(), "text");
    umask(mask);

    EXPECT_FALSE(error);
    EXPECT_EQ(contents(path), "text");
    EXPECT_EQ(rights(path), 0640u);
}

TEST_F(OutputFile, KeepsTheRightsItHas)
{
    auto const path = folder / "script";
    std::ofstream(path) << "before";
    chmod(path.c_str(), 0705);

    auto const error = emu::write_file(path.string(), "text");

    EXPECT_FALSE(error);
    EXPECT_EQ(contents(path), "text");
    EXPECT_EQ(rights(path), 0705u);
}

TEST_F(OutputFile, IsTheOneThatALinkLeadsTo)
{
    auto const path = folder / "target";
    auto const dangling = folder / "dangling";
    std::ofstream(path) << "before";
    std::filesystem::create_symlink("target", folder / "link");
    std::filesystem::create_symlink("made", dangling);

    auto const first = emu::write_file((folder / "link").string(), "text");
    auto const second = emu::write_file(dangling.string(), "new");

    EXPECT_FALSE(first);
    EXPECT_FALSE(second);
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
    EXPECT_EQ(contents(path), "text");
    EXPECT_TRUE(std::filesystem::is_symlink(dangling));
    EXPECT_EQ(contents(folder / "made"), "new");
}

TEST_F(OutputFile, KeepsItsOtherNames)
{
    auto const path = folder / "one";
    std::ofstream(path) << "before";
    std::filesystem::create_hard_link(path, folder / "other");

    auto const error = emu::write_file(path.string(), "text");

    EXPECT_FALSE(error);
    EXPECT_EQ(contents(folder / "other"), "text");
}

TEST_F(OutputFile, ThatMayNotBeWrittenIsNotReplaced)
{
    auto const path = folder / "protected";
    std::ofstream(path) << "before";
    chmod(path.c_str(), 0444);
    chmod(folder.c_str(), 0777);

    auto const error = [&] {
        Nobody const nobody;
        return emu::write_file(path.string(), "text");
    }();

    EXPECT_EQ(error, std::errc::permission_denied);
    EXPECT_EQ(contents(path), "before");
}

TEST_F(OutputFile, LeavesNothingBesideIt)
{
    emu::write_file((folder / "only").string(), "text");

    auto const files = std::distance(std::filesystem::directory_iterator(folder), {});

    EXPECT_EQ(files, 1);
}

TEST(OutputDevice, TellsThatItIsFull)
{
    EXPECT_EQ(emu::write_file("/dev/full", "text"), std::errc::no_space_on_device);
}

} // namespace ringside::tests
