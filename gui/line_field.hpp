// A line that is typed into: letters, the cursor, what was typed before. It knows neither machine nor
// display. Read next: driver/line.cpp, which executes it.
#pragma once

#include "gui/keys.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

class LineField
{
public:
    void insert(std::string_view text); // UTF-8, at the cursor; control characters are left out
    // Takes the keys that edit a line, and tells whether this was one.
    bool press(KeyPress press);
    // Goes on to what all candidates have in common; with a single one, and a blank behind it.
    void complete(std::vector<std::string> const& candidates);
    // Empties the line and keeps it in the history.
    std::string take();
    void clear();

    std::string text() const;
    std::string before_cursor() const;

private:
    void recall(std::size_t place);

    std::u32string letters_;
    std::size_t cursor_ = 0;
    std::vector<std::string> history_;
    std::size_t place_ = 0; // in the history; its size: the line that is being typed
    std::string draft_;     // that line, while an older one is shown
};

} // namespace ringside::gui
