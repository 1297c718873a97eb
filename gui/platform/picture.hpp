// A canvas as a PNG file, drawn without a display by the renderer that draws the window. Read next:
// screen.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/platform/pixels.hpp"
#include "gui/platform/screen.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct SDL_Surface;

namespace ringside::gui {

class Picture
{
public:
    static emu::Outcome<std::unique_ptr<Picture>> make(int width, int height, int cell_height = desk_height);
    ~Picture();
    Picture(Picture const&) = delete;
    Picture& operator=(Picture const&) = delete;

    int columns() const;
    int rows() const;
    // As the window's projector mode: Detail::essential where letters would be too small for all panels.
    emu::Outcome<Detail> project(Mode mode);
    Pixels drawn(Canvas const& canvas, ThemeName theme);
    // The letters of a text that the fonts cannot show.
    std::string lacking(std::string_view text);
    // A part of a drawn picture.
    Pixels part(Pixels const& whole, Area area) const;

private:
    Picture() = default;

    SDL_Surface* surface_ = nullptr;
    SDL_Renderer* renderer_ = nullptr;
    std::unique_ptr<Screen> screen_;
    int width_ = 0;
    int height_ = 0;
};

} // namespace ringside::gui
