// What there is to open: programs and source texts of a folder, files that were opened before, and the
// samples inside the binary. What is typed narrows the list; a "/" in it goes to that folder. It knows
// neither machine nor display. Read next: ../driver/opening.cpp, ../panels/file_list.cpp.
#pragma once

#include "gui/line_field.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::gui {

struct FileEntry
{
    enum class Kind : uint8_t
    {
        recent,
        folder,
        program, // an ELF file
        source,  // .s, .S or .c
        sample,  // inside the binary; `path` is its name
    };
    Kind kind = Kind::program;
    std::string name; // as it is shown
    std::string path;
    bool operator==(FileEntry const&) const = default;
};

class FileList
{
public:
    // Looks at a folder anew. `recent`: the newest first.
    void show(std::filesystem::path folder, std::vector<std::string> const& recent);

    std::string folder() const { return folder_.string(); }
    // Why the folder could not be read; empty if it could.
    std::string const& problem() const { return problem_; }
    LineField const& field() const { return field_; }
    std::vector<FileEntry> const& entries() const { return shown_; } // that match what was typed
    std::size_t row() const { return row_; }                         // the chosen one

    // Takes the keys that type and choose, and tells whether this was one.
    bool press(KeyPress press);
    void type(std::string_view text);
    void move(int rows);
    void choose(std::size_t row);
    // Enter: what is to be opened, or nothing after going to a folder. Where nothing matches it is what was
    // typed, so that opening it says what is wrong.
    std::optional<FileEntry> take();

private:
    void read(std::filesystem::path const& folder);
    void go_where_typed();
    void narrow();

    std::filesystem::path folder_;
    std::vector<std::string> recent_;
    std::vector<FileEntry> all_;
    std::vector<FileEntry> shown_;
    std::size_t row_ = 0;
    LineField field_;
    std::string problem_;
};

} // namespace ringside::gui
