// The window's loop: input by events, long runs in slices between them, a new frame only when something
// changed. Read next: driver.hpp, platform/window.hpp.
#pragma once

#include "gui/driver.hpp"
#include "gui/platform/window.hpp"
#include "gui/settings.hpp"

#include <atomic>
#include <string>

namespace ringside::gui {

class WindowLoop
{
public:
    // `stop` is set by a signal handler. Letters as the settings say.
    WindowLoop(Window& window, Driver& driver, std::atomic<bool> const& stop, std::optional<int> letters,
               std::string report_file);

    // Until the window is closed. A sentence if it had to be.
    emu::Outcome<void> run();
    // In desk mode, in pixels; nothing while they are what they are at first.
    std::optional<int> letters() const { return letters_; }

private:
    void fit();
    void draw();
    void take(Input const& input);
    void give_to_driver(Input const& input);
    void obey(Request const& request);
    void scale(int pixels);
    void save_picture(std::string const& order);
    void go_on_with_series();
    void write_report();
    void show_title();
    void fail(std::string sentence);

    Window& window_;
    Driver& driver_;
    std::atomic<bool> const& stop_;
    std::optional<int> letters_;
    std::string report_file_;
    std::string problem_;
    std::string title_;
    unsigned keys_ = 0;
    int column_ = 0; // of the mouse
    int row_ = 0;
    bool quit_ = false;
    bool stale_ = true;
    // A numbered series of pictures, one after each step.
    std::string series_file_;
    uint64_t series_steps_ = 0;
    uint64_t series_done_ = 0;
};

} // namespace ringside::gui
