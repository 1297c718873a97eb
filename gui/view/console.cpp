// Which lines of the terminal the panel shows: those round the cursor, and of what scrolled off as much as
// there is room for. A full-screen program's screen stands alone. Next: terminal/playback.hpp.
#include "gui/view/builder.hpp"

#include <algorithm>

namespace ringside::gui {

namespace {

// The lines of scrolled-off text and screen, counted together.
class Lines
{
public:
    explicit Lines(TerminalScreen const& screen)
        : screen_(screen), above_(screen.alternate() ? 0 : screen.above().size())
    {}

    std::size_t of_row(int row) const { return above_ + static_cast<std::size_t>(row); }
    // One past the last that holds anything or the cursor.
    std::size_t end() const
    {
        int row = TerminalScreen::rows - 1;
        while (row > screen_.cursor_row && screen_.line(row).empty())
            --row;
        return of_row(row) + 1;
    }
    TerminalLine at(std::size_t index) const
    {
        if (index >= above_)
            return screen_.line(static_cast<int>(index - above_));
        auto const& line = screen_.above()[index];
        return line ? *line : TerminalLine();
    }

private:
    TerminalScreen const& screen_;
    std::size_t above_;
};

} // namespace

ConsoleView console_view(Scene const& scene)
{
    std::size_t const room = scene.room.console_rows;
    bool const raw = scene.session.options().console == emu::Console::pipe;
    scene.playback.show(scene.session.console(), raw);
    TerminalScreen const& screen = scene.playback.screen();
    Lines const lines(screen);

    ConsoleView console;
    console.note = scene.tr("What the program writes appears here.");
    console.size = std::to_string(TerminalScreen::columns) + " x " + std::to_string(TerminalScreen::rows);
    console.has_keyboard = scene.choices.focus == Focus::console;
    console.reversed = screen.reversed;
    std::size_t const all = lines.end();
    std::size_t const cursor = lines.of_row(screen.cursor_row);
    // All of it, or the screen from its top, or down to the cursor: the last that keeps the cursor in sight.
    std::size_t end =
        all - cursor <= room ? all : std::max(cursor + 1, std::min(all, lines.of_row(0) + room));
    end -= std::min(scene.choices.console_back, end > room ? end - room : 0);
    std::size_t const begin = end > room ? end - room : 0;
    for (std::size_t line = begin; line < end; ++line)
        console.lines.push_back(lines.at(line));
    console.lines_above = begin;
    console.lines_below = all - end;
    if (screen.cursor_visible && cursor >= begin && cursor < end)
        console.cursor_line = static_cast<int>(cursor - begin);
    console.cursor_column = screen.cursor_column;
    if (scene.session.console().empty())
        console.lines.clear();
    return console;
}

std::vector<std::string> text_of(ConsoleView const& console)
{
    std::vector<std::string> lines;
    for (TerminalLine const& line : console.lines)
        lines.push_back(text_of(line));
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    return lines;
}

} // namespace ringside::gui
