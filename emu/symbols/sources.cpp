// Where a source file is looked for: under its own name, in this binary, in a folder above the ELF file (the
// source tree in which it was built), beside the ELF file (both were copied together). Next: sources_file.S.
#include "emu/symbols/sources.hpp"

#include "emu/boot/program.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cstddef>
#include <fstream>
#include <iterator>

extern "C" std::byte const ringside_sources[];
extern "C" std::byte const ringside_sources_end[];

namespace ringside::emu {

namespace {

namespace fs = std::filesystem;

constexpr uintmax_t greatest_file = uintmax_t{16} << 20;

struct EndArchive
{
    void operator()(archive* file) const { archive_read_free(file); }
};

std::map<std::string, std::string> unpacked()
{
    std::map<std::string, std::string> files;
    std::unique_ptr<archive, EndArchive> const packed(archive_read_new());
    archive_read_support_filter_gzip(packed.get());
    archive_read_support_format_tar(packed.get());
    auto const size = static_cast<std::size_t>(ringside_sources_end - ringside_sources);
    if (archive_read_open_memory(packed.get(), ringside_sources, size) != ARCHIVE_OK)
        return files;
    archive_entry* entry = nullptr;
    while (archive_read_next_header(packed.get(), &entry) == ARCHIVE_OK) {
        std::string text(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
        auto const count = archive_read_data(packed.get(), text.data(), text.size());
        if (count == static_cast<la_ssize_t>(text.size()))
            files.emplace(archive_entry_pathname(entry), std::move(text));
    }
    return files;
}

// Debug information may name anything: devices, pipes and files of a size that no source has are left alone.
std::string text_of_file(fs::path const& path)
{
    std::error_code error;
    if (!fs::is_regular_file(path, error) || fs::file_size(path, error) > greatest_file || error)
        return {};
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

std::map<std::string, std::string> const& EmbeddedSources::files() const
{
    if (!unpacked_)
        files_ = unpacked();
    unpacked_ = true;
    return files_;
}

std::string const& EmbeddedSources::text(std::string const& name) const
{
    static std::string const nothing;
    auto const found = files().find(name);
    return found != files().end() ? found->second : nothing;
}

std::vector<std::string> EmbeddedSources::names() const
{
    std::vector<std::string> names;
    for (auto const& [name, text] : files())
        names.push_back(name);
    return names;
}

std::string Sources::text(fs::path const& name) const
{
    if (name.is_relative() && embedded_ != nullptr)
        if (auto const& text = embedded_->text(name.string()); !text.empty())
            return text;
    if (name.is_absolute())
        if (auto text = text_of_file(name); !text.empty())
            return text;
    if (beside_.empty())
        return {};
    std::error_code error;
    auto const beside = fs::absolute(beside_, error).lexically_normal();
    // As it is named, from the program's folder outwards; by its last name alone only where that finds none.
    for (auto folder = beside; name.is_relative(); folder = folder.parent_path()) {
        if (auto text = text_of_file(folder / name); !text.empty())
            return text;
        if (!folder.has_relative_path())
            break;
    }
    return text_of_file(beside / name.filename());
}

Sources::Lines const& Sources::lines(std::string const& name)
{
    auto const [known, is_new] = known_.try_emplace(name);
    if (!is_new)
        return known->second;
    auto const whole = text(name);
    for (std::string_view rest = whole; !rest.empty();) {
        auto const end = std::min(rest.find('\n'), rest.size());
        known->second.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return known->second;
}

std::string Sources::line(std::string const& name, unsigned number)
{
    auto const& all = lines(name);
    if (number == 0 || number > all.size())
        return {};
    std::string text;
    for (char const letter : all[number - 1])
        text.append(letter == '\t' ? "        " : std::string(1, letter));
    return printable(text);
}

std::string source_name(std::string_view in_debug_information)
{
    auto name = fs::path(in_debug_information).lexically_normal().string();
    while (name.starts_with("../"))
        name.erase(0, 3);
    return name;
}

} // namespace ringside::emu
