// SDL draws into a surface here; no video driver is started. Next: png.cpp.
#include "gui/platform/picture.hpp"

#include <SDL2/SDL.h>

#include <algorithm>
#include <cstring>

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

Pixels Picture::drawn(Canvas const& canvas, Theme const& theme)
{
    screen_->show(canvas, theme, width_, height_);
    Pixels pixels{width_, height_, std::vector<uint8_t>(4 * static_cast<std::size_t>(width_ * height_))};
    // Before presenting: afterwards the contents are undefined.
    SDL_RenderReadPixels(renderer_, nullptr, SDL_PIXELFORMAT_ABGR8888, pixels.bytes.data(), 4 * width_);
    SDL_RenderPresent(renderer_);
    return pixels;
}

Pixels Picture::part(Pixels const& whole, Area area) const
{
    int const x = area.column * screen_->cell_width();
    int const y = area.row * screen_->height();
    Pixels pixels;
    pixels.width = std::min(area.columns * screen_->cell_width(), whole.width - x);
    pixels.height = std::min(area.rows * screen_->height(), whole.height - y);
    auto const row_bytes = 4 * static_cast<std::size_t>(pixels.width);
    pixels.bytes.resize(row_bytes * static_cast<std::size_t>(pixels.height));
    for (int row = 0; row < pixels.height; ++row)
        std::memcpy(pixels.bytes.data() + row_bytes * static_cast<std::size_t>(row),
                    whole.bytes.data() + 4 * static_cast<std::size_t>((y + row) * whole.width + x),
                    row_bytes);
    return pixels;
}

} // namespace ringside::gui
