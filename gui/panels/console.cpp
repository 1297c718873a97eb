// Cells of the terminal become cells of the canvas: the guest chose the hue, the theme the lightness. Next:
// terminal_tones.hpp.
#include "gui/panels/console.hpp"

#include "gui/terminal_tones.hpp"
#include "gui/widgets/block.hpp"

namespace ringside::gui {

void ConsolePanel::draw(View const& view, Actions& actions)
{
    ConsoleView const& console = view.console;
    Block block(canvas_, area_);
    std::string note = console.size;
    if (console.has_keyboard)
        note = view.tr("has the keyboard; to give it back:") + std::string(" ") +
               view.keys.key_of(Command::console_focus);
    else if (console.lines_below > 0)
        note = "▼ " + std::to_string(console.lines_below);
    else if (console.lines_above > 0)
        note = "▲ " + std::to_string(console.lines_above) + " · " + note;
    block.begin(view.tr("Console"), note);
    if (console.lines.empty())
        block.write_within(1, 1, console.note, {Tone::faint}, block.columns());
    int row = 1;
    for (TerminalLine const& line : console.lines)
        if (row < block.rows())
            draw_line(row++, line, console.reversed);
    if (!console.lines.empty() || console.has_keyboard)
        draw_cursor(console);
    if (console.has_keyboard)
        canvas_.frame(area_, Tone::user_word, 2);
    actions.offer(area_, Command::console_focus, "console");
    actions.offer_wheel(area_, Command::console_scroll, "console.wheel");
}

// A cell is written alone: what libvterm takes for one column stays in it.
void ConsolePanel::draw_line(int row, TerminalLine const& line, bool reversed)
{
    int const top = area_.row + row;
    int const left = area_.column + 1;
    for (int column = 0; column < static_cast<int>(line.size()) && column < room(); ++column) {
        TerminalCell const& cell = line[static_cast<std::size_t>(column)];
        if (cell.columns == 0)
            continue;
        bool const fits = column + cell.columns <= room();
        bool const known = width_of(cell.letter) == cell.columns;
        Style const style = style_of(cell.pen, reversed);
        canvas_.fill({left + column, top, fits ? cell.columns : 1, 1}, style);
        char32_t const shown = !fits ? U'…' : known ? cell.letter : U'\uFFFD';
        canvas_.write(left + column, top, utf8_of({&shown, 1}), style, left + column + cell.columns);
    }
    if (static_cast<int>(line.size()) > room())
        canvas_.write(left + room() - 1, top, "…", {Tone::faint}, left + room());
}

// A full cell where keys go, an empty one where they don't.
void ConsolePanel::draw_cursor(ConsoleView const& console)
{
    if (console.cursor_line < 0 || console.cursor_line + 1 >= area_.rows || console.cursor_column >= room())
        return;
    Area const cell{area_.column + 1 + console.cursor_column, area_.row + 1 + console.cursor_line, 1, 1};
    if (!console.has_keyboard)
        return canvas_.frame(cell, Tone::faint, 1);
    auto const& line = static_cast<std::size_t>(console.cursor_line) < console.lines.size()
                           ? console.lines[static_cast<std::size_t>(console.cursor_line)]
                           : TerminalLine();
    auto const column = static_cast<std::size_t>(console.cursor_column);
    char32_t const letter = column < line.size() && line[column].columns == 1 ? line[column].letter : U' ';
    canvas_.fill(cell, {Tone::background, Tone::text});
    canvas_.write(cell.column, cell.row, utf8_of({&letter, 1}), {Tone::background, Tone::text}, cell.right());
}

} // namespace ringside::gui
