// docs/window.md and docs/formats.md against the code, both ways: every name and key in them is there, and
// what is there is named in them. The lines of the window's report: window_test.cpp.
#include "cpu/transitions/step.hpp"
#include "gui/frame.hpp"
#include "gui/help.hpp"
#include "gui/keys.hpp"
#include "tests/support/documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::gui {
namespace {

using testing::Contains;
using testing::Not;
using testing::UnorderedElementsAreArray;
using namespace tests;

Command command_named(std::string const& name)
{
    for (CommandName const& one : command_names())
        if (one.name == name)
            return one.command;
    return Command::none;
}

// The rows of the tables of keys: the keys, the command's name, what it does.
std::vector<std::vector<std::string>> rows_of_keys()
{
    return table_rows(section_of("docs/window.md", "Keys"));
}

TEST(WindowDocument, HasTheRowsOfThePageOfKeysInTheirOrder)
{
    std::vector<std::string> documented;
    for (auto const& row : rows_of_keys())
        documented.push_back(row[1] == "name" ? row[0] : row[2]);
    std::vector<std::string> shown;
    for (KeyRow const& row : key_rows(Catalogue(), Keys()))
        shown.push_back(row.does);

    EXPECT_EQ(documented, shown);
}

TEST(WindowDocument, NamesKeysThatAskForTheCommandBesideThem)
{
    Keys const keys;
    std::size_t named = 0;
    for (auto const& row : rows_of_keys()) {
        if (row[1] == "name")
            continue;
        auto const command = command_named(words_in_code(row[1]).at(0));
        auto const presses = words_in_code(row[0]);
        EXPECT_NE(command, Command::none) << row[1];
        EXPECT_THAT(presses, Contains(keys.key_of(command))) << row[1];
        for (std::string const& press : presses)
            EXPECT_EQ(keys.command_for(parse_key(press).value_or(KeyPress{})), command) << press;
        named += presses.size();
    }
    EXPECT_GT(named, command_names().size());
}

TEST(WindowDocument, NamesEveryCommandThatAKeyCanBeBoundTo)
{
    auto const named = words_in_code(section_of("docs/window.md", "Keys"));
    for (CommandName const& one : command_names())
        EXPECT_THAT(named, Contains(std::string(one.name)));
}

TEST(FormatsDocument, NamesEveryMicroStepAndNoOther)
{
    auto words = words_in_code(section_of("docs/formats.md", "Micro-steps"));
    std::erase(words, "cpu/transitions/step.hpp");
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    std::vector<std::string> steps;
    for (unsigned i = 0; i < static_cast<unsigned>(cpu::Step::count_); ++i)
        steps.emplace_back(cpu::name(static_cast<cpu::Step>(i)));

    EXPECT_THAT(words, UnorderedElementsAreArray(steps));
}

TEST(FormatsDocument, NamesEveryPanelAndNoOther)
{
    std::string const section = section_of("docs/formats.md", "Pictures, and the window's report");
    auto const begin = section.find("Panels: ");
    ASSERT_NE(begin, std::string::npos);
    auto const documented = words_in_code(section.substr(begin, section.find("`. ", begin) + 1 - begin));

    auto panels = panel_names();
    panels.emplace_back("tables-view"); // `ringside shot` knows it: shot_test.cpp
    EXPECT_THAT(documented, UnorderedElementsAreArray(panels));
}

} // namespace
} // namespace ringside::gui
