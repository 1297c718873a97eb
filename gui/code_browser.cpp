// The cursor, the anchor of the listing, and breakpoints. Next: view/code.cpp, which shows them.
#include "gui/code_browser.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int kept_rows = 4; // that a page before had already

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

uint64_t CodeBrowser::cursor() const
{
    return choice_.cursor.value_or(shown_.away ? shown_.anchor : session_.state().rip);
}

void CodeBrowser::move_cursor(int by)
{
    choice_.cursor = moved(session_, cursor(), by);
    // A cursor that leaves the panel takes it along.
    auto const shown = std::any_of(shown_.rows.begin(), shown_.rows.end(),
                                   [&](CodeRow const& row) { return row.address == *choice_.cursor; });
    if (!shown)
        choice_.anchor = choice_.cursor;
}

void CodeBrowser::scroll(int by)
{
    choice_.anchor = moved(session_, shown_.anchor, by);
}

void CodeBrowser::toggle_breakpoint(uint64_t address)
{
    auto const& all = session_.breakpoints();
    if (std::find(all.begin(), all.end(), address) != all.end())
        session_.remove_breakpoint(address);
    else
        session_.add_breakpoint(address);
}

bool CodeBrowser::perform(Request const& request)
{
    int const page = std::max(static_cast<int>(rows_) - kept_rows, 1);
    switch (request.command) {
    case Command::breakpoint:
        toggle_breakpoint(request.value != 0 ? request.value : cursor());
        break;
    case Command::put_cursor:
        choice_.cursor = request.value;
        break;
    case Command::row_up: // outside the tables view
        move_cursor(-1);
        break;
    case Command::row_down:
        move_cursor(1);
        break;
    case Command::scroll_code:
        scroll(static_cast<int>(static_cast<int64_t>(request.value)));
        break;
    case Command::code_page_up:
        scroll(-page);
        break;
    case Command::code_page_down:
        scroll(page);
        break;
    case Command::show_code:
        choice_.return_to_rip();
        choice_.anchor = request.value;
        choice_.cursor = request.value;
        break;
    case Command::return_to_rip:
        choice_.return_to_rip();
        choice_.cursor.reset();
        break;
    default:
        return false;
    }
    return true;
}

} // namespace ringside::gui
