// Fonts are looked up along XDG_DATA_DIRS, as freedesktop's "XDG Base Directory Specification" says, and
// built with FreeType, which spaces small letters more evenly than stb_truetype. Next: paint.cpp.
#include "gui/platform/fonts.hpp"

#include <imgui/imgui.h>
#include <imgui/imgui_freetype.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace ringside::gui {

namespace {

// Below a data directory, as Debian, Fedora, Arch and a private folder have them.
constexpr std::array<std::string_view, 4> mono_folders = {
    "fonts/truetype/dejavu",
    "fonts/dejavu-sans-mono-fonts",
    "fonts/TTF",
    "fonts",
};
constexpr std::array<std::string_view, 4> wide_folders = {
    "fonts/truetype/wqy",
    "fonts/wqy-microhei",
    "fonts/wenquanyi/wqy-microhei",
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

// The file in the first data directory that has it, or nothing.
std::string find_file(std::span<std::string_view const> folders, std::string_view name)
{
    for (std::string const& directory : data_directories()) {
        for (std::string_view const folder : folders) {
            auto const file = std::filesystem::path(directory) / folder / name;
            std::error_code error;
            if (std::filesystem::is_regular_file(file, error))
                return file.string();
        }
    }
    return {};
}

// What our own strings, disassembly and program text may contain: Latin, punctuation, arrows, boxes, marks.
constexpr ImWchar ranges[] = {0x20,   0x17f,  0x2010, 0x2044, 0x2070, 0x209c, 0x2190, 0x21ff, 0x2200, 0x22ff,
                              0x2500, 0x25ff, 0x2713, 0x2718, 0x370,  0x3ff,  0xfffd, 0xfffd, 0};
constexpr ImWchar large_ranges[] = {0x20, 0x5a, 0};
constexpr float wide_scale = 1.1f;

// Ranges of one letter each, as ImGui takes them; empty without letters.
std::vector<ImWchar> ranges_of(std::set<char32_t> const& letters)
{
    std::vector<ImWchar> list;
    for (char32_t const letter : letters)
        if (letter < 0x10000) // ImGui has 16 bits for a letter
            list.insert(list.end(), 2, static_cast<ImWchar>(letter));
    if (!list.empty())
        list.push_back(0);
    return list;
}

enum class Cut : uint8_t
{
    as_it_is,
    bold, // made bold by FreeType: the wide font has no bold file
};

// ImGui's pixel size is ascent and descent together, which is a cell's height.
ImFontConfig config_of()
{
    ImFontConfig config;
    config.OversampleH = 1;
    config.PixelSnapH = true;
    return config;
}

ImFont* add(std::string const& file, int height, ImWchar const* letters)
{
    ImFontConfig const config = config_of();
    return ImGui::GetIO().Fonts->AddFontFromFileTTF(file.c_str(), static_cast<float>(height), &config,
                                                    letters);
}

// Adds the wide letters to the font that was added last. Two cells are wider than the font's own letters, so
// they are made larger; they still stay within a cell's height.
bool add_wide(std::string const& file, int height, std::vector<ImWchar> const& letters, Cut cut)
{
    if (file.empty() || letters.empty())
        return true;
    ImFontConfig config = config_of();
    config.MergeMode = true;
    config.FontBuilderFlags = cut == Cut::bold ? unsigned{ImGuiFreeTypeBuilderFlags_Bold} : 0;
    auto const size = std::floor(static_cast<float>(height) * wide_scale);
    return ImGui::GetIO().Fonts->AddFontFromFileTTF(file.c_str(), size, &config, letters.data()) != nullptr;
}

} // namespace

emu::Outcome<FontFiles> find_fonts()
{
    FontFiles files;
    files.plain = find_file(mono_folders, "DejaVuSansMono.ttf");
    files.bold = find_file(mono_folders, "DejaVuSansMono-Bold.ttf");
    files.wide = find_file(wide_folders, "wqy-microhei.ttc");
    if (!files.plain.empty() && !files.bold.empty())
        return files;
    return emu::Refusal{
        "the font DejaVu Sans Mono was not found below XDG_DATA_DIRS: install fonts-dejavu-core"};
}

emu::Outcome<Fonts> load_fonts(FontFiles const& files, int height, std::set<char32_t> const& wide)
{
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
    atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    auto const letters = ranges_of(wide); // read by Build()
    Fonts fonts;
    fonts.plain = add(files.plain, height, ranges);
    bool whole = add_wide(files.wide, height, letters, Cut::as_it_is);
    fonts.bold = add(files.bold, height, ranges);
    whole = add_wide(files.wide, height, letters, Cut::bold) && whole;
    fonts.large = add(files.bold, 2 * height, large_ranges);
    whole = add_wide(files.wide, 2 * height, letters, Cut::bold) && whole;
    if (!whole || fonts.plain == nullptr || fonts.bold == nullptr || fonts.large == nullptr || !atlas.Build())
        return emu::Refusal{"the font " + files.plain + (files.wide.empty() ? "" : " or " + files.wide) +
                            " could not be read: install fonts-dejavu-core and fonts-wqy-microhei again"};
    fonts.cell_height = height;
    fonts.cell_width = static_cast<int>(std::ceil(fonts.plain->GetCharAdvance('0')));
    return fonts;
}

} // namespace ringside::gui
