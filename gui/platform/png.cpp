// PNG by stb_image_write, which is in a library of its own on Debian.
#include "emu/output_file.hpp"
#include "gui/platform/pixels.hpp"

#include <stb/stb_image_write.h>

#include <cstring>

namespace ringside::gui {

namespace {

void append(void* context, void* data, int size)
{
    auto& bytes = *static_cast<std::string*>(context);
    bytes.append(static_cast<char const*>(data), static_cast<std::size_t>(size));
}

} // namespace

emu::Outcome<void> write_png(Pixels const& pixels, std::string const& path)
{
    std::string bytes;
    if (stbi_write_png_to_func(append, &bytes, pixels.width, pixels.height, 4, pixels.bytes.data(),
                               4 * pixels.width) == 0)
        return emu::Refusal{"the picture " + path + " could not be packed"};
    if (auto const error = emu::write_file(path, bytes))
        return emu::Refusal{"the picture " + path + " could not be written: " + std::strerror(error.value())};
    return {};
}

} // namespace ringside::gui
