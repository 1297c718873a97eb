// Which registers have a row of their own and which share one, so that all of them fit. Read next:
// panels/registers.cpp.
#pragma once

#include "gui/view/registers_view.hpp"

#include <string>
#include <vector>

namespace ringside::gui {

// One row of the panel: a heading, or one register, or two.
struct RegisterLine
{
    std::string heading{};
    RegisterRow const* first = nullptr;
    RegisterRow const* second = nullptr;
    bool half = false; // `first` has only the left half, though there is no second
};

// What explains it: "register.rax" also of EAX, and one widget for all XMM registers, and for the x87 stack.
std::string register_widget(RegisterRow const& row);

// At most `room` lines. With headings where there is room for them; else without; else two registers share a
// row, first those that neither changed nor have a role, from the last group up, then the others. What still
// finds no room is left out from the end.
std::vector<RegisterLine> register_lines(RegistersView const& registers, int room);

} // namespace ringside::gui
