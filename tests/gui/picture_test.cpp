// Frames as pixels, without a display.
#include "gui/frame.hpp"
#include "gui/platform/picture.hpp"
#include "tests/gui/sample_view.hpp"
#include "tests/support/folders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace ringside::gui {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Pixels pixels_of(View const& view, int width, int height)
{
    auto picture = Picture::make(width, height);
    EXPECT_TRUE(picture.ok()) << picture.sentence();
    Canvas canvas(picture.value()->columns(), picture.value()->rows());
    Actions actions;
    draw_frame(view, actions, canvas);
    return picture.value()->drawn(canvas, ThemeName::dark);
}

TEST(Picture, HoldsTheGridAtBothSizes)
{
    auto const small = Picture::make(1280, 800);
    auto const large = Picture::make(1920, 1080);

    EXPECT_TRUE(layout_for(small.value()->columns(), small.value()->rows()).fits);
    EXPECT_GE(large.value()->columns(), 190);
    EXPECT_EQ(large.value()->rows(), 60);
}

TEST(Picture, IsTheSameBytesTwice)
{
    View const view = tests::view_in_interrupt();

    EXPECT_EQ(pixels_of(view, 1280, 800), pixels_of(view, 1280, 800));
}

TEST(Picture, ChangesWithTheView)
{
    EXPECT_NE(pixels_of(tests::view_in_interrupt(), 1280, 800),
              pixels_of(tests::view_in_syscall(), 1280, 800));
}

TEST(Picture, DrawnOverAnotherIsTheSameAsDrawnAnew)
{
    auto picture = Picture::make(1280, 800);
    Canvas canvas(picture.value()->columns(), picture.value()->rows());
    Actions actions;
    View fault = tests::view_in_interrupt();
    fault.stage.steps[3].failed = true;
    fault.stage.fault = "a fault";

    for (View const& view : {tests::view_in_interrupt(), tests::view_in_syscall(), fault,
                             tests::view_between_instructions(), tests::view_in_interrupt()}) {
        canvas = Canvas(canvas.columns(), canvas.rows());
        draw_frame(view, actions, canvas);
        EXPECT_EQ(picture.value()->drawn(canvas, ThemeName::dark), pixels_of(view, 1280, 800));
    }
}

TEST(Png, IsWrittenWholeUnderItsName)
{
    tests::TemporaryFolder folder;
    std::string const path = folder.path() / "window.png";

    auto const written = write_png(pixels_of(tests::view_in_interrupt(), 1280, 800), path);

    EXPECT_TRUE(written.ok()) << written.sentence();
    EXPECT_THAT(tests::read_file(path), StartsWith("\x89PNG"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Png, OnAFullDiskIsOneSentence)
{
    auto const written = write_png(pixels_of(tests::view_in_interrupt(), 640, 400), "/dev/full");

    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.sentence(), "the picture /dev/full could not be written: No space left on device");
}

TEST(Png, InAMissingFolderIsOneSentence)
{
    auto const written = write_png({1, 1, {0, 0, 0, 0}}, "/nowhere/at/all.png");

    ASSERT_FALSE(written.ok());
    EXPECT_THAT(written.sentence(), HasSubstr("No such file or directory"));
}

TEST(Fonts, ThatAreMissingAreNamedWithThePackageToInstall)
{
    setenv("XDG_DATA_DIRS", "/nowhere", 1);
    auto const fonts = find_fonts();
    unsetenv("XDG_DATA_DIRS");

    ASSERT_FALSE(fonts.ok());
    EXPECT_THAT(fonts.sentence(), HasSubstr("install fonts-dejavu-core"));
}

} // namespace
} // namespace ringside::gui
