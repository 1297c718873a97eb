// Fonts are looked up along XDG_DATA_DIRS, as freedesktop's "XDG Base Directory Specification" says, and
// built with FreeType, which spaces small letters more evenly than stb_truetype. Next: paint.cpp.
#include "gui/platform/fonts.hpp"

#include <imgui/imgui.h>
#include <imgui/imgui_freetype.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

namespace ringside::gui {

namespace {

// Below a data directory, as Debian, Fedora, Arch and a private folder have them.
constexpr std::array<std::string_view, 4> folders = {
    "fonts/truetype/dejavu",
    "fonts/dejavu-sans-mono-fonts",
    "fonts/TTF",
    "fonts",
};

std::vector<std::string> data_directories()
{
    char const* const set = std::getenv("XDG_DATA_DIRS");
    std::string const all = set != nullptr && *set != '\0' ? set : "/usr/local/share:/usr/share";
    std::vector<std::string> list;
    std::size_t begin = 0;
    while (begin <= all.size()) {
        std::size_t const end = std::min(all.find(':', begin), all.size());
        if (end > begin)
            list.push_back(all.substr(begin, end - begin));
        begin = end + 1;
    }
    return list;
}

// What our own strings, disassembly and program text may contain: Latin, punctuation, arrows, boxes, marks.
constexpr ImWchar ranges[] = {0x20,   0x17f,  0x2010, 0x2044, 0x2070, 0x209c, 0x2190, 0x21ff, 0x2200, 0x22ff,
                              0x2500, 0x25ff, 0x2713, 0x2718, 0x370,  0x3ff,  0xfffd, 0xfffd, 0};
constexpr ImWchar large_ranges[] = {0x20, 0x5a, 0};

// ImGui's pixel size is ascent and descent together, which is a cell's height.
ImFont* add(std::string const& file, int height, ImWchar const* letters)
{
    ImFontConfig config;
    config.OversampleH = 1;
    config.PixelSnapH = true;
    return ImGui::GetIO().Fonts->AddFontFromFileTTF(file.c_str(), static_cast<float>(height), &config,
                                                    letters);
}

} // namespace

emu::Outcome<FontFiles> find_fonts()
{
    for (std::string const& directory : data_directories()) {
        for (std::string_view const folder : folders) {
            auto const place = std::filesystem::path(directory) / folder;
            auto const plain = place / "DejaVuSansMono.ttf";
            auto const bold = place / "DejaVuSansMono-Bold.ttf";
            std::error_code error;
            if (std::filesystem::is_regular_file(plain, error) &&
                std::filesystem::is_regular_file(bold, error))
                return FontFiles{plain.string(), bold.string()};
        }
    }
    return emu::Refusal{
        "the font DejaVu Sans Mono was not found below XDG_DATA_DIRS: install fonts-dejavu-core"};
}

emu::Outcome<Fonts> load_fonts(FontFiles const& files, int height)
{
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
    atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    Fonts fonts;
    fonts.plain = add(files.plain, height, ranges);
    fonts.bold = add(files.bold, height, ranges);
    fonts.large = add(files.bold, 2 * height, large_ranges);
    if (fonts.plain == nullptr || fonts.bold == nullptr || fonts.large == nullptr || !atlas.Build())
        return emu::Refusal{"the font " + files.plain +
                            " could not be read: install fonts-dejavu-core again"};
    fonts.cell_height = height;
    fonts.cell_width = static_cast<int>(std::ceil(fonts.plain->GetCharAdvance('0')));
    return fonts;
}

} // namespace ringside::gui
