// The compare view's machines and what moves them: which two are shown, which is the active one, what a key
// does to both. The driver hands it the requests that are its own. Read next: alignment.hpp, side.hpp,
// comparison.cpp, begin.cpp, shown.cpp.
#pragma once

#include "gui/actions.hpp"
#include "gui/compare/side.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ringside::gui {

class Comparison
{
public:
    explicit Comparison(Catalogue tr) : tr_(tr) {}

    // ---- begin.cpp: which machines
    // The single view's session where it stands, beside a counterpart. `memory`: of the builder that has
    // shown it so far.
    void begin(std::shared_ptr<emu::Session> const& session, ViewBuilder::Memory const& memory,
               Face const& face);
    // Two bundled programs.
    void begin(std::array<std::string, 2> const& paths, std::string const& request,
               emu::Options const& options, Face const& face);
    // A program of one's own on the side that is not the active one: now, or as soon as the active one is
    // there.
    void put_beside(std::string const& file);
    // Machines are started aside; true until all of them are there or refused.
    bool starting() const { return starts_[0] != nullptr || starts_[1] != nullptr; }
    void look_after(std::chrono::milliseconds wait);

    // ---- comparison.cpp: what keys do
    // Whether it was a request for this view.
    bool perform(Request const& request);
    // While the list of machines lies on top, it takes the keys that move in it.
    bool press(KeyPress press);
    // The active machine was moved or changed by the command line: the other one follows it. False: it stands
    // outside its request now, or is another run.
    bool follow();
    // One beat of play: a micro-step, or so many instructions. False: there was nothing left to do.
    bool beat(uint64_t instructions);
    // Both machines to a moment: so many steps into a phase.
    void go_to(emu::Phase phase, uint64_t steps);
    void fit(Face const& face);
    // One sentence about the last action.
    void say(std::string sentence, bool failed = false);

    // ---- what the single view goes on with: the active machine; null where there is none
    std::shared_ptr<Side const> active() const { return sides_[active_]; }
    // ---- what tests look at
    std::shared_ptr<Side const> side(std::size_t place) const { return sides_[place]; }

    // ---- shown.cpp
    CompareView view() const;
    CompareZoom zoom() const { return zoom_; }

private:
    // A machine that is to go where another session stands.
    struct Beginning
    {
        std::shared_ptr<emu::Session> session;
        ViewBuilder::Memory memory;
        uint64_t trap = 0;
    };

    // begin.cpp
    void forget_if_changed(std::shared_ptr<emu::Session> const& session, emu::Position const& before);
    bool resume(std::shared_ptr<emu::Session> const& session, ViewBuilder::Memory const& memory);
    void begin_at_exception(std::string const& path, unsigned steps);
    void take_fresh(Recipe& recipe);
    void start(std::size_t place, std::string const& path);
    void accept(std::size_t place, Started started, std::string const& path);
    void refuse(std::size_t place, std::string const& sentence);
    void accept_own(std::size_t place, Started started);
    void start_beside(std::size_t place);
    void choose_counterpart(std::size_t place);
    void begin_bundled_pair(std::string const& reason);
    void put(std::size_t place, std::shared_ptr<Side> side);
    void swap_in(std::string const& path);
    void swap_in_own();
    void swap_sides();

    // comparison.cpp
    std::vector<std::size_t> places() const;           // that have a machine
    std::vector<Cursor> cursors() const;               // of those
    bool move(std::vector<std::size_t> const& stands); // false: they stand there already
    void stride(Stride stride);
    void stride_back(Stride stride);
    // Where machines come to, instruction by instruction, and the one that stopped them, if one did.
    struct Walk
    {
        std::vector<std::size_t> stands;
        std::optional<std::size_t> stopped{}; // its place
    };
    using Strides = std::vector<std::size_t> (*)(std::span<Cursor const>, Stride); // forwards or backwards
    using Stops = std::function<bool(std::size_t place, emu::Stand const& from, std::size_t to)>;
    Walk walk(Strides strides, Stride stride, Stops const& stops) const;
    void to_ring_change();
    void to_breakpoint(Strides strides, Stride stride); // at most so far
    void to_cursor();
    bool browse(Request const& request);
    bool units(Stride stride, int64_t count);
    bool perform_forwards(Request const& request);
    bool perform_backwards(Request const& request);
    bool perform_units(Request const& request);
    bool perform_choice(Request const& request);
    void open_list();
    // The row of the single view's own program, above all paths, if there is one.
    std::size_t own_rows() const { return own_ != nullptr ? 1 : 0; }

    // shown.cpp
    CompareSide shown_side(std::size_t place) const;
    std::string request_words() const;
    std::string phase_words(std::size_t place) const;
    std::string waiting_words(std::size_t place) const;
    std::vector<PhaseRow> shown_phases() const;
    std::size_t phase_under_way() const;
    MachineList shown_list() const;
    std::string state_words(std::string const& path) const;
    std::string key_of(std::string const& path) const { return request_ + " " + path; }

    Catalogue tr_;
    Face face_{};
    emu::Options options_{}; // of the machines that are started here
    std::string request_ = "getpid";
    std::array<std::shared_ptr<Side>, 2> sides_;
    std::array<std::unique_ptr<Start>, 2> starts_;
    std::array<std::string, 2> refusals_;
    std::map<std::string, std::shared_ptr<Side>> started_; // by request and path: to be swapped in again
    std::shared_ptr<Side> own_;                            // of the single view's program
    std::optional<Beginning> beginning_;
    std::string beside_; // the file of the program that was put beside; empty: none was
    std::optional<std::pair<emu::Phase, uint64_t>> moment_; // where machines go that take a place now
    std::size_t active_ = 0;
    std::string sentence_;
    bool failed_ = false;
    CompareZoom zoom_ = CompareZoom::none;
    std::optional<std::size_t> chosen_phase_;
    bool list_open_ = false;
    std::size_t list_row_ = 0;
    std::size_t list_request_ = 0;
};

} // namespace ringside::gui
