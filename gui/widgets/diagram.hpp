// Draws the picture of a transition: two columns of boxes - tables at the left, the processor at the right -
// with arrows in the margin and in the gap between them. Boxes keep their places from the first micro-step to
// the last; where not all of them fit, the oldest make room. Read next: view/diagram_view.hpp, diagram.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/canvas.hpp"
#include "gui/view/diagram_view.hpp"

#include <string_view>
#include <vector>

namespace ringside::gui {

class DiagramDrawing
{
public:
    DiagramDrawing(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}

    // Links go to the column right of the area and down to `link_bottom`, where the stack's panel takes over.
    void draw(DiagramView const& diagram, int link_bottom, Actions& actions);
    // Rows in which all boxes have room.
    int rows_needed(DiagramView const& diagram);

private:
    struct PlacedField
    {
        DiagramField const* field = nullptr;
        Area area{};
        bool in_title = false; // if the title left room for it
        bool alone = false;
    };
    struct PlacedBox
    {
        DiagramBox const* box = nullptr;
        Area area{};
        std::vector<PlacedField> fields;
    };
    // A field's row within the box's left and right edge.
    struct Anchor
    {
        int left = 0; // half cells
        int right = 0;
        int y = 0;
        DiagramBox::Side side = DiagramBox::Side::tables;
    };

    // ---- where everything lies
    void divide();
    enum class Fields : uint8_t
    {
        all,      // also room for those that are to come
        appeared, // where there is not room for all
        current,  // where not even for those
    };
    PlacedBox measured(DiagramBox const& box, int column, int columns, Fields fields) const;
    std::vector<PlacedBox> measured(DiagramBox::Side side, Fields fields) const;
    Area const& side_area(DiagramBox::Side side) const
    {
        return side == DiagramBox::Side::tables || one_column_ ? left_ : right_;
    }
    void place(DiagramBox::Side side);
    static bool left_out(DiagramField const& field, Fields fields);
    static int rows_of(std::vector<PlacedBox> const& boxes);
    void keep_what_fits(std::vector<PlacedBox>& boxes, int rows) const;
    bool must_show(DiagramBox const& box) const;
    bool find(DiagramEnd const& end, Anchor& anchor) const;

    // ---- drawing
    void draw_box(PlacedBox const& placed);
    void draw_title(PlacedBox const& placed);
    void draw_field(PlacedField const& placed);
    void draw_spread(PlacedField const& placed, Style style);
    void draw_arrow(DiagramArrow const& arrow, int lane);
    void draw_link(SlotLink const& link, int link_bottom);

    Canvas& canvas_;
    Area area_;
    DiagramView const* diagram_ = nullptr;
    bool one_column_ = false;
    Area left_{};
    Area right_{};
    std::vector<PlacedBox> placed_;
};

} // namespace ringside::gui
