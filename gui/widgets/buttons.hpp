// A row of buttons, each with its key and its word. Read next: ../panels/control.cpp, ../panels/hint.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/widgets/block.hpp"

#include <string>

namespace ringside::gui {

struct ButtonText
{
    Command keyed = Command::none; // whose key it names
    std::string label;
    std::string name;             // of the widget
    Command asks = Command::none; // what a click asks for, if it is not the same
};

class ButtonRow
{
public:
    // In the first row of a block, up to `limit`.
    ButtonRow(Block& block, Actions& actions, Keys const& keys, int limit)
        : block_(block), actions_(actions), keys_(keys), limit_(limit)
    {}

    // Left out if there is no room for all of it.
    void add(ButtonText const& button, bool lit = false);
    int column() const { return column_; }

private:
    Block& block_;
    Actions& actions_;
    Keys const& keys_;
    int limit_;
    int column_ = 1;
};

} // namespace ringside::gui
