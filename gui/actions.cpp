// What lies under the mouse: panels draw from the bottom up, so the last widget is the one on top.
#include "gui/actions.hpp"

#include <algorithm>

namespace ringside::gui {

Widget const* Actions::at(int column, int row, Gesture gesture) const
{
    for (auto widget = widgets_.rbegin(); widget != widgets_.rend(); ++widget) {
        if (!widget->area.contains(column, row))
            continue;
        if (widget->name.empty()) // a cover
            return nullptr;
        // A click goes to what can be dragged as well: a drag begins with one.
        bool const answers = widget->gesture == gesture || gesture == Gesture::nothing ||
                             (gesture == Gesture::click && widget->gesture == Gesture::drag);
        if (answers)
            return &*widget;
    }
    return nullptr;
}

// The one on top: a panel's own widget rather than the panel.
Widget const* Actions::find(std::string_view name) const
{
    auto const found = std::find_if(widgets_.rbegin(), widgets_.rend(),
                                    [name](Widget const& widget) { return widget.name == name; });
    return found == widgets_.rend() ? nullptr : &*found;
}

} // namespace ringside::gui
