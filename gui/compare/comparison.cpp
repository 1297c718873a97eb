// What a key does to both machines. Which of them moves is decided in alignment.cpp. Next: begin.cpp.
#include "gui/compare/comparison.hpp"

#include "cpu/result.hpp"
#include "emu/compare/paths.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace ringside::gui {

namespace {

Stride stride_of(StepUnit unit)
{
    switch (unit) {
    case StepUnit::micro_step:
        return Stride::micro_step;
    case StepUnit::instruction:
    case StepUnit::line:
        return Stride::instruction;
    case StepUnit::call:
    case StepUnit::system_call:
        break;
    }
    return Stride::phase;
}

} // namespace

void Comparison::say(std::string sentence, bool failed)
{
    sentence_ = std::move(sentence);
    failed_ = failed;
}

std::vector<std::size_t> Comparison::places() const
{
    std::vector<std::size_t> list;
    for (std::size_t place = 0; place < sides_.size(); ++place)
        if (sides_[place] != nullptr)
            list.push_back(place);
    return list;
}

std::vector<Cursor> Comparison::cursors() const
{
    std::vector<Cursor> list;
    for (std::size_t const place : places())
        list.push_back(sides_[place]->cursor());
    return list;
}

bool Comparison::move(std::vector<std::size_t> const& stands)
{
    auto const list = places();
    bool moved = false;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto const& side = sides_[list[i]];
        if (side->cursor().stand == stands[i])
            continue;
        side->go(stands[i], face_);
        moved = true;
    }
    chosen_phase_.reset();
    if (moved || list.empty())
        return moved;
    bool const at_start = cursors().front().stand == 0;
    say(at_start ? tr_("This is the beginning of the request.") : tr_("This is the end of the request."),
        true);
    return false;
}

void Comparison::stride(Stride stride)
{
    move(forwards(cursors(), stride));
}

void Comparison::stride_back(Stride stride)
{
    move(backwards(cursors(), stride));
}

Comparison::Walk Comparison::walk(Strides strides, Stride stride, Stops const& stops) const
{
    auto const list = places();
    auto now = cursors();
    auto const ends = strides(now, stride);
    Walk walk;
    for (Cursor const& cursor : now)
        walk.stands.push_back(cursor.stand);
    while (!walk.stopped && walk.stands != ends) {
        auto next = strides(now, Stride::instruction);
        ASSERT(next != walk.stands); // the ends are reached by instructions
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (next[i] == now[i].stand)
                continue;
            if (stops(list[i], now[i].ledger->stands[now[i].stand], next[i]))
                walk.stopped = list[i];
            now[i].stand = next[i];
        }
        walk.stands = std::move(next);
    }
    return walk;
}

void Comparison::to_ring_change()
{
    move(walk(forwards, Stride::request, [this](std::size_t place, emu::Stand const& from, std::size_t to) {
             return sides_[place]->ledger().stands[to].ring != from.ring;
         }).stands);
}

void Comparison::to_breakpoint(Strides strides, Stride stride)
{
    auto const reached = walk(strides, stride, [this](std::size_t place, emu::Stand const&, std::size_t to) {
        return sides_[place]->at_breakpoint(to);
    });
    move(reached.stands);
    if (!reached.stopped)
        return;
    active_ = *reached.stopped;
    say(sides_[active_]->name() + ": " + tr_("Stopped at a breakpoint."));
}

// Of the active side; the other one keeps up with it.
void Comparison::to_cursor()
{
    if (sides_[active_] == nullptr)
        return;
    auto const address = sides_[active_]->code_cursor();
    auto const reached =
        walk(forwards, Stride::request, [&](std::size_t place, emu::Stand const&, std::size_t to) {
            auto const& stand = sides_[place]->ledger().stands[to];
            return place == active_ && !stand.mid_transition && stand.rip == address;
        });
    if (reached.stopped)
        move(reached.stands);
    else
        say(tr_("The request does not come to the cursor any more."), true);
}

// What the mouse asks for names its side, and chooses it.
bool Comparison::browse(Request const& request)
{
    auto const place = request.text == "right" ? 1 : request.text == "left" ? 0 : active_;
    if (sides_[place] == nullptr || !sides_[place]->browse(request, face_))
        return false;
    active_ = place;
    return true;
}

bool Comparison::units(Stride stride, int64_t count)
{
    auto now = cursors();
    std::vector<std::size_t> stands;
    for (Cursor const& cursor : now)
        stands.push_back(cursor.stand);
    for (int64_t i = 0; i < std::abs(count); ++i) {
        auto next = count > 0 ? forwards(now, stride) : backwards(now, stride);
        if (next == stands)
            break;
        stands = std::move(next);
        for (std::size_t side = 0; side < now.size(); ++side)
            now[side].stand = stands[side];
    }
    return move(stands);
}

bool Comparison::beat(uint64_t instructions)
{
    say({});
    moment_.reset();
    return instructions == 0 ? units(Stride::micro_step, 1)
                             : units(Stride::instruction, static_cast<int64_t>(instructions));
}

bool Comparison::perform_forwards(Request const& request)
{
    switch (request.command) {
    case Command::micro_step:
    case Command::timeline_forward:
        stride(Stride::micro_step);
        return true;
    case Command::instruction:
        stride(Stride::instruction);
        return true;
    case Command::over:
    case Command::out:
        to_breakpoint(forwards, Stride::phase);
        return true;
    case Command::run_to_cursor:
        to_cursor();
        return true;
    case Command::next_ring_change:
        to_ring_change();
        return true;
    case Command::next_system_call:
        go_to(emu::Phase::hardware_entry, 0);
        return true;
    case Command::resume:
        to_breakpoint(forwards, Stride::request);
        return true;
    case Command::timeline_end:
        stride(Stride::request);
        return true;
    default:
        return false;
    }
}

bool Comparison::perform_backwards(Request const& request)
{
    switch (request.command) {
    case Command::back_micro_step:
    case Command::timeline_back:
        stride_back(Stride::micro_step);
        return true;
    case Command::back_instruction:
        stride_back(Stride::instruction);
        return true;
    case Command::back_over:
    case Command::back_out:
        to_breakpoint(backwards, Stride::phase);
        return true;
    case Command::back_system_call:
        go_to(emu::Phase::hardware_entry, 0);
        return true;
    case Command::back_resume:
        to_breakpoint(backwards, Stride::request);
        return true;
    case Command::restart:
    case Command::timeline_start:
        stride_back(Stride::request);
        return true;
    default:
        return false;
    }
}

bool Comparison::perform_units(Request const& request)
{
    switch (request.command) {
    case Command::next_unit:
        units(stride_of(face_.choices.unit), 1);
        return true;
    case Command::previous_unit:
        units(stride_of(face_.choices.unit), -1);
        return true;
    case Command::ten_units:
        units(stride_of(face_.choices.unit), many_units);
        return true;
    case Command::back_ten_units:
        units(stride_of(face_.choices.unit), -many_units);
        return true;
    default:
        return false;
    }
}

bool Comparison::perform_choice(Request const& request)
{
    switch (request.command) {
    case Command::other_side:
        active_ = 1 - active_;
        return true;
    case Command::compare_side:
        active_ = request.value == 0 ? 0 : 1;
        return true;
    case Command::compare_enlarge:
        // As a key the next panel; clicked on the enlarged one, back to all of them.
        if (request.text.empty())
            zoom_ = static_cast<CompareZoom>((static_cast<unsigned>(zoom_) + 1) % 5);
        else
            zoom_ = zoom_ == static_cast<CompareZoom>(request.value)
                        ? CompareZoom::none
                        : static_cast<CompareZoom>(request.value);
        return true;
    case Command::compare_phase:
        chosen_phase_ = request.value;
        return true;
    case Command::compare_list:
        list_open_ ? void(list_open_ = false) : open_list();
        return true;
    case Command::compare_request:
        list_request_ = std::min<std::size_t>(request.value, emu::known_requests().size() - 1);
        return true;
    case Command::compare_machine:
        list_open_ = false;
        request.text.empty() ? swap_in_own() : swap_in(request.text);
        return true;
    case Command::dismiss:
        if (!list_open_ && zoom_ == CompareZoom::none)
            return false;
        zoom_ = list_open_ ? zoom_ : CompareZoom::none;
        list_open_ = false;
        return true;
    default:
        return false;
    }
}

bool Comparison::perform(Request const& request)
{
    if (perform_choice(request) || browse(request))
        return true;
    say({});
    moment_.reset();
    return perform_forwards(request) || perform_backwards(request) || perform_units(request);
}

// At what the active side has now.
void Comparison::open_list()
{
    auto const paths = emu::known_paths();
    auto const requests = emu::known_requests();
    auto const path = sides_[active_] != nullptr ? sides_[active_]->path() : std::string();
    auto const row = std::find(paths.begin(), paths.end(), path) - paths.begin();
    auto const request = std::find(requests.begin(), requests.end(), request_) - requests.begin();
    bool const is_own = own_ != nullptr && sides_[active_] == own_;
    bool const known = static_cast<std::size_t>(row) < paths.size();
    list_open_ = true;
    list_row_ = is_own || !known ? 0 : own_rows() + static_cast<std::size_t>(row);
    list_request_ = std::min(static_cast<std::size_t>(request), requests.size() - 1);
}

bool Comparison::press(KeyPress press)
{
    if (!list_open_)
        return false;
    auto const paths = emu::known_paths();
    auto const rows = own_rows() + paths.size();
    auto const requests = emu::known_requests().size();
    switch (press.key) {
    case Key::up:
        list_row_ = (list_row_ + rows - 1) % rows;
        return true;
    case Key::down:
        list_row_ = (list_row_ + 1) % rows;
        return true;
    case Key::left:
        list_request_ = (list_request_ + requests - 1) % requests;
        return true;
    case Key::right:
        list_request_ = (list_request_ + 1) % requests;
        return true;
    case Key::enter:
        return perform({Command::compare_machine, 0,
                        list_row_ < own_rows() ? "" : std::string(paths[list_row_ - own_rows()])});
    default:
        return false;
    }
}

void Comparison::go_to(emu::Phase phase, uint64_t steps)
{
    moment_ = {phase, steps};
    std::vector<std::size_t> stands;
    for (Cursor const& cursor : cursors())
        stands.push_back(stand_at(*cursor.ledger, phase, steps));
    move(stands);
    say({});
}

void Comparison::fit(Face const& face)
{
    bool const same = face.room == face_.room;
    face_ = face;
    if (same)
        return;
    for (auto const& side : sides_)
        if (side != nullptr)
            side->show(face_);
}

} // namespace ringside::gui
