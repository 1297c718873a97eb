// Colour tells the ring, and so does a digit where a ring begins and has room: a greyscale print is read by
// the digits. A cell that both rings share shows both, one above the other. Next: ../view/timeline.cpp.
#include "gui/panels/timeline.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// A ring has so many cells in a row before it is named.
constexpr std::size_t named_run = 3;

std::string_view sign_of(TimelineMark mark)
{
    switch (mark) {
    case TimelineMark::change:
        return "Δ";
    case TimelineMark::breakpoint:
        return "●";
    case TimelineMark::fault:
        return "!";
    case TimelineMark::output:
        return "o";
    case TimelineMark::system_call:
        return "s";
    case TimelineMark::interrupt:
        return "i";
    case TimelineMark::none:
        break;
    }
    return {};
}

bool is_same_ring(TimelineCell const& a, TimelineCell const& b)
{
    return a.owner == b.owner && a.mixed == b.mixed;
}

// Whether a ring begins here that keeps the next cells as well.
bool begins_run(std::vector<TimelineCell> const& cells, std::size_t index)
{
    if (cells[index].mixed || (index > 0 && is_same_ring(cells[index - 1], cells[index])))
        return false;
    for (auto next = index + 1; next < index + named_run; ++next)
        if (next >= cells.size() || !is_same_ring(cells[next], cells[index]))
            return false;
    return true;
}

void draw_cell(Block& block, int column, int row, std::vector<TimelineCell> const& cells, std::size_t index)
{
    auto const& cell = cells[index];
    auto style = fill_of(cell.owner);
    style.weight = Weight::bold;
    if (cell.present)
        block.write(column, row, "▼", {Tone::background, Tone::text, Weight::bold});
    else if (cell.mark != TimelineMark::none)
        block.write(column, row, sign_of(cell.mark), style);
    else if (cell.mixed)
        block.write(column, row, "▄", {Tone::kernel, Tone::user});
    else
        block.write(column, row,
                    !begins_run(cells, index)   ? " "
                    : cell.owner == Actor::user ? "3"
                                                : "0",
                    style);
}

} // namespace

void TimelinePanel::draw_title(Block& block, View const& view) const
{
    auto const& tr = view.tr;
    struct Sign
    {
        TimelineMark mark;
        char const* meaning;
    };
    Sign const signs[] = {
        {TimelineMark::system_call, tr("system call")}, {TimelineMark::fault, tr("fault")},
        {TimelineMark::interrupt, tr("interrupt")},     {TimelineMark::output, tr("output")},
        {TimelineMark::breakpoint, tr("breakpoint")},   {TimelineMark::change, tr("changed by hand")},
    };
    std::string legend;
    for (auto const& [mark, meaning] : signs)
        legend += (legend.empty() ? "" : "   ") + std::string(sign_of(mark)) + " " + meaning;
    block.begin(view.timeline.span, legend);
}

void TimelinePanel::draw_strip(Block& block, View const& view, int row, Actions& actions) const
{
    auto const& cells = view.timeline.cells;
    auto column = timeline_label_columns;
    if (view.timeline.more_before)
        block.write(column - 1, row, "…", {Tone::faint});
    for (std::size_t i = 0; i < cells.size(); ++i, ++column) {
        draw_cell(block, column, row, cells, i);
        actions.offer_drag({area_.column + column, area_.row + row, 1, 1},
                           {Command::go_to_time, cells[i].time}, "timeline.cell." + std::to_string(i));
    }
    block.write(column, row, view.timeline.more_after ? "…" : "┤", {Tone::faint});
}

void TimelinePanel::draw_lane(Block& block, View const& view, int row, Actions& actions) const
{
    block.write_within(1, row, view.tr("calls"), {Tone::faint}, timeline_label_columns - 1);
    for (auto const& call : view.timeline.calls) {
        auto const column = timeline_label_columns + call.column;
        Style style{Tone::text};
        if (call.state == TimelineCall::State::open)
            style = {Tone::kernel_word, Tone::background, Weight::bold};
        if (call.state == TimelineCall::State::to_come)
            style = {Tone::faint};
        block.write_within(column, row, call.text, style, column + call.columns);
        actions.offer({area_.column + column, area_.row + row, call.columns, 1},
                      {Command::go_to_time, call.time}, "timeline.call." + std::to_string(call.trap));
    }
}

void TimelinePanel::draw(View const& view, Actions& actions)
{
    Block block(canvas_, area_);
    canvas_.fill(area_, {});
    auto const has_title = area_.rows > 2;
    auto const strip = has_title ? 1 : 0;
    if (has_title)
        draw_title(block, view);
    auto const name = has_title ? view.tr("rings") : view.tr("Timeline");
    block.write_within(1, strip, name, {Tone::faint}, timeline_label_columns - 1);
    actions.offer_wheel(area_, Command::timeline_zoom, "timeline");
    if (view.timeline.cells.empty()) {
        block.write_within(timeline_label_columns, strip, view.timeline.note, {Tone::faint}, block.columns());
        return;
    }
    draw_strip(block, view, strip, actions);
    draw_lane(block, view, strip + 1, actions);
}

} // namespace ringside::gui
