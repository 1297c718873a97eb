// Moving one machine and counting on the way. Next: comparison.cpp.
#include "gui/compare/side.hpp"

#include "gui/code_browser.hpp"

#include <algorithm>
#include <filesystem>

namespace ringside::gui {

Side::Side(Catalogue tr, Started started)
    : session_(std::move(started.session)), ledger_(std::move(started.ledger)), bundled_(started.bundled),
      builder_(tr), figures_(ledger_.figures_at(0))
{}

std::string Side::name() const
{
    return std::filesystem::path(ledger_.measured.program).filename().string();
}

// A machine that is shown for the first time is stepped to its place: else all that it did since its start
// would count as what the last step changed.
void Side::go(std::size_t stand, Face const& face)
{
    code_.return_to_rip();
    if (view_ == nullptr && stand > 0)
        move(stand - 1, face);
    move(stand, face);
}

void Side::move(std::size_t stand, Face const& face)
{
    auto const& wanted = ledger_.stands[stand];
    bool const next = stand == stand_ + 1 && wanted.passed == 0 && view_ != nullptr;
    if (next)
        static_cast<void>(session_->micro_step());
    auto const here = session_->position();
    if (here.time != wanted.time || here.micro_step != wanted.micro_step)
        static_cast<void>(session_->go_to_time(wanted.time, wanted.micro_step));
    // The last step of SWAPGS and its like is done before RIP goes on: the place behind it is the same stand.
    if (!wanted.mid_transition && wanted.micro_step > 0 && session_->state().rip != wanted.rip)
        static_cast<void>(session_->go_to_time(wanted.time + 1));
    // Where it was interrupted on the way it stands elsewhere, and that is what is shown.
    auto const reached = session_->position();
    stand_ = ledger_.find(reached.time, reached.micro_step).value_or(stand_);
    figures_ = ledger_.figures_at(stand_);
    show(face);
}

void Side::adopt(std::size_t stand, ViewBuilder::Memory const& memory, Face const& face)
{
    builder_.go_on_from(memory);
    code_.return_to_rip();
    stand_ = stand;
    figures_ = ledger_.figures_at(stand_);
    show(face);
}

void Side::show(Face const& face)
{
    Choices choices = face.choices;
    choices.code = code_; // each machine has a code of its own
    auto view = std::make_shared<View>(builder_.stopped(*session_, face.room, choices));
    view->keys = face.keys;
    view_ = std::move(view);
}

bool Side::browse(Request const& request, Face const& face)
{
    if (!CodeBrowser(*session_, view_->code, code_, face.room.code_rows).perform(request))
        return false;
    show(face);
    return true;
}

uint64_t Side::code_cursor() const
{
    CodeChoice choice = code_;
    return CodeBrowser(*session_, view_->code, choice, 0).cursor();
}

bool Side::at_breakpoint(std::size_t stand) const
{
    auto const& all = session_->breakpoints();
    auto const& place = ledger_.stands[stand];
    return !place.mid_transition && std::find(all.begin(), all.end(), place.rip) != all.end();
}

} // namespace ringside::gui
