// One of the two stacks: fixed addresses, a marker that moves. Read next: stack.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view.hpp"
#include "gui/widgets/block.hpp"

#include <string>

namespace ringside::gui {

class StackPanel
{
public:
    enum class Stack : uint8_t
    {
        user,
        kernel,
    };
    StackPanel(Canvas& canvas, Area area, Stack stack) : canvas_(canvas), area_(area), stack_(stack) {}
    void draw(View const& view, Actions& actions);

private:
    void draw_title(View const& view, Block& block, Actions& actions);
    StackView const& shown(View const& view) const;
    std::string name() const;

    Canvas& canvas_;
    Area area_;
    Stack stack_;
};

} // namespace ringside::gui
