// An ImGui context, fonts and renderer together: shows a canvas on an SDL_Renderer, whether that draws into a
// window or into memory. Read next: window.hpp, picture.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/layout.hpp"
#include "gui/platform/fonts.hpp"
#include "gui/platform/pixels.hpp"
#include "gui/platform/renderer.hpp"
#include "gui/theme.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string_view>

struct ImGuiContext;

namespace ringside::gui {

class Screen
{
public:
    static emu::Outcome<std::unique_ptr<Screen>> make(SDL_Renderer* target, FontFiles const& files,
                                                      int height);
    ~Screen();
    Screen(Screen const&) = delete;
    Screen& operator=(Screen const&) = delete;

    emu::Outcome<void> set_height(int height);
    // Has these wide letters at hand, so that the first frame that shows them need not wait. Others are
    // fetched when a frame shows them.
    emu::Outcome<void> prepare(std::u32string_view letters);
    // Those that no font has.
    std::string lacking(std::u32string_view letters);
    // Whether wide letters can be shown at all.
    bool has_wide_font() const { return !files_.wide.empty(); }
    int height() const { return fonts_.cell_height; }
    // How many cells a target of this size holds.
    int columns(int width) const { return grid_ ? grid_->columns : width / fonts_.cell_width; }
    int rows(int height) const { return grid_ ? grid_->rows : height / fonts_.cell_height; }
    int column_at(int x) const { return (x - left_) / fonts_.cell_width; }
    int row_at(int y) const { return (y - top_) / fonts_.cell_height; }

    // Projector mode: always the same cells, in the largest letters that a target of this size has room for;
    // they lie in its middle. Tells how much there is room for.
    emu::Outcome<Detail> project(Mode mode, int width, int height);
    // Desk mode: letters of this height, and as many cells as there is room for.
    emu::Outcome<void> fill(int letters);

    // Draws; the caller presents.
    void show(Canvas const& canvas, ThemeName theme, int width, int height);

    // What was drawn, before it is presented.
    Pixels pixels(int width, int height);
    // The cells of an area out of such a picture.
    Pixels part(Pixels const& whole, Area area) const;

private:
    Screen(SDL_Renderer* target, FontFiles files);
    emu::Outcome<void> load(int height);
    emu::Outcome<void> fit(Grid grid, int width, int height);

    ImGuiContext* context_;
    SDL_Renderer* target_;
    Renderer renderer_;
    FontFiles files_;
    Fonts fonts_{};
    std::set<char32_t> wide_;  // the wide letters in the fonts
    std::optional<Grid> grid_; // of projector mode
    int left_ = 0;             // of the first cell, in pixels
    int top_ = 0;
    std::optional<ThemeName> shown_theme_;
    std::optional<Canvas> shown_; // what the page holds
};

} // namespace ringside::gui
