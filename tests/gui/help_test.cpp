// Help over the view: the keys, what a thing is, the tour.
#include "tests/gui/driver_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ringside::gui {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::driver_on;
using namespace tests::keys;

constexpr KeyPress f1{Key::f1};
constexpr KeyPress question{letter('?')};
constexpr KeyPress right{Key::right};
constexpr KeyPress left{Key::left};

// The names of widgets in a frame about which there is nothing to say.
std::vector<std::string> unexplained(Driver& driver)
{
    std::vector<std::string> names;
    driver.frame();
    for (Widget const& widget : driver.widgets())
        if (!widget.name.empty() && driver.help().lessons().about(widget.name) == nullptr)
            names.push_back(widget.name);
    return names;
}

Widget const* widget_named(Driver const& driver, std::string const& name)
{
    auto const& widgets = driver.widgets();
    auto const found = std::find_if(widgets.begin(), widgets.end(),
                                    [&](Widget const& widget) { return widget.name == name; });
    return found == widgets.end() ? nullptr : &*found;
}

} // namespace

TEST(Help, ListsEveryKeyThatDoesSomething)
{
    Keys const keys;
    std::string listed;
    for (KeyRow const& row : key_rows(Catalogue(), keys))
        listed += row.keys + "  ";
    std::vector<std::string> missing;
    for (Binding const& binding : keys.bindings())
        if (listed.find(keys.key_of(binding.command) + "  ") == std::string::npos)
            missing.push_back(keys.key_of(binding.command));

    EXPECT_THAT(missing, IsEmpty());
}

TEST(Help, ShowsTheKeysOverTheViewAndGoesAway)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);

    driver->press(f1);
    auto const listed = driver->frame().text(driver->frame().whole());
    driver->press(f1);

    EXPECT_THAT(listed, HasSubstr("Ctrl+Shift+F8"));
    EXPECT_EQ(driver->view().help.page, HelpPage::nothing);
}

TEST(Help, ExplainsThePresentMicroStepWithItsValue)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);
    tests::press(*driver, micro_step, 15);

    driver->press(question);

    EXPECT_EQ(driver->view().help.widget, "stage.step.push_ss");
    EXPECT_THAT(driver->view().help.now, HasSubstr("15. push_ss"));
    EXPECT_THAT(driver->view().help.now, HasSubstr("stack segment"));
}

TEST(Help, FollowsTheMachineWhileItExplains)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);
    driver->perform({Command::explain, 0, "register.rsp"});
    auto const before = driver->view().help.now;

    tests::press(*driver, micro_step, 15);

    EXPECT_EQ(driver->view().help.title, "RSP, the stack pointer");
    EXPECT_THAT(before, HasSubstr("rsp = "));
    EXPECT_NE(driver->view().help.now, before);
}

TEST(Help, ExplainsWhatIsClickedInsteadOfDoingIt)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);
    auto const place = driver->view().control.place;
    driver->press(question);

    driver->click("control.micro_step");

    EXPECT_EQ(driver->view().help.title, "The control row");
    EXPECT_EQ(driver->view().control.place, place);
}

TEST(Help, GoesToTheNextThingAndBack)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);
    driver->press(question);
    auto const first = driver->view().help.widget;

    driver->press(right);
    auto const second = driver->view().help.widget;
    driver->press(left);
    driver->press(escape);

    EXPECT_NE(first, second);
    EXPECT_EQ(driver->view().help.page, HelpPage::nothing);
}

TEST(Help, HasSomethingToSayAboutEveryWidgetOfEveryView)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);

    EXPECT_THAT(unexplained(*driver), IsEmpty());
    tests::press(*driver, micro_step, 15);
    EXPECT_THAT(unexplained(*driver), IsEmpty());
    driver->perform(Command::view_tables);
    EXPECT_THAT(unexplained(*driver), IsEmpty());
    driver->perform(Command::view_compare);
    driver->run_to_stop();
    EXPECT_THAT(unexplained(*driver), IsEmpty());
}

TEST(Tour, GoesThroughItsStationsAndIsRemembered)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);
    driver->perform(Command::tour);
    auto const stations = driver->help().lessons().tour().size();

    for (std::size_t i = 1; i < stations; ++i) {
        driver->press(right);
        EXPECT_EQ(driver->view().help.page, HelpPage::tour) << i;
    }
    driver->press(right);

    EXPECT_EQ(driver->view().help.page, HelpPage::nothing);
    EXPECT_TRUE(driver->choices().tour_seen);
}

TEST(Tour, FramesAWidgetThatIsThereAtEveryStation)
{
    auto driver = driver_on("hello_int80", Beginning::first_system_call);
    auto const& tour = driver->help().lessons().tour();
    ASSERT_GE(tour.size(), 3u);
    driver->perform(Command::tour);

    for (Lesson const& station : tour) {
        auto const frames = driver->frame().frames();
        Widget const* const widget = widget_named(*driver, station.widgets.front());
        ASSERT_NE(widget, nullptr) << station.widgets.front();
        EXPECT_TRUE(std::any_of(frames.begin(), frames.end(), [&](Frame const& frame) {
            return frame.area == widget->area;
        })) << station.widgets.front();
        driver->press(right);
    }
    EXPECT_EQ(driver->view().help.page, HelpPage::nothing);
}

} // namespace ringside::gui
