// What the window remembers, and what it does with a file that it cannot use.
#include "gui/settings.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace ringside::gui {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Settings unusual()
{
    Settings settings;
    settings.splits = {300, 310, 500, 250, 700};
    settings.theme = ThemeName::light;
    settings.letters = 24;
    settings.language = "zh";
    settings.recent = {"/tmp/my program", "/bin/true"};
    settings.keys = {{Command::micro_step, {{letter('m')}, {Key::f7, true, true}}}};
    settings.tour_seen = true;
    return settings;
}

void write(std::filesystem::path const& path, std::string const& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

TEST(Settings, SurviveTheWayToTextAndBack)
{
    auto const back = parse_settings(to_text(unusual()));

    ASSERT_TRUE(back.ok()) << back.sentence();
    EXPECT_EQ(back.value(), unusual());
    EXPECT_EQ(parse_settings(to_text({})).value(), Settings{});
}

TEST(Settings, NameTheLineThatIsNotUnderstood)
{
    EXPECT_EQ(parse_settings("version = 1\n\ntheme = pink\n").sentence(), "its line 3 is not understood");
    EXPECT_EQ(parse_settings("version = 1\ncolour = red\n").sentence(), "its line 2 is not understood");
    EXPECT_EQ(parse_settings("version = 1\nlayout = code 2000\n").sentence(), "its line 2 is not understood");
    EXPECT_EQ(parse_settings("version = 1\nkey.fly = F3\n").sentence(), "its line 2 is not understood");
    EXPECT_EQ(parse_settings("theme = dark\n").sentence(), "its line 1 is not understood");
    EXPECT_EQ(parse_settings("\x7f\x45\x4c\x46").sentence(), "its line 1 is not understood");
}

TEST(Settings, OfANewerVersionAreLeftAlone)
{
    EXPECT_EQ(parse_settings("version = 2\nholograms = yes\n").sentence(),
              "it is of a newer version of Ringside");
}

TEST(Settings, RememberTheNewestFilesOnce)
{
    std::vector<std::string> recent;
    for (char const* const file : {"/a", "/b", "/a", "/c"})
        remember(recent, file);

    EXPECT_THAT(recent, ElementsAre("/c", "/a", "/b"));
}

TEST(Settings, BindKeysAndTakeThemFromOthers)
{
    Settings settings;
    settings.keys = {{Command::micro_step, {{letter('s')}}}};

    Keys const keys = keys_with(settings);

    EXPECT_EQ(keys.command_for({letter('s')}), Command::micro_step);
    EXPECT_EQ(keys.command_for({Key::f12}), std::nullopt);
    EXPECT_EQ(keys.key_of(Command::instruction), "F11");
}

TEST(SettingsFile, IsMadeWithItsFolderAndReadAgain)
{
    tests::TemporaryFolder folder;
    std::filesystem::path const path =
        std::filesystem::path(folder.path()) / "config" / "ringside" / "config.ini";
    SettingsFile file(path);
    EXPECT_EQ(file.problem(), "");

    EXPECT_TRUE(file.save(unusual()).ok());

    EXPECT_EQ(SettingsFile(path).settings(), unusual());
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
}

TEST(SettingsFile, ThatIsBrokenIsReportedAndKept)
{
    tests::TemporaryFolder folder;
    std::filesystem::path const path = std::filesystem::path(folder.path()) / "config.ini";
    write(path, "what is this");

    SettingsFile file(path);

    EXPECT_EQ(file.settings(), Settings{});
    EXPECT_EQ(file.problem(), path.string() + " is ignored: its line 1 is not understood");
    EXPECT_TRUE(file.save(unusual()).ok());
    EXPECT_EQ(tests::read_file(path), "what is this");
}

TEST(SettingsFile, ThatIsAFolderOrTooLargeIsReported)
{
    tests::TemporaryFolder folder;
    std::filesystem::path const path = std::filesystem::path(folder.path()) / "config.ini";
    EXPECT_THAT(SettingsFile(folder.path()).problem(), HasSubstr("is ignored: it cannot be read"));
    write(path, std::string(100'000, '#'));

    EXPECT_THAT(SettingsFile(path).problem(), HasSubstr("is ignored: it cannot be read"));
}

TEST(SettingsFile, ThatCannotBeWrittenIsReported)
{
    SettingsFile file("/dev/null/ringside/config.ini");

    EXPECT_THAT(file.problem(), HasSubstr("cannot be written"));
    EXPECT_TRUE(file.save(unusual()).ok());
}

TEST(SettingsFile, WhoseWritingFailsIsReported)
{
    SettingsFile file("/proc/ringside/config.ini"); // root may write there, and yet cannot

    auto const saved = file.save(unusual());

    EXPECT_TRUE(!saved.ok() || !file.problem().empty());
}

} // namespace
} // namespace ringside::gui
