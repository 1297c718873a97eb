// SDL draws into a surface here; no video driver is started. Next: png.cpp.
#include "gui/platform/picture.hpp"

#include <SDL2/SDL.h>

namespace ringside::gui {

emu::Outcome<std::unique_ptr<Picture>> Picture::make(int width, int height, int cell_height)
{
    auto const fonts = find_fonts();
    if (!fonts.ok())
        return fonts.refusal();
    std::unique_ptr<Picture> picture(new Picture);
    picture->width_ = width;
    picture->height_ = height;
    picture->surface_ = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ABGR8888);
    if (picture->surface_ != nullptr)
        picture->renderer_ = SDL_CreateSoftwareRenderer(picture->surface_);
    if (picture->renderer_ == nullptr)
        return emu::Refusal{std::string("no picture of this size can be made: ") + SDL_GetError()};
    auto screen = Screen::make(picture->renderer_, fonts.value(), cell_height);
    if (!screen.ok())
        return screen.refusal();
    picture->screen_ = std::move(screen.value());
    return picture;
}

Picture::~Picture()
{
    screen_.reset();
    if (renderer_ != nullptr)
        SDL_DestroyRenderer(renderer_);
    if (surface_ != nullptr)
        SDL_FreeSurface(surface_);
}

int Picture::columns() const
{
    return screen_->columns(width_);
}

int Picture::rows() const
{
    return screen_->rows(height_);
}

emu::Outcome<Detail> Picture::project(Mode mode)
{
    return screen_->project(mode, width_, height_);
}

std::string Picture::lacking(std::string_view text)
{
    return screen_->lacking(letters_of(text));
}

Pixels Picture::drawn(Canvas const& canvas, ThemeName theme)
{
    screen_->show(canvas, theme, width_, height_);
    // Before presenting: afterwards the contents are undefined.
    Pixels const pixels = screen_->pixels(width_, height_);
    SDL_RenderPresent(renderer_);
    return pixels;
}

Pixels Picture::part(Pixels const& whole, Area area) const
{
    return screen_->part(whole, area);
}

} // namespace ringside::gui
