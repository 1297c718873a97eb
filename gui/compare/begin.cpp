// Which machines stand side by side. The single view's own program is one of them if its request can be
// measured; beside it stands a bundled one that takes another way. Otherwise both are bundled, and that is
// said. Next: shown.cpp.
#include "gui/compare/comparison.hpp"

#include "emu/compare/paths.hpp"
#include "gui/text/told.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr std::size_t first = 0;
constexpr std::size_t second = 1;

// The trap that the class knows best, and its rival.
std::string counterpart_of(std::string const& path)
{
    return path.starts_with("int80") ? "syscall" : "int80";
}

bool is_known_request(std::string const& name)
{
    auto const known = emu::known_requests();
    return std::find(known.begin(), known.end(), name) != known.end();
}

// The path of an exception that ring 3 is about to meet, or in the midst of. Every program begins with one,
// since its first page is not there yet: nobody has come there to see it.
std::string exception_path(emu::Session& session)
{
    if (session.position() == session.start())
        return {};
    auto const& transition = session.transition();
    if (transition.transition != cpu::Transition::exception || transition.rip >> 63 != 0)
        return {};
    switch (static_cast<cpu::Vector>(transition.vector)) {
    case cpu::Vector::page_fault:
        return "pf";
    case cpu::Vector::invalid_opcode:
        return "ud";
    default:
        return {};
    }
}

// Whether the session was the same at the request's beginning as the machine that was measured: it is not
// where something was typed or changed on the way. Looking there must not count as a stop: the session comes
// back by way of the place that was shown before this one.
bool goes_the_same_way(emu::Session& session, emu::Ledger const& ledger, emu::Position const& before)
{
    auto const here = session.position();
    auto const there = session.go_to_time(ledger.begin.time);
    bool const same = there.ok() && session.state() == ledger.begin;
    bool const shown = before.time >= session.start().time;
    auto const stop = shown ? before : session.start();
    static_cast<void>(session.go_to_time(stop.time, stop.micro_step));
    static_cast<void>(session.go_to_time(here.time, here.micro_step));
    return same;
}

} // namespace

void Comparison::begin(std::shared_ptr<emu::Session> const& session, ViewBuilder::Memory const& memory,
                       Face const& face)
{
    face_ = face;
    options_ = session->options();
    moment_.reset();
    say({});
    forget_if_changed(session, memory.before);
    if (resume(session, memory))
        return;
    sides_ = {};
    starts_ = {};
    refusals_ = {};
    active_ = first;
    if (auto const path = exception_path(*session); !path.empty() && beside_.empty())
        return begin_at_exception(path, session->position().micro_step);
    auto const position = session->position();
    // Two programs of one's own that have not begun: the request that each of them has marked.
    bool const marked = !beside_.empty() && position == session->start();
    auto const trap = marked ? 0 : std::max<uint64_t>(position.trap, 1);
    beginning_ = Beginning{session, memory, trap};
    auto recipe = recipe_for(session, trap);
    if (session->changed_run())
        take_fresh(recipe);
    starts_[first] = std::make_unique<Start>(std::move(recipe));
}

// What was typed or changed by hand is no part of the program.
void Comparison::take_fresh(Recipe& recipe)
{
    recipe.session = nullptr;
    say(tr_("This run was typed to or changed: beside it stands the program as it starts by itself."));
}

void Comparison::begin(std::array<std::string, 2> const& paths, std::string const& request,
                       emu::Options const& options, Face const& face)
{
    face_ = face;
    options_ = options;
    request_ = request;
    start(first, paths[first]);
    start(second, paths[second]);
}

// A machine that was typed to or changed by hand takes another way than its ledger.
void Comparison::forget_if_changed(std::shared_ptr<emu::Session> const& session, emu::Position const& before)
{
    std::map<Side const*, bool> known; // the same machine may be shown, started and our own
    auto const gone = [&](std::shared_ptr<Side> const& side) {
        if (side == nullptr || side->session() != session)
            return false;
        auto const [found, is_new] = known.try_emplace(side.get());
        if (is_new)
            found->second = session->changed_run() || !goes_the_same_way(*session, side->ledger(), before);
        return found->second;
    };
    for (auto& side : sides_)
        if (gone(side))
            side.reset();
    if (gone(own_))
        own_.reset();
    std::erase_if(started_, [&](auto const& one) { return gone(one.second); });
}

// A machine of the comparison was stepped in the single view: the other one follows it.
bool Comparison::resume(std::shared_ptr<emu::Session> const& session, ViewBuilder::Memory const& memory)
{
    for (std::size_t const place : {first, second}) {
        if (sides_[place] == nullptr || sides_[place]->session() != session)
            continue;
        auto const position = session->position();
        auto const stand = sides_[place]->ledger().find(position.time, position.micro_step);
        if (!stand)
            return false;
        active_ = place;
        sides_[place]->adopt(*stand, memory, face_);
        if (sides_[1 - place] != nullptr)
            sides_[1 - place]->go(same_moment(sides_[place]->cursor(), sides_[1 - place]->ledger()), face_);
        return true;
    }
    return false;
}

void Comparison::begin_at_exception(std::string const& path, unsigned steps)
{
    moment_ = {emu::Phase::hardware_entry, steps};
    say(tr_("A fault is no request: beside the program's own, these are bundled machines."));
    start(first, path);
    start(second, counterpart_of(path));
}

void Comparison::put_beside(std::string const& file)
{
    beside_ = file;
    if (sides_[active_] == nullptr || starts_[active_] != nullptr)
        return; // the counterpart is chosen when it is there
    say({});
    start_beside(1 - active_);
}

void Comparison::start_beside(std::size_t place)
{
    starts_[place].reset();
    refusals_[place].clear();
    sides_[place].reset();
    starts_[place] = std::make_unique<Start>(recipe_for_file(beside_, options_));
}

void Comparison::start(std::size_t place, std::string const& path)
{
    starts_[place].reset();
    refusals_[place].clear();
    if (auto const found = started_.find(key_of(path)); found != started_.end())
        return put(place, found->second);
    sides_[place].reset();
    auto recipe = recipe_for(path, request_, options_);
    if (!recipe.ok())
        return refuse(place, recipe.sentence());
    starts_[place] = std::make_unique<Start>(std::move(recipe.value()));
}

void Comparison::look_after(std::chrono::milliseconds wait)
{
    for (std::size_t const place : {first, second}) {
        if (starts_[place] == nullptr)
            continue;
        auto result = starts_[place]->result(wait);
        if (!result)
            continue;
        auto const path = starts_[place]->path();
        bool const of_file = !starts_[place]->file().empty();
        starts_[place].reset();
        if (result->ok() && of_file)
            put(place, std::make_shared<Side>(tr_, std::move(result->value())));
        else if (result->ok())
            accept(place, std::move(result->value()), path);
        else
            refuse(place, result->sentence());
    }
}

void Comparison::accept(std::size_t place, Started started, std::string const& path)
{
    if (path.empty())
        return accept_own(place, std::move(started));
    auto const side = std::make_shared<Side>(tr_, std::move(started));
    started_[key_of(path)] = side;
    put(place, side);
}

void Comparison::refuse(std::size_t place, std::string const& sentence)
{
    if (beginning_ && place == first) {
        beginning_.reset();
        return begin_bundled_pair(sentence);
    }
    refusals_[place] = told(tr_, sentence);
    say(refusals_[place], true);
}

// The single view's program was measured. Its session is the machine to be stepped, unless it went another
// way than a fresh one does.
void Comparison::accept_own(std::size_t place, Started started)
{
    auto const begun = std::exchange(beginning_, std::nullopt);
    if (!begun)
        return;
    if (started.session == begun->session &&
        !goes_the_same_way(*begun->session, started.ledger, begun->memory.before)) {
        auto recipe = recipe_for(begun->session, begun->trap);
        take_fresh(recipe);
        beginning_ = begun;
        starts_[place] = std::make_unique<Start>(std::move(recipe));
        return;
    }
    own_ = std::make_shared<Side>(tr_, std::move(started));
    sides_[place] = own_;
    auto const position = begun->session->position();
    auto const stand = own_->ledger().find(position.time, position.micro_step);
    if (stand && own_->session() == begun->session)
        own_->adopt(*stand, begun->memory, face_);
    else
        own_->go(stand.value_or(0), face_);
    choose_counterpart(place);
}

void Comparison::choose_counterpart(std::size_t place)
{
    if (!beside_.empty())
        return start_beside(1 - place);
    auto const path = counterpart_of(own_->path());
    bool const known = is_known_request(own_->ledger().call);
    request_ = known ? own_->ledger().call : "getpid";
    auto const before = sentence_.empty() ? std::string() : sentence_ + " ";
    auto const words =
        known ? tr_("{} is beside the bundled machine that makes the same request by {}.")
              : tr_("{} makes another request than the bundled machine, which makes getpid by {}.");
    say(before + filled(words, {own_->name(), path}));
    start(1 - place, path);
}

void Comparison::begin_bundled_pair(std::string const& reason)
{
    request_ = "getpid";
    beside_.clear();
    say(filled(tr_("{}. These are bundled machines."), {told(tr_, reason)}));
    start(first, "int80");
    start(second, "syscall");
}

// A machine takes its place, at the moment of the other one.
void Comparison::put(std::size_t place, std::shared_ptr<Side> side)
{
    sides_[place] = std::move(side);
    auto const& other = sides_[1 - place];
    std::size_t stand = 0;
    if (moment_)
        stand = stand_at(sides_[place]->ledger(), moment_->first, moment_->second);
    else if (other != nullptr && other != sides_[place])
        stand = same_moment(other->cursor(), sides_[place]->ledger());
    sides_[place]->go(stand, face_);
}

// On the active side. A machine that is shown on the other side changes places with this one.
void Comparison::swap_in(std::string const& path)
{
    auto const chosen = std::string(emu::known_requests()[list_request_]);
    auto const& other = sides_[1 - active_];
    bool const same_request = chosen == request_;
    auto const other_path = other != nullptr && other->bundled() ? other->path() : std::string();
    if (same_request && other_path == path)
        return swap_sides();
    if (auto const program = emu::request_program(path, chosen); !program.ok())
        return say(told(tr_, program.sentence()), true);
    request_ = chosen;
    beside_.clear();
    say({});
    if (!same_request && !other_path.empty())
        start(1 - active_, other_path);
    start(active_, path);
}

bool Comparison::follow()
{
    auto const side = sides_[active_];
    auto const position = side->session()->position();
    auto const stand = side->ledger().find(position.time, position.micro_step);
    if (side->session()->changed_run() || !stand)
        return false;
    if (*stand == side->cursor().stand) {
        side->show(face_);
        return true;
    }
    side->adopt(*stand, side->memory(), face_);
    if (auto const& other = sides_[1 - active_]; other != nullptr)
        other->go(same_moment(side->cursor(), other->ledger()), face_);
    return true;
}

// The single view's program, on the active side again.
void Comparison::swap_in_own()
{
    if (own_ == nullptr || sides_[active_] == own_)
        return;
    say({});
    if (sides_[1 - active_] == own_)
        return swap_sides();
    starts_[active_].reset();
    refusals_[active_].clear();
    put(active_, own_);
}

void Comparison::swap_sides()
{
    std::swap(sides_[0], sides_[1]);
    std::swap(starts_[0], starts_[1]);
    std::swap(refusals_[0], refusals_[1]);
}

} // namespace ringside::gui
