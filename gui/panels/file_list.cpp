// Of a long list the rows round the chosen one are seen.
#include "gui/panels/file_list.hpp"

#include "gui/widgets/block.hpp"

#include <algorithm>
#include <string>

namespace ringside::gui {

namespace {

constexpr int wanted_columns = 96;
constexpr int wanted_rows = 24;
constexpr int rows_above = 4; // title, folder, what was typed, one that is empty
constexpr int rows_below = 2;
constexpr int kind_columns = 16;
constexpr int name_column = 3;

Area place_within(Area area)
{
    int const columns = std::min(wanted_columns, area.columns - 4);
    int const rows = std::min(wanted_rows, area.rows - 2);
    return {area.column + (area.columns - columns) / 2, area.row + (area.rows - rows) / 2, columns, rows};
}

void draw_field(Block& block, View const& view)
{
    FileListView const& files = view.files;
    Style const faint{Tone::faint};
    int const limit = block.columns() - 2;
    block.write_within(name_column, 1, files.folder, faint, limit);
    block.fill_row(2, {Tone::text, Tone::cursor, Weight::bold});
    Style const style{Tone::text, Tone::cursor, Weight::bold};
    std::string const before = last_letters(files.before_cursor, limit - name_column - 1);
    int const cursor = block.write(name_column, 2, before, style);
    std::string const after = files.text.substr(files.before_cursor.size());
    block.write_within(cursor, 2, after, style, limit);
    std::u32string const next = letters_of(after).substr(0, 1);
    block.write(cursor, 2, next.empty() ? " " : utf8_of(next), {Tone::changed_text, Tone::changed});
    if (files.text.empty())
        block.write_within(cursor + 2, 2, view.tr("letters narrow the list, a / goes to a folder"),
                           {faint_on(Tone::cursor), Tone::cursor}, limit);
}

} // namespace

void FileListPanel::draw(View const& view, Actions& actions)
{
    FileListView const& files = view.files;
    Area const place = place_within(area_);
    if (!files.open || place.rows < rows_above + rows_below + 1)
        return;
    canvas_.cover(place, {});
    Block block(canvas_, place);
    block.begin(view.tr("Open a program"), view.tr("Enter opens · Tab completes · Esc closes"));
    actions.cover(place);
    canvas_.frame(place, Tone::text, 2);
    draw_field(block, view);
    actions.offer_wheel(place, {Command::file_scroll}, "files");
    int const room = place.rows - rows_above - rows_below;
    auto const count = static_cast<int>(files.rows.size());
    auto const chosen = static_cast<int>(files.row);
    int const first = std::clamp(chosen - room / 2, 0, std::max(count - room, 0));
    for (int row = first; row < std::min(count, first + room); ++row) {
        FileRow const& file = files.rows[static_cast<std::size_t>(row)];
        int const line = rows_above + row - first;
        Tone const fill = row == chosen ? Tone::cursor : Tone::background;
        canvas_.fill({place.column + 1, place.row + line, place.columns - 2, 1}, {Tone::text, fill});
        int const kind = block.columns() - 2 - kind_columns;
        block.write(1, line, row == chosen ? "▶" : " ", {Tone::text, fill, Weight::bold});
        block.write_within(name_column, line, file.name, {Tone::text, fill}, kind - 1);
        block.write_within(kind, line, file.kind, {faint_on(fill), fill}, block.columns() - 2);
        actions.offer({place.column, place.row + line, place.columns, 1},
                      {Command::file_row, static_cast<uint64_t>(row)}, "files." + file.name);
    }
    if (!files.note.empty())
        block.write_within(name_column, rows_above + std::min(count, room - 1), files.note, {Tone::fault},
                           block.columns() - 2);
    if (count > room)
        block.write_right(block.columns() - 2, place.rows - 2,
                          std::to_string(chosen + 1) + " / " + std::to_string(count), {Tone::faint});
}

} // namespace ringside::gui
