// Draws ImGui's triangles with SDL. SDL2 documentation, "SDL_RenderGeometryRaw"; Dear ImGui,
// "docs/BACKENDS.md".
#include "gui/platform/renderer.hpp"

#include <SDL2/SDL.h>
#include <imgui/imgui.h>

#include <string>

namespace ringside::gui {

Renderer::~Renderer()
{
    if (font_texture_ != nullptr)
        SDL_DestroyTexture(font_texture_);
    if (page_ != nullptr)
        SDL_DestroyTexture(page_);
}

bool Renderer::prepare_page(int width, int height)
{
    if (page_ != nullptr && width == width_ && height == height_)
        return false;
    if (page_ != nullptr)
        SDL_DestroyTexture(page_);
    width_ = width;
    height_ = height;
    page_ = SDL_CreateTexture(target_, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_TARGET, width, height);
    if (page_ != nullptr)
        SDL_SetTextureBlendMode(page_, SDL_BLENDMODE_NONE);
    return true;
}

emu::Outcome<void> Renderer::upload_fonts()
{
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.GetTexDataAsRGBA32(&pixels, &width, &height);
    if (font_texture_ != nullptr)
        SDL_DestroyTexture(font_texture_);
    font_texture_ =
        SDL_CreateTexture(target_, SDL_PIXELFORMAT_ABGR8888, SDL_TEXTUREACCESS_STATIC, width, height);
    if (font_texture_ == nullptr || SDL_UpdateTexture(font_texture_, nullptr, pixels, 4 * width) != 0)
        return emu::Refusal{std::string("the letters could not be given to the display: ") + SDL_GetError()};
    SDL_SetTextureBlendMode(font_texture_, SDL_BLENDMODE_BLEND);
    SDL_SetTextureScaleMode(font_texture_, SDL_ScaleModeNearest);
    atlas.SetTexID(font_texture_);
    return {};
}

void Renderer::draw(ImDrawData const& data)
{
    if (page_ != nullptr)
        SDL_SetRenderTarget(target_, page_);
    for (int i = 0; i < data.CmdListsCount; ++i) {
        ImDrawList const& list = *data.CmdLists[i];
        for (ImDrawCmd const& command : list.CmdBuffer) {
            SDL_Rect const clip = {static_cast<int>(command.ClipRect.x), static_cast<int>(command.ClipRect.y),
                                   static_cast<int>(command.ClipRect.z - command.ClipRect.x),
                                   static_cast<int>(command.ClipRect.w - command.ClipRect.y)};
            if (command.ElemCount == 0 || clip.w <= 0 || clip.h <= 0)
                continue;
            SDL_RenderSetClipRect(target_, &clip);
            ImDrawVert const* const vertices = list.VtxBuffer.Data + command.VtxOffset;
            // The index and the colour are where SDL wants them: 16 bits, and red, green, blue, alpha in
            // bytes.
            SDL_RenderGeometryRaw(target_, static_cast<SDL_Texture*>(command.GetTexID()), &vertices->pos.x,
                                  sizeof(ImDrawVert), reinterpret_cast<SDL_Color const*>(&vertices->col),
                                  sizeof(ImDrawVert), &vertices->uv.x, sizeof(ImDrawVert),
                                  list.VtxBuffer.Size - static_cast<int>(command.VtxOffset),
                                  list.IdxBuffer.Data + command.IdxOffset,
                                  static_cast<int>(command.ElemCount), sizeof(ImDrawIdx));
        }
    }
    SDL_RenderSetClipRect(target_, nullptr);
    if (page_ != nullptr) {
        SDL_SetRenderTarget(target_, nullptr);
        SDL_RenderCopy(target_, page_, nullptr, nullptr);
    }
}

} // namespace ringside::gui
