// Names of pictures. Nothing that exists is written over unless its name was given.
#include "gui/pictures.hpp"

#include "gui/frame.hpp"

#include <algorithm>
#include <filesystem>

namespace ringside::gui {

namespace {

// Letters that need no quoting in a shell; the others become an underscore.
std::string plain(std::string_view text)
{
    std::string name;
    for (char const letter : text) {
        bool const good = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                          (letter >= 'A' && letter <= 'Z') || letter == '-';
        name.push_back(good ? letter : '_');
    }
    return name;
}

} // namespace

PictureOrder parse_picture_order(std::string_view text)
{
    PictureOrder order;
    auto const names = panel_names();
    auto const end = std::min(text.find(' '), text.size());
    if (std::find(names.begin(), names.end(), text.substr(0, end)) != names.end()) {
        order.panel = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    order.file = text;
    return order;
}

std::string numbered(std::string const& file, uint64_t number, uint64_t of)
{
    std::filesystem::path const path(file);
    std::string digits = std::to_string(number);
    std::size_t const width = std::max<std::size_t>(std::to_string(of).size(), 3);
    digits.insert(0, width - std::min(width, digits.size()), '0');
    std::string const ending = path.has_extension() ? path.extension().string() : ".png";
    return (path.parent_path() / (path.stem().string() + "-" + digits + ending)).string();
}

std::string unused_picture_name(std::string_view program, std::string_view place)
{
    std::string const stem = plain(std::filesystem::path(program).filename().string()) + "-" + plain(place);
    std::string name = stem + ".png";
    std::error_code error;
    for (uint64_t number = 2; std::filesystem::exists(name, error); ++number)
        name = stem + "-" + std::to_string(number) + ".png";
    return name;
}

} // namespace ringside::gui
