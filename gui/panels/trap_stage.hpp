// What the processor does inside a transition, step by step. Read next: trap_stage.cpp, widgets/diagram.hpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"
#include "gui/widgets/block.hpp"

namespace ringside::gui {

class TrapStagePanel
{
public:
    TrapStagePanel(Canvas& canvas, Area area) : block_(canvas, area) {}
    void draw(View const& view, Actions& actions);

private:
    // Where its parts lie. Where the list of steps fits at full height, the words stand below the picture,
    // else below both.
    struct Parts
    {
        Area list{};
        Area picture{};
        Area words{};
    };
    Parts divide(View const& view) const;
    int words_rows(StageView const& stage, int columns) const;
    // Whether what the transition does not do finds room below the picture.
    bool note_fits(StageView const& stage, Area picture);

    void draw_title(View const& view);
    void draw_steps(StageView const& stage, Area area, Actions& actions);
    void draw_picture(StageView const& stage, Area area, Actions& actions);
    void draw_effects(View const& view, Area area);
    // `note`: what has no room elsewhere.
    void draw_words(View const& view, Area area, std::string const& note, Actions& actions);
    int draw_failure(View const& view, Block& words, Actions& actions);
    int draw_button(Block& words, int column, int row, std::string const& text, Request request,
                    std::string name, Actions& actions);

    Block block_;
};

} // namespace ringside::gui
