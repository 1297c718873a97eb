// Of a long line the end before the cursor is seen; of a long answer its last rows.
#include "gui/panels/line.hpp"

#include "gui/widgets/block.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

constexpr int most_answer_rows = 16;

// Broken where it must be; tables keep their blanks.
std::vector<std::string> broken(std::string const& text, int columns)
{
    std::vector<std::string> rows;
    std::u32string row;
    int width = 0;
    for (char32_t const letter : letters_of(text)) {
        if (width + width_of(letter) > columns) {
            rows.push_back(utf8_of(row));
            row.clear();
            width = 0;
        }
        row.push_back(letter);
        width += width_of(letter);
    }
    rows.push_back(utf8_of(row));
    return rows;
}

} // namespace

void LinePanel::draw(View const& view, Actions& actions)
{
    if (!view.line.open || area_.rows < 2)
        return;
    draw_row(view, actions);
    if (!view.line.answer.empty())
        draw_answer(view.line, actions);
}

void LinePanel::draw_row(View const& view, Actions& actions)
{
    Area const row{area_.column, area_.bottom() - 1, area_.columns, 1};
    Style const style{Tone::text, Tone::cursor, Weight::bold};
    canvas_.cover(row, style);
    actions.cover(row);
    Block block(canvas_, row);
    std::string const hint = view.tr("Enter does it · Tab completes · Esc closes");
    int const limit = block.columns() - width_of(hint) - 3;
    int const begin = block.write_within(1, 0, view.line.prompt, style, limit) + 1;
    std::string const before = last_letters(view.line.before_cursor, limit - begin - 1);
    int const cursor = block.write(begin, 0, before, style);
    std::string const after = view.line.text.substr(view.line.before_cursor.size());
    block.write_within(cursor, 0, after, style, limit);
    // The cursor is a cell of the other colours.
    std::u32string const next = letters_of(after).substr(0, 1);
    block.write(cursor, 0, next.empty() ? " " : utf8_of(next), {Tone::changed_text, Tone::changed});
    block.write_right(block.columns() - 1, 0, hint, {Tone::text, Tone::cursor});
}

void LinePanel::draw_answer(LineView const& line, Actions& actions)
{
    int const room = std::min(most_answer_rows, area_.rows / 2);
    std::vector<std::string> rows;
    for (std::string const& text : line.answer) {
        auto const parts = broken(text, area_.columns - 2);
        rows.insert(rows.end(), parts.begin(), parts.end());
    }
    int const shown = std::min(room, static_cast<int>(rows.size()));
    Area const place{area_.column, area_.bottom() - 1 - shown - 1, area_.columns, shown + 1};
    canvas_.cover(place, {});
    actions.cover(place);
    Block block(canvas_, place);
    block.fill_row(0, {Tone::text, Tone::panel_title});
    block.write_within(1, 0, line.title, {Tone::text, Tone::panel_title, Weight::bold}, block.columns());
    for (int i = 0; i < shown; ++i) {
        std::size_t const index = rows.size() - static_cast<std::size_t>(shown - i);
        block.write_within(1, i + 1, rows[index], {line.refused ? Tone::fault : Tone::text}, block.columns());
    }
}

} // namespace ringside::gui
