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

TEST(Theme, GivesEachTextFourAndAHalfToItsFill)
{
    Theme const& theme = dark_theme();

    for (Pair const pair : legible_pairs())
        EXPECT_GE(contrast(theme[pair.text], theme[pair.fill]), 4.5)
            << "text " << int(pair.text) << " on " << int(pair.fill);
}

TEST(Theme, TellsTheRingsApartInGreyscale)
{
    Theme const& theme = dark_theme();

    EXPECT_GE(contrast(theme[Tone::user], theme[Tone::kernel]), 2.0);
}

} // namespace
} // namespace ringside::gui
