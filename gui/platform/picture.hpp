// A canvas as a PNG file, drawn without a display by the renderer that draws the window. Read next:
// screen.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/platform/screen.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct SDL_Surface;

namespace ringside::gui {

// Pixels in memory: red, green, blue, alpha.
struct Pixels
{
    int width = 0;
    int height = 0;
    std::vector<uint8_t> bytes;
    bool operator==(Pixels const&) const = default;
};

class Picture
{
public:
    static emu::Outcome<std::unique_ptr<Picture>> make(int width, int height, int cell_height = desk_height);
    ~Picture();
    Picture(Picture const&) = delete;
    Picture& operator=(Picture const&) = delete;

    int columns() const;
    int rows() const;
    Pixels drawn(Canvas const& canvas, Theme const& theme);
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

// Writes beside `path` first and renames, so that a full disk leaves no half picture.
emu::Outcome<void> write_png(Pixels const& pixels, std::string const& path);

} // namespace ringside::gui
