// A file is a program by its first four bytes (System V ABI, "ELF Header"), a source text by its name. Next:
// file_list.hpp.
#include "gui/opening/file_list.hpp"

#include "emu/boot/source.hpp"
#include "programs/bundled.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <utility>

namespace ringside::gui {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_entries = 10'000;

bool is_elf(fs::path const& path)
{
    std::array<char, 4> magic{};
    std::ifstream(path, std::ios::binary).read(magic.data(), magic.size());
    return magic == std::array{'\x7f', 'E', 'L', 'F'};
}

// Folders and what can be opened; nothing for the rest. Pipes and devices are not touched.
std::optional<FileEntry> entry_for(fs::directory_entry const& found)
{
    std::error_code failed;
    std::string const name = found.path().filename().string();
    std::string const path = found.path().string();
    if (found.is_directory(failed))
        return FileEntry{FileEntry::Kind::folder, name + "/", path};
    if (!found.is_regular_file(failed))
        return std::nullopt;
    if (emu::is_source(path))
        return FileEntry{FileEntry::Kind::source, name, path};
    if (is_elf(found.path()))
        return FileEntry{FileEntry::Kind::program, name, path};
    return std::nullopt;
}

// Folders first, then by name.
bool comes_before(FileEntry const& one, FileEntry const& other)
{
    bool const folder = one.kind == FileEntry::Kind::folder;
    if (folder != (other.kind == FileEntry::Kind::folder))
        return folder;
    return one.name < other.name;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return text;
}

// Hidden ones are listed when a dot is typed.
bool matches(FileEntry const& entry, std::string const& typed)
{
    if (entry.name.starts_with(".") && entry.name != "../" && !typed.starts_with("."))
        return false;
    return lower(entry.name).find(lower(typed)) != std::string::npos;
}

fs::path with_home(std::string const& typed)
{
    char const* const home = std::getenv("HOME");
    if (typed.starts_with("~/") && home != nullptr)
        return fs::path(home) / typed.substr(2);
    return typed;
}

} // namespace

void FileList::show(fs::path folder, std::vector<std::string> const& recent)
{
    recent_ = recent;
    field_.clear();
    read(folder);
}

void FileList::read(fs::path const& folder)
{
    std::error_code failed;
    folder_ = fs::weakly_canonical(folder, failed);
    if (failed)
        folder_ = folder;
    all_.clear();
    for (std::string const& path : recent_)
        all_.push_back({FileEntry::Kind::recent, path, path});
    if (folder_.has_relative_path())
        all_.push_back({FileEntry::Kind::folder, "../", folder_.parent_path().string()});
    auto const begin = static_cast<std::ptrdiff_t>(all_.size());
    fs::directory_iterator entries(folder_, fs::directory_options::skip_permission_denied, failed);
    for (; !failed && entries != fs::directory_iterator() && all_.size() < most_entries;
         entries.increment(failed))
        if (auto entry = entry_for(*entries))
            all_.push_back(std::move(*entry));
    problem_ = failed ? failed.message() : std::string();
    std::sort(all_.begin() + begin, all_.end(), comes_before);
    for (BundledProgram const& sample : bundled_programs())
        all_.push_back({FileEntry::Kind::sample, std::string(sample.name), std::string(sample.name)});
    narrow();
}

void FileList::narrow()
{
    shown_.clear();
    std::copy_if(all_.begin(), all_.end(), std::back_inserter(shown_),
                 [typed = field_.text()](FileEntry const& entry) { return matches(entry, typed); });
    row_ = 0;
}

// Up to the last "/" it is a folder, if there is one of this name.
void FileList::go_where_typed()
{
    std::string const typed = field_.text();
    auto const slash = typed.rfind('/');
    std::error_code failed;
    fs::path const folder =
        slash == std::string::npos ? fs::path() : folder_ / with_home(typed.substr(0, slash + 1));
    if (folder.empty() || !fs::is_directory(folder, failed))
        return narrow();
    field_.clear();
    field_.insert(typed.substr(slash + 1));
    read(folder);
}

bool FileList::press(KeyPress press)
{
    constexpr int page = 10;
    bool const plain = !press.control && !press.alt && !press.shift;
    switch (press.key) {
    case Key::up:
        move(-1);
        return true;
    case Key::down:
        move(1);
        return true;
    case Key::page_up:
        move(-page);
        return true;
    case Key::page_down:
        move(page);
        return true;
    case Key::tab:
        if (row_ < shown_.size() && plain) {
            field_.clear();
            field_.insert(shown_[row_].name);
            go_where_typed();
        }
        return true;
    case Key::backspace:
        if (field_.text().empty()) {
            read(folder_.parent_path());
            return true;
        }
        [[fallthrough]];
    default:
        if (!field_.press(press))
            return false;
        go_where_typed();
        return true;
    }
}

void FileList::type(std::string_view text)
{
    field_.insert(text);
    go_where_typed();
}

void FileList::move(int rows)
{
    auto const last = static_cast<std::ptrdiff_t>(shown_.size()) - 1;
    auto const row = static_cast<std::ptrdiff_t>(row_) + rows;
    row_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(row, 0, std::max<std::ptrdiff_t>(last, 0)));
}

void FileList::choose(std::size_t row)
{
    row_ = std::min(row, shown_.empty() ? 0 : shown_.size() - 1);
}

std::optional<FileEntry> FileList::take()
{
    if (row_ < shown_.size()) {
        FileEntry const entry = shown_[row_];
        if (entry.kind != FileEntry::Kind::folder)
            return entry;
        field_.clear();
        read(entry.path);
        return std::nullopt;
    }
    std::string const typed = field_.text();
    if (typed.empty())
        return std::nullopt;
    return FileEntry{FileEntry::Kind::program, typed, (folder_ / with_home(typed)).string()};
}

} // namespace ringside::gui
