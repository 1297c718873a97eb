// SDL2 documentation, "SDL_Event", "SDL_Keysym". A key repeats as the host repeats it.
#include "gui/platform/input.hpp"

#include <SDL2/SDL.h>

namespace ringside::gui {

namespace {

Key key_of_code(SDL_Keycode code)
{
    if (code >= SDLK_F1 && code <= SDLK_F12)
        return static_cast<Key>(static_cast<uint32_t>(Key::f1) + static_cast<uint32_t>(code - SDLK_F1));
    if (code == SDLK_KP_PLUS)
        return letter('+');
    if (code == SDLK_KP_MINUS)
        return Key::minus;
    if (code >= 0x21 && code < 0x7f)
        return static_cast<Key>(code);
    return Key::none;
}

} // namespace

Input translated(SDL_Event const& event)
{
    Input input;
    switch (event.type) {
    case SDL_QUIT:
        input.kind = Input::Kind::quit;
        break;
    case SDL_KEYDOWN: {
        Key const key = key_of_code(event.key.keysym.sym);
        auto const modifiers = event.key.keysym.mod;
        if (key == Key::none)
            break;
        input.kind = Input::Kind::key;
        input.press = {key, (modifiers & KMOD_CTRL) != 0, (modifiers & KMOD_SHIFT) != 0,
                       (modifiers & KMOD_ALT) != 0};
        break;
    }
    case SDL_MOUSEBUTTONDOWN:
        if (event.button.button == SDL_BUTTON_LEFT)
            input = {Input::Kind::click, {}, event.button.x, event.button.y};
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
