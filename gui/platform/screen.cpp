// One frame: ImGui is given a fixed time step and no settings file, so that the same canvas gives the same
// bytes.
#include "gui/platform/screen.hpp"

#include "gui/platform/paint.hpp"

#include <imgui/imgui.h>

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
    : context_(ImGui::CreateContext()), renderer_(target), files_(std::move(files))
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

emu::Outcome<void> Screen::prepare(std::u32string_view letters)
{
    auto const had = wide_.size();
    for (char32_t const letter : letters)
        if (width_of(letter) == 2)
            wide_.insert(letter);
    return wide_.size() == had || files_.wide.empty() ? emu::Outcome<void>() : load(height());
}

emu::Outcome<void> Screen::load(int height)
{
    ImGui::SetCurrentContext(context_);
    auto fonts = load_fonts(files_, height, wide_);
    if (!fonts.ok())
        return fonts.refusal();
    fonts_ = fonts.value();
    shown_.reset();
    return renderer_.upload_fonts();
}

void Screen::show(Canvas const& canvas, Theme const& theme, int width, int height)
{
    // Letters that cannot be had are shown as the font's sign for that.
    static_cast<void>(prepare(wide_letters_of(canvas)));
    ImGui::SetCurrentContext(context_);
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DeltaTime = 1.0f / 60.0f;
    ImGui::NewFrame();
    bool const fresh = renderer_.prepare_page(width, height);
    bool const same_grid =
        shown_ && shown_->columns() == canvas.columns() && shown_->rows() == canvas.rows() && !fresh;
    paint(canvas, same_grid ? &*shown_ : nullptr, fonts_, theme, *ImGui::GetBackgroundDrawList());
    shown_ = canvas;
    ImGui::Render();
    renderer_.draw(*ImGui::GetDrawData());
}

} // namespace ringside::gui
