// The code panel of the single view: looking round in it, and at the levels that called. Next: runs.cpp, for
// the run to the cursor.
#include "gui/code_browser.hpp"
#include "gui/driver.hpp"

namespace ringside::gui {

uint64_t Driver::code_cursor()
{
    return CodeBrowser(*session_, view_.code, choices_.code, room_.code_rows).cursor();
}

// A level's code, and the slot in which the way back to it is kept.
void Driver::show_level(unsigned level)
{
    auto const frames = session_->frames();
    choices_.code.return_to_rip();
    choices_.code.level = level;
    if (level < frames.size() && frames[level].slot)
        choices_.stacks.selected = frames[level].slot;
}

bool Driver::perform_code(Request const& request)
{
    if (request.command != Command::show_level)
        return CodeBrowser(*session_, view_.code, choices_.code, room_.code_rows).perform(request);
    show_level(static_cast<unsigned>(request.value));
    return true;
}

} // namespace ringside::gui
