// What a person chooses to see. None of it needs the machine, so it works while the machine runs.
#include "gui/driver.hpp"

namespace ringside::gui {

bool Driver::perform_choice(Request const& request)
{
    switch (request.command) {
    case Command::larger:
    case Command::smaller:
    case Command::full_screen:
    case Command::save_picture:
        for_window_.push_back(request);
        return true;
    case Command::view_single:
        choices_.mode = Mode::single;
        break;
    case Command::view_compare:
        choices_.mode = Mode::compare;
        break;
    case Command::view_tables:
        choices_.mode = Mode::tables;
        break;
    default:
        return false;
    }
    refresh();
    return true;
}

} // namespace ringside::gui
