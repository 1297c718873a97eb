// Contrasts, computed from the colours that the window uses.
#include "gui/theme.hpp"

#include "gui/frame.hpp"
#include "tests/gui/sample_view.hpp"

#include <gtest/gtest.h>

#include <set>

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

// What stands in the cells of a canvas: letters and their fills, without what is drawn of lines and blocks.
std::set<std::pair<Tone, Tone>> pairs_in(Canvas const& canvas)
{
    std::set<std::pair<Tone, Tone>> pairs;
    for (int row = 0; row < canvas.rows(); ++row)
        for (int column = 0; column < canvas.columns(); ++column) {
            Cell const& cell = canvas.cell(column, row);
            bool const drawn = cell.letter >= U'\u2500' && cell.letter <= U'\u259f';
            if (cell.letter != U' ' && !drawn)
                pairs.insert({cell.style.text, cell.style.fill});
        }
    return pairs;
}

void draw_into(std::set<std::pair<Tone, Tone>>& pairs, View const& view, int columns, int rows)
{
    Canvas canvas(columns, rows);
    Actions actions;
    draw_frame(view, actions, canvas);
    pairs.merge(pairs_in(canvas));
}

// A slot of each kind selected, the list of machines open at one that is not possible, the list of programs
// open.
std::set<std::pair<Tone, Tone>> drawn_pairs()
{
    std::set<std::pair<Tone, Tone>> pairs;
    View view = tests::view_in_interrupt();
    for (SlotRow& row : view.user_stack.rows)
        row.selected = true;
    for (SlotRow& row : view.kernel_stack.rows)
        row.selected = row.dead = true;
    for (View const& one :
         {view, tests::view_in_interrupt(), tests::view_in_syscall(), tests::view_between_instructions()})
        for (auto const& [columns, rows] : {std::pair(142, 44), std::pair(320, 100)})
            draw_into(pairs, one, columns, rows);
    view.mode = Mode::compare;
    view.compare.list.open = true;
    view.compare.list.rows = {{"vsyscall", "words", "not for this request", false}};
    draw_into(pairs, view, 142, 44);
    view.files.open = true;
    view.files.rows = {{.name = "hello", .kind = "64-bit program"}};
    draw_into(pairs, view, 142, 44);
    return pairs;
}

TEST_P(Themes, GiveFourAndAHalfToWhateverIsWrittenInTheWindow)
{
    Theme const& theme = theme_of(GetParam());

    for (auto const& [text, fill] : drawn_pairs())
        EXPECT_GE(contrast(theme[text], theme[fill]), 4.5) << "text " << int(text) << " on " << int(fill);
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
