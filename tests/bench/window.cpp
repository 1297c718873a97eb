// How quick the window is, on a real X11 display without a graphics card (Xvfb): from a key to the frame that
// shows what it did, from the start to the first frame, and what an idle window costs. Prints medians and the
// 99th percentile. See README.md.
#include "gui/platform/window.hpp"
#include "gui/driver.hpp"
#include "programs/bundled.hpp"
#include "tests/gui/display.hpp"
#include "tests/support/folders.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ringside::bench {

namespace {

using namespace gui;
using Clock = std::chrono::steady_clock;

constexpr int width = 1920;
constexpr int height = 1080;

double milliseconds_since(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void print(char const* what, std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    auto const at = [&times](double part) {
        return times[std::min(times.size() - 1,
                              static_cast<std::size_t>(part * static_cast<double>(times.size())))];
    };
    std::printf("%-44s %8.2f %8.2f %8.2f  %zu\n", what, at(0.5), at(0.99), times.back(), times.size());
}

struct Opened
{
    std::unique_ptr<Window> window;
    std::unique_ptr<Driver> driver;

    void show() { window->show(driver->frame(), driver->choices().theme); }
};

// What `ringside` does before its first frame.
Opened open(char const* language, std::string_view sample)
{
    Opened opened;
    auto session = emu::Session::open(std::string(sample), find_bundled(sample).file);
    auto window = Window::open("bench", width, height);
    if (!session.ok() || !window.ok()) {
        std::fprintf(stderr, "%s%s\n", session.ok() ? "" : session.sentence().c_str(),
                     window.ok() ? "" : window.sentence().c_str());
        std::exit(1);
    }
    opened.window = std::move(window.value());
    Catalogue const tr = catalogue_for(language);
    opened.window->prepare(tr.letters() + Lessons(tr.language()).letters());
    opened.driver = std::make_unique<Driver>(std::move(session.value()), Beginning::first_system_call, tr);
    opened.driver->resize(opened.window->columns(), opened.window->rows());
    opened.show();
    return opened;
}

void measure_start(char const* language)
{
    std::vector<double> times;
    for (int i = 0; i < 15; ++i) {
        auto const begin = Clock::now();
        Opened const opened = open(language, "hello_int80");
        times.push_back(milliseconds_since(begin));
    }
    print((std::string("start to first frame, ") + language).c_str(), times);
}

// Micro-steps through the traps, forwards and now and then back.
void measure_keys(char const* what, Command view, char const* language)
{
    Opened opened = open(language, "hello_int80");
    opened.driver->perform(view);
    opened.driver->run_to_stop();
    opened.show();
    std::vector<double> times;
    for (int i = 0; i < 400; ++i) {
        KeyPress const key = i % 10 == 9    ? KeyPress{Key::comma}
                             : i % 40 == 20 ? KeyPress{Key::f11}
                                            : KeyPress{Key::f12};
        auto const begin = Clock::now();
        opened.driver->press(key);
        opened.driver->run_to_stop();
        opened.show();
        times.push_back(milliseconds_since(begin));
    }
    print(what, times);
}

// Processor time of a process so far, in seconds. proc(5), "/proc/pid/stat".
double processor_seconds(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream rest(text.substr(text.rfind(')') + 2));
    std::string word;
    double ticks = 0;
    for (int field = 3; field <= 15 && rest >> word; ++field)
        if (field >= 14)
            ticks += std::strtod(word.c_str(), nullptr);
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void measure_idle()
{
    std::string const binary = tests::ringside_binary().string();
    pid_t const process = fork();
    if (process == 0) {
        execl(binary.c_str(), binary.c_str(), "--size", "1920x1080", nullptr);
        _exit(127);
    }
    std::this_thread::sleep_for(std::chrono::seconds(3));
    double const before = processor_seconds(process);
    auto const begin = Clock::now();
    std::this_thread::sleep_for(std::chrono::seconds(10));
    double const share = (processor_seconds(process) - before) / (milliseconds_since(begin) / 1000);
    kill(process, SIGTERM);
    waitpid(process, nullptr, 0);
    std::printf("%-44s %8.2f %% of a core\n", "idle window, 10 s", share * 100);
}

int run()
{
    tests::Display const display("1920x1080");
    setenv("DISPLAY", display.name().c_str(), 1);
    setenv("SDL_VIDEODRIVER", "x11", 1);
    setenv("SDL_RENDER_DRIVER", "software", 1);
    std::printf("%-44s %8s %8s %8s  %s\n", "milliseconds, 1920x1080", "median", "99 %", "most", "times");
    measure_start("en");
    measure_start("zh_CN");
    measure_keys("key to frame, one machine", Command::view_single, "en");
    measure_keys("key to frame, two machines", Command::view_compare, "en");
    measure_keys("key to frame, two machines, Chinese", Command::view_compare, "zh_CN");
    measure_keys("key to frame, all tables", Command::view_tables, "en");
    measure_idle();
    return 0;
}

} // namespace

} // namespace ringside::bench

int main()
{
    return ringside::bench::run();
}
