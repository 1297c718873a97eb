// Looking round in the code, breakpoints and the cursor: nothing here moves the machine. Next: runs.cpp, for
// the run to the cursor.
#include "gui/driver.hpp"

#include <algorithm>
#include <iterator>

namespace ringside::gui {

namespace {

// The address of the instruction that is so many after the one at `from`; as far as the listing goes.
uint64_t moved(emu::Session const& session, uint64_t from, int by)
{
    auto const above = static_cast<unsigned>(std::max(-by, 0));
    auto const lines = session.code(from, above, static_cast<unsigned>(std::max(by, 0)));
    if (lines.empty())
        return from;
    return by < 0 ? lines.front().address : lines.back().address;
}

} // namespace

// Where a command that names no address acts.
uint64_t Driver::code_cursor() const
{
    return choices_.code.cursor.value_or(view_.code.away ? view_.code.anchor : session_->state().rip);
}

void Driver::move_cursor(int by)
{
    choices_.code.cursor = moved(*session_, code_cursor(), by);
    // A cursor that leaves the panel takes it along.
    auto const shown = std::any_of(view_.code.rows.begin(), view_.code.rows.end(),
                                   [&](CodeRow const& row) { return row.address == *choices_.code.cursor; });
    if (!shown)
        choices_.code.anchor = choices_.code.cursor;
}

void Driver::toggle_breakpoint(uint64_t address)
{
    auto const& all = session_->breakpoints();
    if (std::find(all.begin(), all.end(), address) != all.end())
        session_->remove_breakpoint(address);
    else
        session_->add_breakpoint(address);
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
    CodeChoice& code = choices_.code;
    int const page = std::max(static_cast<int>(room_.code_rows) - 4, 1);
    switch (request.command) {
    case Command::breakpoint:
        toggle_breakpoint(request.value != 0 ? request.value : code_cursor());
        break;
    case Command::put_cursor:
        code.cursor = request.value;
        break;
    case Command::row_up: // outside the tables view
    case Command::row_down:
        move_cursor(request.command == Command::row_up ? -1 : 1);
        break;
    case Command::scroll_code:
        code.anchor =
            moved(*session_, view_.code.anchor, static_cast<int>(static_cast<int64_t>(request.value)));
        break;
    case Command::code_page_up:
    case Command::code_page_down:
        code.anchor =
            moved(*session_, view_.code.anchor, request.command == Command::code_page_up ? -page : page);
        break;
    case Command::show_code:
        code.return_to_rip();
        code.anchor = request.value;
        code.cursor = request.value;
        break;
    case Command::show_level:
        show_level(static_cast<unsigned>(request.value));
        break;
    case Command::return_to_rip:
        code.return_to_rip();
        code.cursor.reset();
        break;
    default:
        return false;
    }
    return true;
}

} // namespace ringside::gui
