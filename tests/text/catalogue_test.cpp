// Catalogues as msgfmt writes them, damaged ones, and those inside the binary.
// GNU gettext manual, "The Format of GNU MO Files".
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "gui/text/catalogue.hpp"
#include "tests/support/folders.hpp"
#include "tests/support/process.hpp"

namespace ringside::gui {
namespace {

char const* const chinese = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                            "msgid \"Registers\"\nmsgstr \"寄存器\"\n"
                            "msgid \"Step\"\nmsgstr \"单步\"\n"
                            "msgid \"Stack\"\nmsgstr \"栈\"\n";

std::string compiled(char const* source)
{
    tests::TemporaryFolder const folder;
    auto const po = folder.write("language.po", source);
    auto const mo = folder.path() / "language.mo";
    tests::run({"msgfmt", "-o", mo.string(), po.string()});
    return tests::read_file(mo);
}

std::span<std::byte const> bytes(std::string const& text)
{
    return std::as_bytes(std::span(text));
}

TEST(Catalogue, TranslatesEveryStringOfACompiledFile)
{
    std::string const file = compiled(chinese);

    Catalogue const tr(bytes(file));

    EXPECT_STREQ(tr("Registers"), "寄存器");
    EXPECT_STREQ(tr("Step"), "单步");
    EXPECT_STREQ(tr("Stack"), "栈");
}

TEST(Catalogue, ReturnsTheStringItselfWhereThereIsNoTranslation)
{
    std::string const file = compiled(chinese);

    Catalogue const tr(bytes(file));

    EXPECT_STREQ(tr("Ste"), "Ste");
    EXPECT_STREQ(tr("A string that nobody translated"), "A string that nobody translated");
    EXPECT_STREQ(tr(""), "");
    EXPECT_STREQ(Catalogue()("Registers"), "Registers");
}

TEST(Catalogue, TakesATruncatedFileForNone)
{
    std::string const file = compiled(chinese);

    for (std::size_t length = 0; length < file.size(); ++length) {
        std::string const part = file.substr(0, length);
        ASSERT_EQ(Catalogue(bytes(part)).size(), 0u) << length;
    }
}

TEST(Catalogue, TakesAFileWithAWildOffsetForNone)
{
    std::string file = compiled(chinese);
    std::uint32_t const originals = static_cast<unsigned char>(file[12]);
    std::memset(file.data() + originals + 4, 0xff, 4);

    Catalogue const tr(bytes(file));

    EXPECT_STREQ(tr("Registers"), "Registers");
}

TEST(Catalogue, IsInTheBinaryForEnglish)
{
    EXPECT_EQ(catalogue_names().front(), "en");
    EXPECT_STREQ(catalogue_for("en_GB.UTF-8")("no string of ours"), "no string of ours");
    EXPECT_EQ(catalogue_for("xx_YY").size(), catalogue_for("en").size());
    EXPECT_EQ(catalogue_for("C.UTF-8").size(), catalogue_for("en").size());
}

TEST(Catalogue, IsTheSameForEveryNameOfALanguage)
{
    for (char const* const name : {"zh", "zh_CN", "zh_CN.UTF-8", "zh_SG", "zh_Hans"})
        EXPECT_STREQ(catalogue_for(name)("Registers"), "寄存器") << name;
    EXPECT_STREQ(catalogue_for("zh_TW")("Registers"), "Registers"); // other letters
}

// Every string that the build collected is found again: this compares msgfmt's count with ours.
TEST(Catalogue, KnowsEveryStringThatTheBuildCollected)
{
    auto const file = tests::build_folder() / "gui/text/en.po";
    std::string const said = tests::run({"msgfmt", "--statistics", "-o", "/dev/null", file.string()}).errors;

    std::size_t const collected = std::strtoul(said.c_str(), nullptr, 10);

    EXPECT_EQ(catalogue_for("en").size(), collected + 1) << said; // and the header
}

} // namespace
} // namespace ringside::gui
