// What all panels share: a block of rows with a title, and styles by who acts. Read next: canvas.hpp.
#pragma once

#include "gui/canvas.hpp"
#include "gui/view.hpp"

#include <string>
#include <string_view>

namespace ringside::gui {

// Part of the canvas that belongs to one panel; rows and columns count from its corner.
class Block
{
public:
    Block(Canvas& canvas, Area area) : canvas_(canvas), area_(area) {}

    // Clears the area and writes the title row: the title at the left, a note at the right.
    void begin(std::string_view title, std::string_view note = {});
    void fill_row(int row, Style style);
    // Returns the column after the last letter.
    int write(int column, int row, std::string_view text, Style style = {});
    // The same, but ends before `limit`: a longer text is shortened with an ellipsis.
    int write_within(int column, int row, std::string_view text, Style style, int limit);
    // A whole line from column 1. Returns the next row; below the last row the text counts as cut.
    int write_line(int row, std::string_view text, Style style);
    // Ends before column `end`.
    void write_right(int end, int row, std::string_view text, Style style);

    Canvas& canvas() { return canvas_; }
    Area area() const { return area_; }
    int columns() const { return area_.columns; }
    int rows() const { return area_.rows; }

private:
    Canvas& canvas_;
    Area area_;
};

// What is grey elsewhere: on the fill of the row that is executed next grey would be too pale.
Tone faint_on(Tone fill);
// The actor's fill with its text; the hardware is hatched.
Style fill_of(Actor actor);
// The actor's colour as text.
Tone word_of(Actor actor);
// "RING 3", "RING 0", "HARDWARE"
std::string lamp_text(View const& view);

} // namespace ringside::gui
