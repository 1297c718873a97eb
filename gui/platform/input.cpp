// SDL2 documentation, "SDL_Event", "SDL_Keysym". A key repeats as the host repeats it.
#include "gui/platform/input.hpp"

#include <SDL2/SDL.h>

#include <array>
#include <utility>

namespace ringside::gui {

namespace {

constexpr std::array<std::pair<SDL_Keycode, Key>, 20> special = {{
    {SDLK_BACKSPACE, Key::backspace},
    {SDLK_TAB, Key::tab},
    {SDLK_RETURN, Key::enter},
    {SDLK_KP_ENTER, Key::enter},
    {SDLK_ESCAPE, Key::escape},
    {SDLK_SPACE, Key::space},
    {SDLK_LEFT, Key::left},
    {SDLK_RIGHT, Key::right},
    {SDLK_UP, Key::up},
    {SDLK_DOWN, Key::down},
    {SDLK_PAGEUP, Key::page_up},
    {SDLK_PAGEDOWN, Key::page_down},
    {SDLK_HOME, Key::home},
    {SDLK_END, Key::end},
    {SDLK_INSERT, Key::insert},
    {SDLK_DELETE, Key::erase},
    {SDLK_KP_PLUS, letter('+')},
    {SDLK_KP_MINUS, Key::minus},
    {SDLK_AC_BACK, Key::page_up},
    {SDLK_AC_FORWARD, Key::page_down}, // some clickers
}};

Key key_of_code(SDL_Keycode code)
{
    if (code >= SDLK_F1 && code <= SDLK_F12)
        return static_cast<Key>(static_cast<uint32_t>(Key::f1) + static_cast<uint32_t>(code - SDLK_F1));
    for (auto const& [known, key] : special)
        if (known == code)
            return key;
    if (code > 0x20 && code < 0x7f)
        return static_cast<Key>(code);
    return Key::none;
}

Input key_input(SDL_KeyboardEvent const& event)
{
    Input input;
    auto const modifiers = event.keysym.mod;
    input.press = {key_of_code(event.keysym.sym), (modifiers & KMOD_CTRL) != 0, (modifiers & KMOD_SHIFT) != 0,
                   (modifiers & KMOD_ALT) != 0};
    if (input.press.key != Key::none)
        input.kind = Input::Kind::key;
    return input;
}

Input button_input(SDL_MouseButtonEvent const& event)
{
    Input input;
    input.x = event.x;
    input.y = event.y;
    if (event.button == SDL_BUTTON_LEFT)
        input.kind = event.type == SDL_MOUSEBUTTONDOWN ? Input::Kind::click : Input::Kind::release;
    else if (event.button == SDL_BUTTON_RIGHT && event.type == SDL_MOUSEBUTTONDOWN)
        input.kind = Input::Kind::ask;
    return input;
}

Input wheel_input(SDL_MouseWheelEvent const& event)
{
    constexpr int rows_a_notch = 3;
    Input input;
    input.kind = event.y == 0 ? Input::Kind::none : Input::Kind::wheel;
    input.x = event.mouseX;
    input.y = event.mouseY;
    input.rows = -rows_a_notch * (event.direction == SDL_MOUSEWHEEL_FLIPPED ? -event.y : event.y);
    return input;
}

} // namespace

Input translated(SDL_Event const& event)
{
    Input input;
    switch (event.type) {
    case SDL_QUIT:
        input.kind = Input::Kind::quit;
        break;
    case SDL_KEYDOWN:
        return key_input(event.key);
    case SDL_TEXTINPUT:
        input.kind = Input::Kind::text;
        input.text = event.text.text;
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return button_input(event.button);
    case SDL_MOUSEMOTION:
        input.kind = (event.motion.state & SDL_BUTTON_LMASK) != 0 ? Input::Kind::drag : Input::Kind::move;
        input.x = event.motion.x;
        input.y = event.motion.y;
        break;
    case SDL_MOUSEWHEEL:
        return wheel_input(event.wheel);
    case SDL_DROPFILE:
        input.kind = Input::Kind::drop;
        input.text = event.drop.file;
        SDL_free(event.drop.file);
        break;
    case SDL_WINDOWEVENT:
        if (event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED ||
            event.window.event == SDL_WINDOWEVENT_EXPOSED)
            input.kind = Input::Kind::resize;
        break;
    default:
        break;
    }
    return input;
}

} // namespace ringside::gui
