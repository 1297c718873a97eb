// What the window remembers from one start to the next: $XDG_CONFIG_HOME/ringside/config.ini, as
// freedesktop's "XDG Base Directory Specification" places it. A file that cannot be used is told in one
// sentence and left as it is. Read next: settings.cpp for its lines, window_command.cpp for when it is read
// and written.
#pragma once

#include "emu/outcome.hpp"
#include "gui/choices.hpp"
#include "gui/keys.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringside::gui {

struct Settings
{
    Splits splits{};
    ThemeName theme = ThemeName::dark;
    std::optional<int> letters;      // height in pixels, in desk mode
    std::string language;            // empty: as LANG says
    std::vector<std::string> recent; // files, the newest first
    std::vector<std::pair<Command, std::vector<KeyPress>>> keys;
    bool tour_seen = false;
    bool operator==(Settings const&) const = default;
};

// The words of --theme and of the file.
std::string_view name_of(ThemeName theme);
std::optional<ThemeName> parse_theme(std::string_view name);

// To the front of the list, which stays short. A name that the file could not hold is left out.
void remember(std::vector<std::string>& recent, std::string const& file);

Keys keys_with(Settings const& settings);

// The file's text and back. A refusal names the line.
std::string to_text(Settings const& settings);
emu::Outcome<Settings> parse_settings(std::string_view text);

class SettingsFile
{
public:
    SettingsFile() = default; // none: nothing is remembered
    // Reads it; a missing one is no problem.
    explicit SettingsFile(std::filesystem::path path);
    // Where it belongs; nothing where neither XDG_CONFIG_HOME nor HOME is set.
    static std::optional<std::filesystem::path> usual_place();

    Settings const& settings() const { return settings_; }
    // One sentence on what is wrong with it; empty if nothing is.
    std::string const& problem() const { return problem_; }
    // Writes what has changed, beside it first and then in its place. A file that was not understood, or that
    // is not ours to write, stays as it is.
    emu::Outcome<void> save(Settings const& settings);

private:
    void read();

    std::filesystem::path path_;
    Settings settings_{};
    std::string problem_;
    bool writable_ = false;
};

} // namespace ringside::gui
