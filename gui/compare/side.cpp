// Moving one machine and counting on the way. Next: comparison.cpp.
#include "gui/compare/side.hpp"

namespace ringside::gui {

Side::Side(Catalogue tr, Started started)
    : session_(std::move(started.session)), ledger_(std::move(started.ledger)), builder_(tr),
      figures_(ledger_.figures_at(0))
{}

// A machine that is shown for the first time is stepped to its place: else all that it did since its start
// would count as what the last step changed.
void Side::go(std::size_t stand, Face const& face)
{
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
    // Where it was interrupted on the way it stands elsewhere, and that is what is shown.
    auto const reached = session_->position();
    bool const there = reached.time == wanted.time && reached.micro_step == wanted.micro_step;
    stand_ = there ? stand : ledger_.find(reached.time, reached.micro_step).value_or(stand_);
    figures_ = ledger_.figures_at(stand_);
    show(face);
}

void Side::adopt(std::size_t stand, ViewBuilder::Memory const& memory, Face const& face)
{
    builder_.go_on_from(memory);
    stand_ = stand;
    figures_ = ledger_.figures_at(stand_);
    show(face);
}

void Side::show(Face const& face)
{
    auto view = std::make_shared<View>(builder_.stopped(*session_, face.room, face.choices));
    view->keys = face.keys;
    view_ = std::move(view);
}

} // namespace ringside::gui
