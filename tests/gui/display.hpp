// An X display of our own, a window on it, and real key presses. Next: window_test.cpp.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ringside::tests {

// Xvfb on a free display number.
class Display
{
public:
    explicit Display(std::string const& size); // "1280x800"
    ~Display();
    Display(Display const&) = delete;
    Display& operator=(Display const&) = delete;

    std::string const& name() const { return name_; } // ":5"
    void end();                                       // the display goes away

private:
    pid_t server_ = -1;
    std::string name_;
};

// `ringside --report FILE ...` on a display.
class WindowProcess
{
public:
    // Waits for its first report; throws where none comes.
    WindowProcess(Display const& display, std::vector<std::string> const& words, std::string folder);
    ~WindowProcess();
    WindowProcess(WindowProcess const&) = delete;
    WindowProcess& operator=(WindowProcess const&) = delete;

    // Presses keys as xdotool names them ("F12", "ctrl+F5") and waits until the report has counted them.
    void press(std::vector<std::string> const& keys);
    void press(std::string const& key, int times);
    // Types into the text field that has the focus.
    void type(std::string const& text);
    // Waits until the report has this line.
    bool wait_for(std::string const& line, std::chrono::seconds limit = std::chrono::seconds(20)) const;

    std::string report() const;
    // The value of a report's line: "step", "lamp", "marker.kernel".
    std::string value(std::string const& name) const;
    // Waits for its end. Exit status, and what it wrote to stderr.
    int wait();
    std::string errors() const;

private:
    void end();

    std::string display_;
    std::string folder_;
    pid_t process_ = -1;
    unsigned keys_ = 0;
};

} // namespace ringside::tests
