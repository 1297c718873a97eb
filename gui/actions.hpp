// What panels and keys may ask for. A panel never touches the machine: it asks here, and the driver does it
// after the frame. Read next: driver.cpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/keys.hpp"

#include <vector>

namespace ringside::gui {

// A place that can be clicked, and what the click asks for.
struct Button
{
    Area area{};
    Command command = Command::micro_step;
};

class Actions
{
public:
    void request(Command command) { requested_.push_back(command); }
    // A panel drew something that asks for `command` when it is clicked.
    void offer(Area area, Command command) { buttons_.push_back({area, command}); }
    // A click on a cell: asks for what was offered there.
    void click(int column, int row)
    {
        for (Button const& button : buttons_)
            if (button.area.contains(column, row))
                request(button.command);
    }

    std::vector<Command> taken()
    {
        auto const all = requested_;
        requested_.clear();
        return all;
    }
    void forget_buttons() { buttons_.clear(); }

private:
    std::vector<Command> requested_;
    std::vector<Button> buttons_;
};

} // namespace ringside::gui
