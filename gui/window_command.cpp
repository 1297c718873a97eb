// `ringside [PROG [ARGS]]`: the window, and its loop. Input by events, long runs in slices between them, a
// new frame only when something changed. Next: driver.hpp, platform/window.hpp.
#include "emu/command_line/commands.hpp"
#include "gui/command_words.hpp"
#include "gui/driver.hpp"
#include "gui/platform/window.hpp"
#include "gui/report.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>

namespace ringside::gui {

namespace {

constexpr int interrupted = 130;
constexpr int idle_milliseconds = 100;   // how soon Ctrl-C in the terminal is seen
constexpr int waiting_milliseconds = 10; // how late a sleeping guest may wake
constexpr int scale_pixels = 2;

std::atomic<bool> stop_asked{false}; // set by the signal handler, which can reach nothing else

void on_signal(int)
{
    stop_asked.store(true);
}

class Loop
{
public:
    Loop(Window& window, Driver& driver, std::string report_file)
        : window_(window), driver_(driver), report_file_(std::move(report_file))
    {}

    // Until the window is closed. Returns the exit status.
    int run()
    {
        fit();
        write_report();
        while (!quit_ && !stop_asked.load()) {
            if (stale_)
                draw();
            auto input = window_.wait(driver_.waiting()   ? waiting_milliseconds
                                      : driver_.running() ? 0
                                                          : idle_milliseconds);
            // All that has arrived, then one frame: keys that repeat never fall behind.
            for (; input && !quit_; input = window_.wait(0))
                take(*input);
            if (driver_.running()) {
                driver_.run_slice();
                stale_ = true;
                if (!driver_.running())
                    write_report();
            }
        }
        return stop_asked.load() ? interrupted : problem_.empty() ? 0 : refuse(problem_, not_written);
    }

private:
    void fit() { driver_.resize(window_.columns(), window_.rows()); }

    void draw()
    {
        window_.show(driver_.frame(), dark_theme());
        stale_ = false;
    }

    void take(Input const& input)
    {
        switch (input.kind) {
        case Input::Kind::quit:
            quit_ = true;
            break;
        case Input::Kind::resize:
            fit();
            stale_ = true;
            break;
        case Input::Kind::key:
            driver_.press(input.press);
            obey();
            ++keys_;
            write_report();
            break;
        case Input::Kind::click:
            driver_.click(window_.column_at(input.x), window_.row_at(input.y));
            obey();
            write_report();
            break;
        case Input::Kind::none:
            break;
        }
    }

    // What the driver leaves to the window.
    void obey()
    {
        stale_ = true;
        for (Request const& request : driver_.for_window()) {
            auto const done =
                window_.scale(request.command == Command::larger ? scale_pixels : -scale_pixels);
            if (!done.ok()) {
                problem_ = done.sentence();
                quit_ = true;
            }
        }
        fit();
    }

    void write_report()
    {
        if (report_file_.empty())
            return;
        std::string const beside = report_file_ + ".new";
        {
            std::ofstream file(beside);
            file << "keys " << keys_ << "\ndriver " << window_.driver() << "\ncells " << window_.columns()
                 << "x" << window_.rows() << "\n"
                 << report(driver_.view());
            Canvas const& canvas = driver_.frame();
            file << "cuts " << canvas.cuts().size() << "\n\n" << canvas.text(canvas.whole());
        }
        if (std::rename(beside.c_str(), report_file_.c_str()) != 0) {
            problem_ = "the report " + report_file_ + " could not be written";
            quit_ = true;
        }
    }

    Window& window_;
    Driver& driver_;
    std::string report_file_;
    std::string problem_;
    unsigned keys_ = 0;
    bool quit_ = false;
    bool stale_ = true;
};

} // namespace

int window_command(emu::Arguments const& arguments)
{
    CommandWords words;
    if (auto const status = parse_words(arguments, CommandKind::window, words))
        return *status;
    auto session = open_session(words);
    if (!session.ok())
        return refuse(session.sentence(), bad_usage);
    auto const beginning =
        words.program.empty() ? Beginning::first_system_call : Beginning::first_instruction;
    std::string const title = "Ringside: " + session.value()->program_name();
    auto window = Window::open(title, words.size.width, words.size.height);
    if (!window.ok())
        return refuse(window.sentence(), bad_usage);
    Driver driver(std::move(session.value()), beginning, catalogue_for(language_of(words)));
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    return Loop(*window.value(), driver, words.report).run();
}

} // namespace ringside::gui
