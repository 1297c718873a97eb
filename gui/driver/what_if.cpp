// What if the check that has just failed had passed: one of the changes that the session offers is made by
// hand. The run is another one from there on; restarting takes it back.
#include "gui/driver.hpp"

#include "gui/text/told.hpp"

namespace ringside::gui {

bool Driver::perform_what_if(Request const& request)
{
    if (request.command != Command::what_if)
        return false;
    auto const remedies = session_->remedies();
    if (request.value >= remedies.size()) {
        say(tr_("No field decides a check here."), true);
        return true;
    }
    auto const changed = session_->change(remedies[request.value].change);
    if (changed.ok())
        say(tr_("Changed by hand: restarting takes it back."));
    else
        say(told(tr_, changed.sentence()), true);
    return true;
}

} // namespace ringside::gui
