// The window on a display, or a sentence why there is none. Read next: ../window_loop.hpp.
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
    void show(Canvas const& canvas, ThemeName theme);
    // The same as a picture, or a part of it.
    Pixels picture(Canvas const& canvas, ThemeName theme, std::optional<Area> part);
    // Desk mode in letters of so many pixels, or projector mode, for the size that the window has now. Tells
    // how much there is room for.
    emu::Outcome<Detail> fit_desk(int letters);
    emu::Outcome<Detail> fit_projector(Mode mode);
    void toggle_full_screen();
    void set_title(std::string const& title);
    // Has the letters of these texts at hand before they are shown. False: this host has no font for them.
    bool prepare(std::string_view texts);
    // While a text field has the focus: letters arrive as the layout and input methods make them.
    void accept_text(bool accepted);

private:
    struct Size
    {
        int width = 0;
        int height = 0;
        bool operator==(Size const&) const = default;
    };
    Window() = default;
    Size size() const;
    emu::Outcome<void> make(std::string const& title, int width, int height);

    SDL_Window* window_ = nullptr;
    SDL_Renderer* renderer_ = nullptr;
    std::unique_ptr<Screen> screen_;
    std::string driver_;
    Size fitted_{};        // the last size that letters were fitted to, so that nothing is done twice
    int desk_letters_ = 0; // 0: projector mode
    Mode projected_ = Mode::single;
    Detail detail_ = Detail::all;
};

} // namespace ringside::gui
