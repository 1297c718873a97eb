// Contrasts, computed from the colours that the window uses.
#include "gui/theme.hpp"

#include <gtest/gtest.h>

namespace ringside::gui {
namespace {

TEST(Theme, ComputesContrastAsWcagDoes)
{
    EXPECT_NEAR(contrast({0, 0, 0}, {255, 255, 255}), 21.0, 0.01);
    EXPECT_NEAR(contrast({255, 255, 255}, {255, 255, 255}), 1.0, 0.01);
    EXPECT_NEAR(contrast({0x77, 0x77, 0x77}, {255, 255, 255}), 4.48, 0.01);
}

class Themes : public testing::TestWithParam<ThemeName>
{};

TEST_P(Themes, GiveEachTextFourAndAHalfToItsFill)
{
    Theme const& theme = theme_of(GetParam());

    EXPECT_GE(legible_pairs().size(), 10u);
    for (Pair const pair : legible_pairs())
        EXPECT_GE(contrast(theme[pair.text], theme[pair.fill]), 4.5)
            << "text " << int(pair.text) << " on " << int(pair.fill);
}

TEST_P(Themes, TellTheRingsApartInGreyscale)
{
    Theme const& theme = theme_of(GetParam());

    EXPECT_GE(contrast(theme[Tone::user], theme[Tone::kernel]), 2.0);
}

INSTANTIATE_TEST_SUITE_P(All, Themes,
                         testing::Values(ThemeName::dark, ThemeName::light, ThemeName::greyscale));

TEST(GreyscaleTheme, HasNoColours)
{
    for (Colour const colour : theme_of(ThemeName::greyscale).colours) {
        EXPECT_EQ(colour.red, colour.green);
        EXPECT_EQ(colour.green, colour.blue);
    }
}

} // namespace
} // namespace ringside::gui
