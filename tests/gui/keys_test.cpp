// The table of keys.
#include "gui/keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace ringside::gui {
namespace {

constexpr bool yes = true;
constexpr bool no = false;

TEST(Keys, AskForWhatTheManualPromises)
{
    EXPECT_EQ(Keys().command_for({Key::f12}), Command::micro_step);
    EXPECT_EQ(Keys().command_for({Key::f11}), Command::instruction);
    EXPECT_EQ(Keys().command_for({Key::f10}), Command::over);
    EXPECT_EQ(Keys().command_for({Key::f8}), Command::next_system_call);
    EXPECT_EQ(Keys().command_for({Key::f8, no, yes}), Command::next_ring_change);
    EXPECT_EQ(Keys().command_for({Key::f5}), Command::resume);
    EXPECT_EQ(Keys().command_for({Key::f6}), Command::pause);
    EXPECT_EQ(Keys().command_for({Key::f5, yes}), Command::restart);
    EXPECT_EQ(Keys().command_for({Key::comma}), Command::back_micro_step);
    EXPECT_EQ(Keys().command_for({letter('s'), no, yes}), Command::back_instruction);
    EXPECT_EQ(Keys().command_for({Key::equals, yes}), Command::larger);
    EXPECT_EQ(Keys().command_for({Key::minus, yes}), Command::smaller);
}

TEST(Keys, WithOtherModifiersAskForNothing)
{
    EXPECT_EQ(Keys().command_for({Key::f12, no, no, yes}), std::nullopt);
    EXPECT_EQ(Keys().command_for({Key::equals}), std::nullopt);
    EXPECT_EQ(Keys().command_for({letter('q')}), std::nullopt);
}

TEST(Keys, AreBoundOnce)
{
    std::set<std::string> names;

    Keys const keys;
    for (Binding const& binding : keys.bindings())
        EXPECT_TRUE(names.insert(name_of(binding.press)).second) << name_of(binding.press);
}

TEST(Keys, HaveNames)
{
    EXPECT_EQ(name_of({Key::f12, yes, yes}), "Ctrl+Shift+F12");
    EXPECT_EQ(name_of({letter('s'), no, yes}), "S");
    EXPECT_EQ(name_of({Key::equals, yes}), "Ctrl+=");
    EXPECT_EQ(Keys().key_of(Command::back_micro_step), ",");
}

TEST(Keys, HaveNamesThatAreReadAgain)
{
    Keys const keys;
    for (Binding const& binding : keys.bindings())
        EXPECT_EQ(parse_key(name_of(binding.press)), binding.press) << name_of(binding.press);
    EXPECT_EQ(parse_key("Ctrl+"), std::nullopt);
    EXPECT_EQ(parse_key("F13"), std::nullopt);
    EXPECT_EQ(parse_key(""), std::nullopt);
}

TEST(Keys, HaveACommandWithAName)
{
    Keys const keys;
    for (Binding const& binding : keys.bindings())
        EXPECT_TRUE(std::any_of(command_names().begin(), command_names().end(), [&](CommandName const& one) {
            return one.command == binding.command;
        })) << name_of(binding.press);
}

TEST(Clickers, SendPageKeysAlone)
{
    EXPECT_TRUE(Keys::is_clicker({Key::page_down}));
    EXPECT_TRUE(Keys::is_clicker({Key::page_up, no, yes}));
    EXPECT_FALSE(Keys::is_clicker({Key::page_down, yes}));
    EXPECT_FALSE(Keys::is_clicker({Key::f5}));
}

} // namespace
} // namespace ringside::gui
