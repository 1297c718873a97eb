// A picture in memory, and how it becomes a file. Read next: png.cpp.
#pragma once

#include "emu/outcome.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ringside::gui {

// Red, green, blue, alpha.
struct Pixels
{
    int width = 0;
    int height = 0;
    std::vector<uint8_t> bytes;
    bool operator==(Pixels const&) const = default;
};

// Writes beside `path` first and renames, so that a full disk leaves no half picture.
emu::Outcome<void> write_png(Pixels const& pixels, std::string const& path);

} // namespace ringside::gui
