// Pictures for slides and handouts: what is on them, and what their files are called. Read next:
// window_loop.cpp and shot_command.cpp, which make them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ringside::gui {

// "[PANEL] [FILE]": the whole window and a name of our own where nothing is said.
struct PictureOrder
{
    std::string panel = "window";
    std::string file;
};
PictureOrder parse_picture_order(std::string_view text);

// In one series.
inline constexpr uint64_t most_pictures = 10'000;

// "slides/step.png" and 7 of 100: "slides/step-007.png".
std::string numbered(std::string const& file, uint64_t number, uint64_t of);

// "hello-trap_1_15.png", with a number behind it if there is such a file already.
std::string unused_picture_name(std::string_view program, std::string_view place);

} // namespace ringside::gui
