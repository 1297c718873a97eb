// One machine's frame. The active one has a mark before its name; the waiting one says for what, and its
// panels are dimmed by compare_frame.cpp.
#include "gui/panels/compare_side.hpp"

#include "gui/widgets/block.hpp"
#include "gui/widgets/numbers.hpp"

#include <algorithm>
#include <array>

namespace ringside::gui {

namespace {

constexpr std::array<std::string_view, 7> registers = {"rax", "rcx", "r11", "rsp", "cs", "ss", "rflags"};

constexpr int least_value = 5; // "…c830"

RegisterRow const* find_register(RegistersView const& view, std::string_view id)
{
    for (RegisterGroup const& group : view.groups)
        for (RegisterRow const& row : group.rows)
            if (row.id == id)
                return &row;
    return nullptr;
}

struct Entry
{
    std::string name;
    std::string value;
    bool changed = false;
};

int width_of(std::vector<Entry> const& entries)
{
    int width = 0;
    for (Entry const& entry : entries)
        width += gui::width_of(entry.name) + gui::width_of(entry.value) + 2 + (entry.changed ? 1 : 0);
    return width;
}

// The longest value loses its upper digits, until the row fits.
void shorten(std::vector<Entry>& entries, int columns)
{
    while (width_of(entries) > columns) {
        auto const longest =
            std::max_element(entries.begin(), entries.end(), [](Entry const& one, Entry const& other) {
                return gui::width_of(one.value) < gui::width_of(other.value);
            });
        int const columns_before = gui::width_of(longest->value);
        if (columns_before <= least_value)
            return;
        longest->value = low_digits(longest->value, columns_before - 1);
    }
}

// The first level to be written: where not all of them fit, the innermost ones stay.
std::size_t first_level(std::vector<TitleLevel> const& levels, int columns)
{
    constexpr int between = 3; // " › "
    std::size_t first = levels.size();
    for (int width = 0; first > 0; --first) {
        bool const more = first > 1; // then "…" stands before this one
        width += gui::width_of(levels[first - 1].text) + (first < levels.size() ? between : 0);
        if (width + (more ? between + 1 : 0) > columns && first < levels.size())
            break;
    }
    return first;
}

} // namespace

void CompareSidePanel::draw_title(View const& view, CompareSide const& side)
{
    Block block(canvas_, layout_.title);
    canvas_.fill(layout_.title, {});
    int end = block.columns();
    if (side.view != nullptr) {
        std::string const lamp = " " + lamp_text(*side.view) + " ";
        int const column = block.columns() - 2 * gui::width_of(lamp);
        canvas_.write_large(layout_.title.column + column, layout_.title.row, lamp,
                            fill_of(side.view->title.lamp));
        end = column - 1;
    }
    Style const name{Tone::text, Tone::background, Weight::bold};
    int column = block.write_within(1, 0, side.active ? "▶ " : "  ", name, end);
    column = block.write_within(column, 0, side.path.empty() ? view.tr("machine") : side.path, name, end);
    block.write_within(column + 2, 0, side.program, {Tone::faint}, end);
    if (side.view == nullptr)
        return;
    column = 3;
    auto const& levels = side.view->title.levels;
    auto const first = first_level(levels, end - column);
    if (first > 0)
        column = block.write_within(column, 1, "…", {Tone::faint}, end);
    for (std::size_t i = first; i < levels.size(); ++i) {
        if (i > 0)
            column = block.write_within(column, 1, " › ", {Tone::faint}, end);
        bool const innermost = i + 1 == levels.size();
        column = block.write_within(column, 1, levels[i].text,
                                    {innermost ? word_of(side.view->title.lamp) : Tone::text,
                                     Tone::background, innermost ? Weight::bold : Weight::plain},
                                    end);
    }
}

void CompareSidePanel::draw_phase(CompareSide const& side)
{
    Block block(canvas_, layout_.phase);
    bool const waits = !side.waiting.empty();
    Style const style{Tone::text, waits ? Tone::background : Tone::cursor, Weight::bold};
    block.fill_row(0, style);
    if (waits)
        canvas_.frame(layout_.phase, Tone::line, 1);
    block.write_within(1, 0, waits ? side.waiting : side.phase, style, block.columns());
}

void CompareSidePanel::draw_note(CompareSide const& side)
{
    Area const area{layout_.whole.column, layout_.phase.row, layout_.whole.columns,
                    layout_.whole.bottom() - layout_.phase.row};
    Block block(canvas_, area);
    canvas_.fill(area, {});
    int row = 1;
    for (std::string const& line : wrapped(side.note, block.columns() - 2))
        row = block.write_line(row, line, {Tone::text});
}

void CompareSidePanel::draw_registers(View const& view, CompareSide const& side)
{
    Block block(canvas_, layout_.registers);
    block.fill_row(0, {Tone::text, Tone::panel_title});
    std::vector<Entry> entries;
    for (std::string_view const id : registers)
        if (auto const* row = find_register(side.view->registers, id))
            entries.push_back({upper(row->name), row->value, row->changed && side.waiting.empty()});
    shorten(entries, block.columns() - 1);
    if (width_of(entries) > block.columns() - 1 && !entries.empty())
        entries.back().name = view.tr("RFL"); // of RFLAGS or EFLAGS, where a row is very short
    int column = 1;
    for (Entry const& entry : entries) {
        column = block.write_within(column, 0, entry.name + " ", {Tone::faint, Tone::panel_title},
                                    block.columns());
        Style const style = entry.changed ? Style{Tone::changed_text, Tone::changed, Weight::bold}
                                          : Style{Tone::text, Tone::panel_title};
        column =
            block.write_within(column, 0, (entry.changed ? "*" : "") + entry.value, style, block.columns()) +
            1;
    }
}

void CompareSidePanel::draw(View const& view, Actions&)
{
    CompareSide const& side = view.compare.sides[place_];
    draw_title(view, side);
    if (side.view == nullptr)
        return draw_note(side);
    draw_phase(side);
    draw_registers(view, side);
}

} // namespace ringside::gui
