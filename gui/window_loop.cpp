// What the driver leaves to the window is done here: the size of the letters, full screen, pictures.
#include "gui/window_loop.hpp"

#include "emu/output_file.hpp"
#include "gui/pictures.hpp"
#include "gui/play_dial.hpp"
#include "gui/report.hpp"
#include "gui/text/told.hpp"

#include <algorithm>
#include <chrono>

namespace ringside::gui {

namespace {

constexpr int idle_milliseconds = 100;   // how soon Ctrl-C in the terminal is seen
constexpr int waiting_milliseconds = 10; // how late a sleeping guest may wake
constexpr int scale_pixels = 2;

} // namespace

WindowLoop::WindowLoop(Window& window, Driver& driver, std::atomic<bool> const& stop,
                       std::optional<int> letters, std::string report_file)
    : window_(window), driver_(driver), stop_(stop), letters_(letters), report_file_(std::move(report_file))
{}

emu::Outcome<void> WindowLoop::run()
{
    using Clock = std::chrono::steady_clock;
    fit();
    write_report();
    auto drawn = Clock::now() - frame_time;
    while (!quit_ && !stop_.load()) {
        bool const busy = driver_.running() || series_steps_ > 0;
        if (stale_ && (!busy || Clock::now() - drawn >= frame_time)) {
            draw();
            drawn = Clock::now();
        }
        auto input = window_.wait(driver_.waiting() ? waiting_milliseconds : busy ? 0 : idle_milliseconds);
        // All that has arrived, then one frame: keys that repeat never fall behind.
        for (; input && !quit_; input = window_.wait(0))
            take(*input);
        if (driver_.look_at_file(Clock::now())) {
            stale_ = true;
            write_report();
        }
        show_title();
        if (driver_.running()) {
            stale_ = driver_.run_slice() || stale_;
            if (!driver_.running())
                write_report();
        } else if (series_steps_ > 0) {
            go_on_with_series();
        }
    }
    return problem_.empty() ? emu::Outcome<void>() : emu::Refusal{problem_};
}

// The size of the letters follows the window's size and what was chosen; so does the size of the grid.
void WindowLoop::fit()
{
    Choices const& choices = driver_.choices();
    auto const detail = choices.projector ? window_.fit_projector(choices.mode)
                                          : window_.fit_desk(letters_.value_or(desk_height));
    if (!detail.ok())
        return fail(detail.sentence());
    driver_.resize(window_.columns(), window_.rows(), detail.value());
}

// The file's name, whenever it is another one.
void WindowLoop::show_title()
{
    std::string title = "Ringside: " + driver_.session().program_name();
    if (title != title_)
        window_.set_title(title);
    title_ = std::move(title);
}

void WindowLoop::fail(std::string sentence)
{
    problem_ = std::move(sentence);
    quit_ = true;
}

void WindowLoop::draw()
{
    window_.show(driver_.frame(), driver_.view().theme);
    stale_ = false;
}

void WindowLoop::take(Input const& input)
{
    if (input.kind == Input::Kind::none)
        return;
    if (input.kind == Input::Kind::quit) {
        quit_ = true;
        return;
    }
    bool const has_place = input.kind != Input::Kind::key && input.kind != Input::Kind::text;
    if (has_place && input.kind != Input::Kind::resize && input.kind != Input::Kind::drop) {
        column_ = window_.column_at(input.x);
        row_ = window_.row_at(input.y);
    }
    if (input.kind == Input::Kind::move)
        return;
    stale_ = true;
    give_to_driver(input);
    for (Request const& request : driver_.for_window())
        obey(request);
    window_.accept_text(driver_.choices().focus != Focus::commands);
    fit();
    write_report();
}

void WindowLoop::give_to_driver(Input const& input)
{
    switch (input.kind) {
    case Input::Kind::key:
        series_steps_ = 0; // any key ends a series
        driver_.press(input.press);
        ++keys_;
        break;
    case Input::Kind::text:
        driver_.type(input.text);
        break;
    case Input::Kind::click:
        driver_.click(column_, row_);
        break;
    case Input::Kind::ask:
        driver_.ask(column_, row_);
        break;
    case Input::Kind::drag:
        driver_.drag(column_, row_);
        break;
    case Input::Kind::release:
        driver_.release();
        break;
    case Input::Kind::wheel:
        driver_.wheel(column_, row_, input.rows);
        break;
    case Input::Kind::drop:
        driver_.perform({Command::open_file, 0, input.text});
        break;
    case Input::Kind::none:
    case Input::Kind::move:
    case Input::Kind::resize:
    case Input::Kind::quit:
        break;
    }
}

void WindowLoop::obey(Request const& request)
{
    switch (request.command) {
    case Command::larger:
        return scale(scale_pixels);
    case Command::smaller:
        return scale(-scale_pixels);
    case Command::full_screen:
        return window_.toggle_full_screen();
    case Command::save_picture:
        return save_picture(request.text);
    case Command::save_panel:
        return save_picture(panel_at(driver_.view(), window_.columns(), window_.rows(), column_, row_));
    case Command::save_series:
        series_file_ = request.text.empty() ? "step.png" : request.text;
        series_steps_ = request.value + 1; // the first picture shows where we are
        series_done_ = 0;
        return;
    case Command::quit:
        quit_ = true;
        return;
    default:
        return;
    }
}

void WindowLoop::scale(int pixels)
{
    letters_ = std::clamp(letters_.value_or(desk_height) + pixels, least_height, greatest_height);
}

void WindowLoop::save_picture(std::string const& order_text)
{
    PictureOrder order = parse_picture_order(order_text);
    View const& view = driver_.view();
    if (order.file.empty())
        order.file = unused_picture_name(view.title.file, view.control.place);
    auto const area = panel_area(view, window_.columns(), window_.rows(), order.panel);
    if (!area && order.panel != "window")
        return driver_.say(view.tr("This view has no such panel."), true);
    auto const written = write_png(window_.picture(driver_.frame(), view.theme, area), order.file);
    if (!written.ok())
        return driver_.say(told(view.tr, written.sentence()), true);
    driver_.say(std::string(view.tr("The picture was saved:")) + " " + order.file);
}

// One picture a turn, so that a key can end it.
void WindowLoop::go_on_with_series()
{
    View const& view = driver_.view();
    std::string const file = numbered(series_file_, series_done_, series_steps_ - 1);
    auto const written = write_png(window_.picture(driver_.frame(), view.theme, std::nullopt), file);
    ++series_done_;
    bool const last = series_done_ == series_steps_ || view.control.ended;
    if (!last && written.ok()) {
        driver_.perform(Command::next_unit);
    } else {
        series_steps_ = 0;
        driver_.say(written.ok() ? std::string(view.tr("The last picture was saved:")) + " " + file
                                 : told(view.tr, written.sentence()),
                    !written.ok());
    }
    stale_ = true;
    write_report();
}

void WindowLoop::write_report()
{
    if (report_file_.empty())
        return;
    Canvas const& canvas = driver_.frame();
    std::string text = "keys " + std::to_string(keys_) + "\ndriver " + window_.driver() + "\ncells " +
                       std::to_string(window_.columns()) + "x" + std::to_string(window_.rows()) + "\n" +
                       report(driver_.view()) + "cuts " + std::to_string(canvas.cuts().size()) + "\n\n" +
                       canvas.text(canvas.whole());
    if (auto const failed = emu::write_file(report_file_, text))
        fail("the report " + report_file_ + " could not be written: " + failed.message());
}

} // namespace ringside::gui
