// What stands round one machine's panels in the compare view: its title with the lamp, the phase it is in or
// what it waits for, and a row of registers. Next: compare_side.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/compare/layout.hpp"
#include "gui/view.hpp"

namespace ringside::gui {

class CompareSidePanel
{
public:
    // `place`: 0 for the left one.
    CompareSidePanel(Canvas& canvas, SideLayout const& layout, std::size_t place)
        : canvas_(canvas), layout_(layout), place_(place)
    {}
    void draw(View const& view, Actions& actions);

private:
    void draw_title(View const& view, CompareSide const& side);
    void draw_phase(CompareSide const& side);
    void draw_note(CompareSide const& side);
    void draw_registers(View const& view, CompareSide const& side);

    Canvas& canvas_;
    SideLayout layout_;
    std::size_t place_;
};

} // namespace ringside::gui
