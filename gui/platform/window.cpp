// Opening a window, and the ways in which that fails. Without a display SDL takes its "offscreen" driver and
// says nothing: a window that nobody sees. We look at the driver's name and refuse. Next: input.cpp,
// lost_display.cpp.
#include "gui/platform/window.hpp"

#include "gui/platform/lost_display.hpp"

#include <SDL2/SDL.h>

#include <algorithm>
#include <cstdlib>

namespace ringside::gui {

namespace {

constexpr char const* no_display =
    "there is no display for a window (DISPLAY and WAYLAND_DISPLAY lead to none): use \"ringside step\" in a "
    "terminal, or \"ringside shot\" for a picture";

bool is_invisible(std::string const& driver)
{
    return driver == "offscreen" || driver == "dummy" || driver == "evdev";
}

bool is_set(char const* name)
{
    char const* const value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

// The drivers worth a try, so that the others neither complain on stderr nor step in unseen.
std::string drivers()
{
    std::string names = is_set("DISPLAY") ? "x11" : "";
    if (is_set("WAYLAND_DISPLAY"))
        names += names.empty() ? "wayland" : ",wayland";
    return names;
}

} // namespace

emu::Outcome<std::unique_ptr<Window>> Window::open(std::string const& title, int width, int height)
{
    std::unique_ptr<Window> window(new Window);
    if (auto const made = window->make(title, width, height); !made.ok())
        return made.refusal();
    return window;
}

emu::Outcome<void> Window::make(std::string const& title, int width, int height)
{
    auto const fonts = find_fonts();
    if (!fonts.ok())
        return fonts.refusal();
    if (!is_set("SDL_VIDEODRIVER")) {
        if (drivers().empty())
            return emu::Refusal{no_display};
        SDL_SetHint(SDL_HINT_VIDEODRIVER, drivers().c_str());
    }
    // The software renderer is two to three times faster when SDL does not put a texture of its own between.
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return emu::Refusal{no_display};
    char const* const driver = SDL_GetCurrentVideoDriver();
    driver_ = driver == nullptr ? "" : driver;
    if (is_invisible(driver_))
        return emu::Refusal{no_display};
    explain_lost_display();
    window_ = SDL_CreateWindow(title.c_str(), SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, width, height,
                               SDL_WINDOW_RESIZABLE);
    if (window_ == nullptr)
        return emu::Refusal{std::string("no window could be opened: ") + SDL_GetError()};
    renderer_ = SDL_CreateRenderer(window_, -1, SDL_RENDERER_SOFTWARE);
    if (renderer_ == nullptr)
        return emu::Refusal{std::string("the window cannot be drawn into: ") + SDL_GetError()};
    auto screen = Screen::make(renderer_, fonts.value(), desk_height);
    if (!screen.ok())
        return screen.refusal();
    screen_ = std::move(screen.value());
    desk_letters_ = desk_height;
    SDL_StopTextInput();
    return {};
}

Window::~Window()
{
    screen_.reset();
    if (renderer_ != nullptr)
        SDL_DestroyRenderer(renderer_);
    if (window_ != nullptr)
        SDL_DestroyWindow(window_);
    SDL_Quit();
}

std::optional<Input> Window::wait(int milliseconds)
{
    SDL_Event event;
    if (SDL_WaitEventTimeout(&event, milliseconds) == 0)
        return std::nullopt;
    return translated(event);
}

Window::Size Window::size() const
{
    Size size;
    SDL_GetRendererOutputSize(renderer_, &size.width, &size.height);
    return size;
}

int Window::columns() const
{
    return screen_->columns(size().width);
}

int Window::rows() const
{
    return screen_->rows(size().height);
}

int Window::column_at(int x) const
{
    return screen_->column_at(x);
}

int Window::row_at(int y) const
{
    return screen_->row_at(y);
}

void Window::show(Canvas const& canvas, ThemeName theme)
{
    screen_->show(canvas, theme, size().width, size().height);
    SDL_RenderPresent(renderer_);
}

Pixels Window::picture(Canvas const& canvas, ThemeName theme, std::optional<Area> part)
{
    screen_->show(canvas, theme, size().width, size().height);
    Pixels const whole = screen_->pixels(size().width, size().height);
    SDL_RenderPresent(renderer_);
    return part ? screen_->part(whole, *part) : whole;
}

emu::Outcome<Detail> Window::fit_desk(int letters)
{
    letters = std::clamp(letters, least_height, greatest_height);
    if (letters != desk_letters_)
        if (auto const filled = screen_->fill(letters); !filled.ok())
            return filled.refusal();
    desk_letters_ = letters;
    return detail_ = Detail::all;
}

emu::Outcome<Detail> Window::fit_projector(Mode mode)
{
    if (desk_letters_ == 0 && fitted_ == size() && projected_ == mode)
        return detail_;
    auto const projected = screen_->project(mode, size().width, size().height);
    if (!projected.ok())
        return projected;
    desk_letters_ = 0;
    fitted_ = size();
    projected_ = mode;
    return detail_ = projected.value();
}

bool Window::prepare(std::string_view texts)
{
    auto const letters = letters_of(texts);
    bool const wide =
        std::any_of(letters.begin(), letters.end(), [](char32_t letter) { return width_of(letter) == 2; });
    return !wide || (screen_->has_wide_font() && screen_->prepare(letters).ok());
}

void Window::toggle_full_screen()
{
    bool const full = (SDL_GetWindowFlags(window_) & SDL_WINDOW_FULLSCREEN) != 0;
    SDL_SetWindowFullscreen(window_, full ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
}

void Window::set_title(std::string const& title)
{
    SDL_SetWindowTitle(window_, title.c_str());
}

// Where commands are typed, an input method would swallow their letters.
void Window::accept_text(bool accepted)
{
    if (accepted == (SDL_IsTextInputActive() == SDL_TRUE))
        return;
    accepted ? SDL_StartTextInput() : SDL_StopTextInput();
}

} // namespace ringside::gui
