// The picture before it has pixels: a grid of character cells with colours, and a few marks between them.
// Panels write here and nowhere else, so a test can read what a panel shows, and whether anything was cut
// off, without a display. Read next: theme.hpp for the colours, platform/paint.cpp for how cells become
// pixels.
#pragma once

#include "gui/theme.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringside::gui {

// A rectangle in cells. Rows count downwards.
struct Area
{
    int column = 0;
    int row = 0;
    int columns = 0;
    int rows = 0;

    int right() const { return column + columns; }
    int bottom() const { return row + rows; }
    bool contains(int at_column, int at_row) const
    {
        return at_column >= column && at_column < right() && at_row >= row && at_row < bottom();
    }
    bool operator==(Area const&) const = default;
};

enum class Weight : uint8_t
{
    plain,
    bold,
};

struct Style
{
    Tone text = Tone::text;
    Tone fill = Tone::background;
    Weight weight = Weight::plain;
    bool hatched = false; // the hardware acts: told apart in greyscale too
    bool underlined = false;
    bool operator==(Style const&) const = default;
};

struct Cell
{
    char32_t letter = U' ';
    Style style{};
    bool continues = false; // right half of a wide letter
    bool operator==(Cell const&) const = default;
};

// Text of two rows and two columns a letter.
struct LargeText
{
    int column = 0;
    int row = 0;
    std::string text;
    Style style{};
    std::size_t layer = 0; // how many covers lie below it
    bool operator==(LargeText const&) const = default;
};

struct Frame
{
    Area area{};
    Tone tone = Tone::line;
    int pixels = 1;
    std::size_t layer = 0;
    bool operator==(Frame const&) const = default;
};

// A thin line down the middle of one column: the border between two panels.
struct Seam
{
    int column = 0;
    int row = 0;
    int rows = 0;
    std::size_t layer = 0;
    bool operator==(Seam const&) const = default;
};

// A corner of a line in half cells: {2 * column + 1, 2 * row + 1} is the middle of a cell, even numbers are
// edges.
struct HalfCell
{
    int x = 0;
    int y = 0;
    bool operator==(HalfCell const&) const = default;
};

// A line through corners, each straight above, below or beside the one before; an arrow if it has a head at
// its end. It lies over the letters.
struct Line
{
    std::vector<HalfCell> corners;
    Tone tone = Tone::line;
    int pixels = 1;
    bool head = false;
    std::size_t layer = 0;
    bool operator==(Line const&) const = default;

    // The cells that it touches.
    Area area() const;
};

// Text that did not fit where a panel wanted it.
struct Cut
{
    int column = 0;
    int row = 0;
    std::string text;
};

class Canvas
{
public:
    Canvas(int columns, int rows);

    int columns() const { return columns_; }
    int rows() const { return rows_; }
    Area whole() const { return {0, 0, columns_, rows_}; }

    void fill(Area area, Style style);
    // Writes in one row, at most up to `limit` columns; what does not fit is noted as cut. Returns the column
    // after the last letter. Control characters are shown as a dot: guest output does no harm.
    int write(int column, int row, std::string_view text, Style style, int limit);
    void write_large(int column, int row, std::string_view text, Style style);
    void frame(Area area, Tone tone, int pixels);
    // What was drawn there steps back: grey letters, no fills. The colours of words that say who acts stay.
    void dim(Area area);
    void seam(int column, int row, int rows) { seams_.push_back({column, row, rows, covers_.size()}); }
    void line(Line line)
    {
        line.layer = covers_.size();
        lines_.push_back(std::move(line));
    }
    // A panel over the others: blank, and nothing that was drawn before shows through it.
    void cover(Area area, Style style);

    Cell const& cell(int column, int row) const;
    std::vector<LargeText> const& large_texts() const { return large_; }
    std::vector<Frame> const& frames() const { return frames_; }
    std::vector<Seam> const& seams() const { return seams_; }
    std::vector<Line> const& lines() const { return lines_; }
    std::vector<Cut> const& cuts() const { return cuts_; }
    std::vector<Area> const& covers() const { return covers_; }
    // The parts of an area where marks of a layer are seen: not below the covers that came after them.
    std::vector<Area> seen(Area area, std::size_t layer) const;

    // For tests: a row, or all rows within an area, as UTF-8.
    std::string row_text(int row, int from = 0, int columns = -1) const;
    std::string text(Area area) const;

private:
    Cell& at(int column, int row);

    int columns_;
    int rows_;
    std::vector<Cell> cells_;
    std::vector<LargeText> large_;
    std::vector<Frame> frames_;
    std::vector<Seam> seams_;
    std::vector<Line> lines_;
    std::vector<Cut> cuts_;
    std::vector<Area> covers_;
};

// Where two canvases of one size differ, a cell wider than that: letters may reach into the next cell.
std::vector<Area> changed_areas(Canvas const& before, Canvas const& now);

// UTF-8 in letters; a broken byte is U+FFFD.
std::u32string letters_of(std::string_view text);
std::string utf8_of(std::u32string_view letters);
// Columns that a letter takes: two for the wide letters of East Asia. Unicode Standard Annex #11.
int width_of(char32_t letter);
int width_of(std::string_view text);
// At most `columns` wide: the end is replaced by an ellipsis. Deliberate, so it is no cut.
std::string shortened(std::string_view text, int columns);
// The same of what is being typed: its beginning is replaced.
std::string last_letters(std::string_view text, int columns);
// Broken between words into lines of at most `columns`.
std::vector<std::string> wrapped(std::string_view text, int columns);

} // namespace ringside::gui
