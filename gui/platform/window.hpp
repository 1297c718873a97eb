// The window on a display, or a sentence why there is none. Read next: ../window_command.cpp, the loop.
#pragma once

#include "gui/canvas.hpp"
#include "gui/platform/input.hpp"
#include "gui/platform/screen.hpp"

#include <memory>
#include <optional>
#include <string>

struct SDL_Window;

namespace ringside::gui {

class Window
{
public:
    static emu::Outcome<std::unique_ptr<Window>> open(std::string const& title, int width, int height);
    ~Window();
    Window(Window const&) = delete;
    Window& operator=(Window const&) = delete;

    // The video driver that SDL chose: "x11", "wayland".
    std::string const& driver() const { return driver_; }
    // The next event, waiting for at most so many milliseconds.
    std::optional<Input> wait(int milliseconds);
    int columns() const;
    int rows() const;
    int column_at(int x) const;
    int row_at(int y) const;
    void show(Canvas const& canvas, Theme const& theme);
    // Larger or smaller letters, by so many pixels.
    emu::Outcome<void> scale(int pixels);

private:
    Window() = default;
    emu::Outcome<void> make(std::string const& title, int width, int height);

    SDL_Window* window_ = nullptr;
    SDL_Renderer* renderer_ = nullptr;
    std::unique_ptr<Screen> screen_;
    std::string driver_;
};

} // namespace ringside::gui
