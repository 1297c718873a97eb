// Our backend between Dear ImGui and SDL_Renderer: one SDL_RenderGeometryRaw for each ImDrawCmd. It works on
// a window and on a picture in memory and gives the same bytes on both with SDL's software renderer. Read
// next: stage.hpp.
#pragma once

#include "emu/outcome.hpp"

struct ImDrawData;
struct SDL_Renderer;
struct SDL_Texture;

namespace ringside::gui {

class Renderer
{
public:
    explicit Renderer(SDL_Renderer* target) : target_(target) {}
    ~Renderer();
    Renderer(Renderer const&) = delete;
    Renderer& operator=(Renderer const&) = delete;

    // Takes the current context's font atlas over as a texture; again after each change of the fonts.
    emu::Outcome<void> upload_fonts();
    // Makes the page what it must be for a target of this size. True: it is new, and nothing is on it yet.
    bool prepare_page(int width, int height);
    // Draws on the page, over what is there, and puts the page on the target.
    void draw(ImDrawData const& data);

private:
    SDL_Renderer* target_;
    SDL_Texture* font_texture_ = nullptr;
    SDL_Texture* page_ =
        nullptr; // keeps what was drawn; a target's own contents do not outlive its presentation
    int width_ = 0;
    int height_ = 0;
};

} // namespace ringside::gui
