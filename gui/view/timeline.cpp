// The timeline, cut into as many cells as the window is wide. A cell is never less than a tick, so that a run
// grows from the left until it fills the strip; from then on the whole run is shown, and of a very long one a
// window round the position. Next: builder.cpp.
#include "gui/canvas.hpp"
#include "gui/view/builder.hpp"

#include "gui/view/call_words.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

using emu::Timeline;

// Longer runs are shown in a window of this many ticks a cell.
constexpr uint64_t most_ticks_in_cell = 100'000;
// A shorter text says nothing.
constexpr int least_call_columns = 12;

// Which part of the run the strip shows, in time without idle time.
struct Span
{
    uint64_t begin = 0;
    uint64_t length = 0;
    int cells = 0;

    // The first tick of a cell.
    uint64_t of(int cell) const
    {
        return begin + length * static_cast<uint64_t>(cell) / static_cast<uint64_t>(cells);
    }
    int cell_at(uint64_t busy) const
    {
        if (length == 0 || busy < begin)
            return 0;
        auto const scaled = static_cast<double>(busy - begin) * cells / static_cast<double>(length);
        auto cell = std::clamp(static_cast<int>(scaled), 0, cells - 1);
        while (cell + 1 < cells && of(cell + 1) <= busy)
            ++cell;
        while (cell > 0 && of(cell) > busy)
            --cell;
        return cell;
    }
};

Span span_of(Timeline const& timeline, uint64_t now, int columns, int zoom)
{
    auto const whole = timeline.busy(timeline.end()) + 1; // the instruction to come has a cell, too
    auto const room = static_cast<uint64_t>(columns);
    auto length = zoom == 0 ? std::min(whole, room * most_ticks_in_cell) : whole;
    for (int i = 0; i < zoom && length > room; ++i)
        length = std::max(length / 4, room);
    auto const here = timeline.busy(now);
    auto const latest = whole - length;
    auto const begin = std::min(here > length / 2 ? here - length / 2 : 0, latest);
    return {begin, length, static_cast<int>(std::min(room, length))};
}

struct Marked
{
    TimelineMark mark;
    Timeline::Event event;
};

// In the order of TimelineMark.
constexpr Marked marks[] = {
    {TimelineMark::change, Timeline::Event::change},
    {TimelineMark::breakpoint, Timeline::Event::breakpoint},
    {TimelineMark::fault, Timeline::Event::fault},
    {TimelineMark::output, Timeline::Event::output},
    {TimelineMark::system_call, Timeline::Event::system_call},
    {TimelineMark::interrupt, Timeline::Event::interrupt},
};

TimelineCell cell_of(Timeline const& timeline, uint64_t from, uint64_t to)
{
    TimelineCell cell;
    cell.time = from;
    auto const ticks = to - from - (timeline.idle_before(to) - timeline.idle_before(from));
    auto const user = timeline.ring3_ticks(from, to);
    // Idle time is the kernel's.
    cell.owner = user != 0 && user * 2 >= ticks ? Actor::user : Actor::kernel;
    cell.mixed = user != 0 && user < ticks;
    for (auto const& [mark, event] : marks) {
        auto const found = timeline.moments(event, from, to);
        if (found.empty())
            continue;
        cell.mark = mark;
        cell.time = found.front().time;
        break;
    }
    return cell;
}

// The instruction to come, at the end of what is known: who will execute it.
TimelineCell last_cell(Timeline const& timeline)
{
    TimelineCell cell;
    cell.owner = timeline.last_ring() == 3 ? Actor::user : Actor::kernel;
    cell.time = timeline.end();
    return cell;
}

std::vector<TimelineCell> cells_of(Timeline const& timeline, Span const& span)
{
    std::vector<TimelineCell> cells;
    for (int i = 0; i < span.cells; ++i) {
        auto const from = timeline.time_at(span.of(i));
        auto const to = std::min(timeline.time_at(span.of(i + 1)), timeline.end() + 1);
        auto cell = from >= timeline.end() ? last_cell(timeline) : cell_of(timeline, from, to);
        cells.push_back(cell);
    }
    return cells;
}

// ---- the lane

// strace(1) lines its values up in one column; here they stand behind their call.
std::string without_padding(std::string_view line)
{
    CallWords const words = call_words(line);
    return words.call + words.result;
}

class Lane
{
public:
    Lane(Timeline const& timeline, Span const& span, uint64_t now)
        : timeline_(timeline), span_(span), now_(now)
    {}

    // The call of the present position first, in full; then its neighbours, as long as they find room.
    std::vector<TimelineCall> calls(emu::CallsSoFar const& so_far, int columns)
    {
        auto const& all = timeline_.calls();
        auto const begin = timeline_.time_at(span_.begin);
        auto const later =
            std::upper_bound(all.begin(), all.end(), now_,
                             [](uint64_t time, auto const& line) { return time < line.entered; });
        int left = columns;
        int right = 0;
        if (later != all.begin() && std::prev(later)->entered >= begin) {
            auto call = call_of(*std::prev(later));
            if (!so_far.empty() && so_far.back().trap == call.trap)
                call.text = without_padding(so_far.back().text); // as far as it has come here
            call.columns = std::min(width_of(call.text), columns);
            call.column = std::min(call.column, columns - call.columns);
            left = call.column;
            right = call.column + call.columns;
            list_.push_back(std::move(call));
        }
        for (auto line = later; line != all.end() && columns - right > least_call_columns; ++line)
            if (!place_right(*line, right, columns))
                break;
        auto const first = later == all.begin() ? later : std::prev(later);
        for (auto line = first; line != all.begin() && left > least_call_columns; --line)
            if (!place_left(*std::prev(line), begin, left))
                break;
        return std::move(list_);
    }

private:
    TimelineCall call_of(emu::CallLine const& line) const
    {
        TimelineCall call;
        call.column = span_.cell_at(timeline_.busy(line.entered));
        call.trap = line.trap;
        call.time = line.entered;
        call.text = without_padding(line.text);
        call.state = line.entered > now_                          ? TimelineCall::State::to_come
                     : line.returned == 0 || line.returned > now_ ? TimelineCall::State::open
                                                                  : TimelineCall::State::returned;
        return call;
    }
    bool place_right(emu::CallLine const& line, int& right, int columns)
    {
        auto call = call_of(line);
        if (timeline_.busy(line.entered) >= span_.begin + span_.length)
            return false;
        auto const wanted = width_of(call.text);
        if (call.column < right + 2 || columns - call.column < std::min(wanted, least_call_columns))
            return true; // no room for this one
        call.columns = std::min(wanted, columns - call.column);
        right = call.column + call.columns;
        list_.push_back(std::move(call));
        return true;
    }
    bool place_left(emu::CallLine const& line, uint64_t begin, int& left)
    {
        auto call = call_of(line);
        if (line.entered < begin)
            return false;
        auto const wanted = width_of(call.text);
        auto const room = left - 2 - call.column;
        if (room < std::min(wanted, least_call_columns))
            return true;
        call.columns = std::min(wanted, room);
        left = call.column;
        list_.insert(list_.begin(), std::move(call));
        return true;
    }

    Timeline const& timeline_;
    Span const& span_;
    uint64_t now_;
    std::vector<TimelineCall> list_;
};

} // namespace

TimelineView timeline_view(Scene const& scene)
{
    TimelineView view;
    auto const& timeline = scene.session.timeline();
    auto const columns = static_cast<int>(scene.room.columns) - timeline_label_columns - 2;
    if (timeline.empty() || columns < 1) {
        view.note = scene.tr("The course of the run appears here.");
        return view;
    }
    auto const now = std::min(scene.session.position().time, timeline.end());
    auto const span = span_of(timeline, now, columns, scene.choices.timeline_zoom);
    view.cells = cells_of(timeline, span);
    view.cells[static_cast<std::size_t>(span.cell_at(timeline.busy(now)))].present = true;
    view.calls = Lane(timeline, span, now).calls(scene.session.calls(), columns);
    view.more_before = span.begin > 0;
    view.more_after = span.begin + span.length <= timeline.busy(timeline.end());
    view.span = view.more_before || view.more_after ? scene.tr("Timeline: a part of the run")
                                                    : scene.tr("Timeline: the whole run");
    return view;
}

} // namespace ringside::gui
