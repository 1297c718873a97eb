// A terminal's screen as a value: cells, the pen, the cursor, and the lines that scrolled off the top. It can
// be copied and put back. Read next: emulator.hpp, which draws on it.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace ringside::gui {

// Colours of the guest. Only the hue is its choice: the theme gives each a lightness at which it is legible.
enum class Hue : uint8_t
{
    standard, // the theme's own text or background
    black,
    red,
    green,
    yellow,
    blue,
    magenta,
    cyan,
    white,
};

struct TerminalPen
{
    Hue text = Hue::standard;
    Hue fill = Hue::standard;
    bool bold = false;
    bool underlined = false;
    bool reversed = false;
    bool operator==(TerminalPen const&) const = default;
};

struct TerminalCell
{
    char32_t letter = U' ';
    TerminalPen pen{};
    uint8_t columns = 1; // 2: a wide letter; 0: the right half of one
    bool operator==(TerminalCell const&) const = default;
};

using TerminalLine = std::vector<TerminalCell>;

// In cells; the ends are one past the last.
struct ScreenArea
{
    int row = 0;
    int row_end = 0;
    int column = 0;
    int column_end = 0;
};

class TerminalScreen
{
public:
    // The kernel's terminal: struct winsize of kernel-model/device/console.hpp.
    static constexpr int rows = 25;
    static constexpr int columns = 80;
    static constexpr std::size_t most_lines_above = 1000;

    TerminalPen pen{};
    int cursor_row = 0;
    int cursor_column = 0;
    bool cursor_visible = true;
    bool reversed = false; // text and background change places everywhere

    void put(int row, int column, char32_t letter, int letter_columns);
    void erase(ScreenArea area);
    // Moves what is within the area up and left by so many cells; what comes in is erased.
    void scroll(ScreenArea area, int up, int left);
    void move(ScreenArea to, ScreenArea from);
    // Full-screen programs draw on a second grid, so that the first is there again after them.
    void choose(bool alternate);

    TerminalCell const& cell(int row, int column) const { return grid()[index(row, column)]; }
    bool alternate() const { return on_alternate_; }
    // Lines that left the first grid at its top, oldest first; nullptr is an empty one.
    std::deque<std::shared_ptr<TerminalLine const>> const& above() const { return above_; }
    // A row without the blanks at its end.
    TerminalLine line(int row) const;

private:
    struct Grid
    {
        std::vector<TerminalCell> cells;
        std::array<uint8_t, rows> order{}; // where a row's cells are: whole rows scroll by changing this
        Grid();
    };
    Grid const& current() const { return on_alternate_ ? second_ : first_; }
    Grid& current() { return on_alternate_ ? second_ : first_; }
    std::vector<TerminalCell> const& grid() const { return current().cells; }
    std::size_t index(int row, int column) const
    {
        return std::size_t{current().order[static_cast<std::size_t>(row)]} * columns +
               static_cast<std::size_t>(column);
    }
    TerminalCell& at(int row, int column) { return current().cells[index(row, column)]; }
    void scroll_rows(ScreenArea area, int up);
    void keep_above(int row);

    Grid first_;
    Grid second_;
    bool on_alternate_ = false;
    std::deque<std::shared_ptr<TerminalLine const>> above_;
};

// The area within the screen.
ScreenArea clamped(ScreenArea area);
// A line as UTF-8, for tests and reports.
std::string text_of(TerminalLine const& line);

} // namespace ringside::gui
