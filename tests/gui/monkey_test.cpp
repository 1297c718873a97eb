// A monkey at the window: seeded random keys, clicks, drags, wheels and typing, over all views. Nothing may
// crash, hang or trip an assertion; ./test runs this with sanitizers too. The seed of a failure stands in its
// trace.
#include "gui/platform/picture.hpp"
#include "tests/gui/driver_support.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ringside::gui {
namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t end)
{
    return random() % end;
}

// Mostly keys that mean something, sometimes any key at all.
KeyPress random_key(Random& random, Keys const& keys)
{
    if (below(random, 8) != 0)
        return keys.bindings()[below(random, keys.bindings().size())].press;
    constexpr Key any[] = {Key::up,     Key::down,      Key::enter, Key::escape, Key::tab,   Key::left,
                           Key::right,  Key::backspace, Key::erase, Key::home,   Key::end,   Key::space,
                           letter('x'), letter('0'),    Key::f3,    Key::f4,     Key::insert};
    return {any[below(random, std::size(any))], below(random, 4) == 0, below(random, 4) == 0,
            below(random, 8) == 0};
}

std::string random_text(Random& random)
{
    constexpr char const* any[] = {"si",
                                   "info idt",
                                   "b main",
                                   "0x401000",
                                   "x/4gx $rsp",
                                   "set gate 0x80 dpl 3",
                                   "\x1b",
                                   "内核",
                                   "%s%n",
                                   "walk 0",
                                   "goto 99999999999",
                                   "micro",
                                   "c",
                                   "\xff\xfe",
                                   "finish",
                                   "watch *0x1000",
                                   "-1",
                                   ""};
    return any[below(random, std::size(any))];
}

class Monkey
{
public:
    Monkey(unsigned seed, std::string_view sample)
        : random_(seed), driver_(tests::driver_on(sample, Beginning::first_system_call)),
          picture_(std::move(Picture::make(width, height).value()))
    {}

    void act(int times)
    {
        for (int i = 0; i < times; ++i) {
            one_action();
            if (driver_->running())
                driver_->run_slice();
            Canvas const& canvas = driver_->frame();
            if (i % 50 == 0)
                picture_->drawn(canvas, driver_->choices().theme);
        }
    }

private:
    static constexpr int width = 1280;
    static constexpr int height = 800;

    void one_action()
    {
        int const column = static_cast<int>(below(random_, 150)) - 2;
        int const row = static_cast<int>(below(random_, 48)) - 2;
        switch (below(random_, 12)) {
        case 0:
            return driver_->click(column, row);
        case 1:
            return driver_->drag(column, row);
        case 2:
            return driver_->release();
        case 3:
            return driver_->wheel(column, row, static_cast<int>(below(random_, 7)) - 3);
        case 4:
            return driver_->type(random_text(random_));
        case 5:
            return driver_->ask(column, row);
        case 6:
            return click_some_widget();
        case 7:
            if (below(random_, 20) == 0)
                return driver_->resize(60 + column, 20 + row);
            [[fallthrough]];
        default:
            return driver_->press(random_key(random_, driver_->view().keys));
        }
    }

    void click_some_widget()
    {
        driver_->frame();
        auto const& widgets = driver_->widgets();
        if (!widgets.empty())
            driver_->click(std::string(widgets[below(random_, widgets.size())].name));
    }

    Random random_;
    std::unique_ptr<Driver> driver_;
    std::unique_ptr<Picture> picture_;
};

struct Case
{
    unsigned seed;
    char const* sample;
};

struct MonkeyTest : testing::TestWithParam<Case>
{};

} // namespace

TEST_P(MonkeyTest, FindsNothingThatBreaks)
{
    SCOPED_TRACE(GetParam().seed);
    Monkey monkey(GetParam().seed, GetParam().sample);

    monkey.act(5000);
}

INSTANTIATE_TEST_SUITE_P(Samples, MonkeyTest,
                         testing::Values(Case{1, "hello_int80"}, Case{2, "hello_syscall"},
                                         Case{3, "getpid_sysenter"}, Case{4, "trap_pf"}));

} // namespace ringside::gui
