// The list of what can be opened, while it lies over the view. Filled by driver/opening.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ringside::gui {

struct FileRow
{
    std::string name;
    std::string kind; // in words
};

struct FileListView
{
    bool open = false;
    std::string folder;
    std::string text; // what was typed
    std::string before_cursor;
    std::vector<FileRow> rows;
    std::size_t row = 0; // the chosen one
    std::string note;    // why there are none
};

} // namespace ringside::gui
