// The file itself: read once, written when the window closes. Next: settings.cpp for what stands in it.
#include "emu/output_file.hpp"
#include "gui/settings.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace ringside::gui {

namespace {

constexpr std::uintmax_t largest_file = 64 * 1024; // ours has a few hundred bytes

std::optional<std::filesystem::path> from_environment(char const* name)
{
    char const* const value = std::getenv(name);
    // The specification: a relative path is invalid and is ignored.
    if (value == nullptr || *value != '/')
        return std::nullopt;
    return value;
}

// Of what is there: the file, else the nearest folder above it.
bool may_write(std::filesystem::path place)
{
    std::error_code error;
    bool const itself = std::filesystem::exists(place, error);
    while (!std::filesystem::exists(place, error) && place.has_relative_path())
        place = place.parent_path();
    return (itself || std::filesystem::is_directory(place, error)) && access(place.c_str(), W_OK) == 0;
}

} // namespace

std::optional<std::filesystem::path> SettingsFile::usual_place()
{
    if (auto const folder = from_environment("XDG_CONFIG_HOME"))
        return *folder / "ringside" / "config.ini";
    if (auto const home = from_environment("HOME"))
        return *home / ".config" / "ringside" / "config.ini";
    return std::nullopt;
}

SettingsFile::SettingsFile(std::filesystem::path path) : path_(std::move(path))
{
    read();
    writable_ = problem_.empty() && may_write(path_);
    if (problem_.empty() && !writable_)
        problem_ = path_.string() + " cannot be written: what you choose is forgotten when the window closes";
}

void SettingsFile::read()
{
    std::error_code error;
    if (!std::filesystem::exists(path_, error))
        return;
    std::ostringstream text;
    std::ifstream file(path_);
    bool const small = std::filesystem::file_size(path_, error) <= largest_file && !error;
    if (small && file)
        text << file.rdbuf();
    auto const parsed = small && file ? parse_settings(text.str())
                                      : emu::Outcome<Settings>(emu::Refusal{"it cannot be read"});
    if (parsed.ok()) {
        settings_ = parsed.value();
        return;
    }
    problem_ = path_.string() + " is ignored: " + parsed.sentence();
}

emu::Outcome<void> SettingsFile::save(Settings const& settings)
{
    if (!writable_ || settings == settings_)
        return {};
    std::error_code error;
    std::filesystem::create_directories(path_.parent_path(), error);
    if (emu::write_file(path_.string(), to_text(settings)))
        return emu::Refusal{path_.string() + " could not be written: what you chose is forgotten"};
    settings_ = settings;
    return {};
}

} // namespace ringside::gui
