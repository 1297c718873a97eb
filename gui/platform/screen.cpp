// One frame: ImGui is given a fixed time step and no settings file, so that the same canvas gives the same
// bytes.
#include "gui/platform/screen.hpp"

#include "gui/platform/paint.hpp"

#include <SDL2/SDL.h>
#include <imgui/imgui.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace ringside::gui {

namespace {

std::u32string wide_letters_of(Canvas const& canvas)
{
    std::u32string letters;
    for (int row = 0; row < canvas.rows(); ++row)
        for (int column = 0; column < canvas.columns(); ++column)
            if (char32_t const letter = canvas.cell(column, row).letter; width_of(letter) == 2)
                letters.push_back(letter);
    for (LargeText const& large : canvas.large_texts())
        letters += letters_of(large.text);
    return letters;
}

} // namespace

Screen::Screen(SDL_Renderer* target, FontFiles files)
    : context_(ImGui::CreateContext()), target_(target), renderer_(target), files_(std::move(files))
{
    ImGui::SetCurrentContext(context_);
    ImGui::GetIO().IniFilename = nullptr;
    ImGui::GetIO().LogFilename = nullptr;
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
}

Screen::~Screen()
{
    ImGui::DestroyContext(context_);
}

emu::Outcome<std::unique_ptr<Screen>> Screen::make(SDL_Renderer* target, FontFiles const& files, int height)
{
    std::unique_ptr<Screen> screen(new Screen(target, files));
    if (auto const set = screen->set_height(height); !set.ok())
        return set.refusal();
    return screen;
}

emu::Outcome<void> Screen::set_height(int height)
{
    return load(height);
}

// A guest may print any letters: so many are had at a time, the rest are shown as the font's sign for none.
emu::Outcome<void> Screen::prepare(std::u32string_view letters)
{
    constexpr std::size_t most_wide = 8000;
    std::vector<char32_t> added;
    for (char32_t const letter : letters)
        if (width_of(letter) == 2 && wide_.size() < most_wide && wide_.insert(letter).second)
            added.push_back(letter);
    if (added.empty() || files_.wide.empty())
        return {};
    auto const loaded = load(height());
    if (loaded.ok())
        return {};
    for (char32_t const letter : added)
        wide_.erase(letter);
    static_cast<void>(load(height())); // as it was before
    return loaded;
}

std::string Screen::lacking(std::u32string_view letters)
{
    static_cast<void>(prepare(letters));
    std::u32string missing;
    for (char32_t const letter : letters) {
        bool const blank = letter == U' ' || letter == U'\n';
        bool const known = letter < 0x10000 &&
                           fonts_.plain->FindGlyphNoFallback(static_cast<ImWchar>(letter)) != nullptr &&
                           fonts_.bold->FindGlyphNoFallback(static_cast<ImWchar>(letter)) != nullptr;
        if (!blank && !known && missing.find(letter) == missing.npos)
            missing.push_back(letter);
    }
    return utf8_of(missing);
}

emu::Outcome<void> Screen::load(int height)
{
    ImGui::SetCurrentContext(context_);
    auto fonts = load_fonts(files_, height, wide_);
    shown_.reset();
    fonts_.plain = nullptr; // the atlas is another one
    if (!fonts.ok())
        return fonts.refusal();
    fonts_ = fonts.value();
    return renderer_.upload_fonts();
}

// A cell is a little wider than half its height: the estimate is right or a little too large.
emu::Outcome<void> Screen::fit(Grid grid, int width, int height)
{
    constexpr int smallest = 4;
    int const widest = (width / grid.columns + 1) * fonts_.cell_height / std::max(fonts_.cell_width - 1, 1);
    int letters = std::max(std::min(height / grid.rows, widest), smallest);
    while (true) {
        if (letters != fonts_.cell_height)
            if (auto const set = set_height(letters); !set.ok())
                return set.refusal();
        if (fonts_.cell_width * grid.columns <= width || letters == smallest)
            break;
        --letters;
    }
    grid_ = grid;
    left_ = std::max(width - grid.columns * fonts_.cell_width, 0) / 2;
    top_ = std::max(height - grid.rows * fonts_.cell_height, 0) / 2;
    shown_.reset();
    return {};
}

emu::Outcome<Detail> Screen::project(Mode mode, int width, int height)
{
    if (auto const fitted = fit(projector_grid, width, height); !fitted.ok())
        return fitted.refusal();
    if (mode != Mode::single || fonts_.cell_height >= least_projected)
        return Detail::all;
    if (auto const fitted = fit(essential_grid, width, height); !fitted.ok())
        return fitted.refusal();
    return Detail::essential;
}

emu::Outcome<void> Screen::fill(int letters)
{
    grid_.reset();
    left_ = 0;
    top_ = 0;
    shown_.reset();
    return letters == fonts_.cell_height ? emu::Outcome<void>() : set_height(letters);
}

void Screen::show(Canvas const& canvas, ThemeName theme, int width, int height)
{
    // Letters that cannot be had are shown as the font's sign for that.
    static_cast<void>(prepare(wide_letters_of(canvas)));
    ImGui::SetCurrentContext(context_);
    if (fonts_.plain == nullptr)
        return; // the font files went away while the window is open
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DeltaTime = 1.0f / 60.0f;
    ImGui::NewFrame();
    bool const fresh = renderer_.prepare_page(width, height);
    bool const same_grid = shown_ && shown_->columns() == canvas.columns() &&
                           shown_->rows() == canvas.rows() && shown_theme_ == theme && !fresh;
    Place const place{left_, top_, width, height};
    paint(canvas, same_grid ? &*shown_ : nullptr, fonts_, theme_of(theme), place,
          *ImGui::GetBackgroundDrawList());
    shown_ = canvas;
    shown_theme_ = theme;
    ImGui::Render();
    renderer_.draw(*ImGui::GetDrawData());
}

Pixels Screen::pixels(int width, int height)
{
    Pixels pixels{width, height, std::vector<uint8_t>(4 * static_cast<std::size_t>(width * height))};
    SDL_RenderReadPixels(target_, nullptr, SDL_PIXELFORMAT_ABGR8888, pixels.bytes.data(), 4 * width);
    return pixels;
}

Pixels Screen::part(Pixels const& whole, Area area) const
{
    int const x = left_ + area.column * fonts_.cell_width;
    int const y = top_ + area.row * fonts_.cell_height;
    Pixels pixels;
    pixels.width = std::min(area.columns * fonts_.cell_width, whole.width - x);
    pixels.height = std::min(area.rows * fonts_.cell_height, whole.height - y);
    auto const row_bytes = 4 * static_cast<std::size_t>(pixels.width);
    pixels.bytes.resize(row_bytes * static_cast<std::size_t>(pixels.height));
    for (int row = 0; row < pixels.height; ++row)
        std::memcpy(pixels.bytes.data() + row_bytes * static_cast<std::size_t>(row),
                    whole.bytes.data() + 4 * static_cast<std::size_t>((y + row) * whole.width + x),
                    row_bytes);
    return pixels;
}

} // namespace ringside::gui
