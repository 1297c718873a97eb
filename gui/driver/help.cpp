// Help: keys, explanations, the tour. While something is explained, a click explains what lies there instead
// of doing what it does otherwise; all keys but the few below keep their meaning, so that one can step and
// read.
#include "gui/driver.hpp"

#include <utility>

namespace ringside::gui {

bool Driver::perform_help(Request const& request)
{
    switch (request.command) {
    case Command::help:
        help_.page() == HelpPage::keys ? help_.close() : help_.list_keys();
        break;
    case Command::explain:
        if (request.text.empty() && help_.page() == HelpPage::explanation)
            help_.close();
        else
            help_.explain(request.text, view_);
        break;
    case Command::tour:
        begin_tour();
        break;
    case Command::dismiss:
        if (help_.page() == HelpPage::nothing)
            return false;
        help_.close();
        break;
    case Command::view_compare: // the third key of somebody's first minute; the view itself comes after this
        if (std::exchange(tour_waits_, false))
            begin_tour();
        return false;
    default:
        return false;
    }
    show_help();
    return true;
}

void Driver::begin_tour()
{
    help_.begin_tour();
    choices_.tour_seen = true;
}

// The keys that move on in what lies on top.
bool Driver::press_in_help(KeyPress press)
{
    bool const moves = help_.page() == HelpPage::tour || help_.page() == HelpPage::explanation;
    if (!moves || press.control || press.alt || press.shift)
        return false;
    bool const tour = help_.page() == HelpPage::tour;
    bool const on = press.key == Key::right || (tour && (press.key == Key::enter || press.key == Key::space));
    if (!on && press.key != Key::left)
        return false;
    frame(); // the widgets as they are now
    help_.move(on ? 1 : -1, actions_.widgets());
    show_help();
    return true;
}

// A click while something is explained.
bool Driver::click_in_help(int column, int row)
{
    if (help_.page() == HelpPage::keys) {
        help_.close();
        show_help();
        return true;
    }
    if (help_.page() != HelpPage::explanation)
        return false;
    ask(column, row);
    return true;
}

void Driver::show_help()
{
    view_.help = help_.view(view_);
}

} // namespace ringside::gui
