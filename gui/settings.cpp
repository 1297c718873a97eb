// One setting a line, "name = value"; # begins a comment. The version stands first: a later Ringside may know
// more, and its file is not ours to understand. Next: settings_file.cpp.
#include "gui/settings.hpp"

#include "emu/place.hpp"
#include "gui/layout.hpp"

#include <algorithm>
#include <array>

namespace ringside::gui {

namespace {

constexpr uint64_t version = 1;
constexpr std::size_t most_recent = 8;

constexpr std::array<std::pair<ThemeName, std::string_view>, 3> themes = {{
    {ThemeName::dark, "dark"},
    {ThemeName::light, "light"},
    {ThemeName::greyscale, "greyscale"},
}};

constexpr std::array<std::pair<std::string_view, int Splits::*>, 5> splitters = {{
    {"code", &Splits::code},
    {"registers", &Splits::registers},
    {"stage", &Splits::stage},
    {"tables", &Splits::tables},
    {"console", &Splits::console},
}};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r";
    auto const begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blank) + 1 - begin);
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!(text = trimmed(text)).empty()) {
        auto const end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

// "code 228 registers 334 ...": shares in thousandths.
bool take_layout(std::string_view value, Settings& settings)
{
    auto const words = words_of(value);
    if (words.size() % 2 != 0)
        return false;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        auto const known = std::find_if(splitters.begin(), splitters.end(),
                                        [&](auto const& one) { return one.first == words[i]; });
        uint64_t share = 0;
        if (known == splitters.end() || !emu::parse_number(words[i + 1], share) || share > 1000)
            return false;
        settings.splits.*(known->second) = static_cast<int>(share);
    }
    return true;
}

bool take_keys(std::string_view name, std::string_view value, Settings& settings)
{
    auto const known = std::find_if(command_names().begin(), command_names().end(),
                                    [name](CommandName const& one) { return one.name == name; });
    if (known == command_names().end())
        return false;
    std::vector<KeyPress> presses;
    for (std::string_view const word : words_of(value)) {
        auto const press = parse_key(word);
        if (!press)
            return false;
        presses.push_back(*press);
    }
    settings.keys.emplace_back(known->command, std::move(presses));
    return true;
}

bool take_letters(std::string_view value, Settings& settings)
{
    uint64_t number = 0;
    if (!emu::parse_number(value, number) || number < least_height || number > greatest_height)
        return false;
    settings.letters = static_cast<int>(number);
    return true;
}

bool take_truth(std::string_view value, bool& truth)
{
    truth = value == "yes";
    return truth || value == "no";
}

bool take(std::string_view name, std::string_view value, Settings& settings)
{
    constexpr std::string_view key_prefix = "key.";
    if (name == "layout")
        return take_layout(value, settings);
    if (name == "letters")
        return take_letters(value, settings);
    if (name == "tour_seen")
        return take_truth(value, settings.tour_seen);
    if (name.starts_with(key_prefix))
        return take_keys(name.substr(key_prefix.size()), value, settings);
    if (name == "theme") {
        auto const theme = parse_theme(value);
        settings.theme = theme.value_or(settings.theme);
        return theme.has_value();
    }
    if (name == "language") {
        settings.language = value;
        return true;
    }
    if (name == "recent") {
        settings.recent.emplace_back(value);
        return !value.empty();
    }
    return false;
}

} // namespace

std::string_view name_of(ThemeName theme)
{
    for (auto const& [known, name] : themes)
        if (known == theme)
            return name;
    return {};
}

std::optional<ThemeName> parse_theme(std::string_view name)
{
    for (auto const& [theme, known] : themes)
        if (known == name)
            return theme;
    return std::nullopt;
}

void remember(std::vector<std::string>& recent, std::string const& file)
{
    bool const fits_a_line =
        std::none_of(file.begin(), file.end(), [](unsigned char byte) { return byte < 0x20; });
    if (!fits_a_line || trimmed(file) != file)
        return;
    std::erase(recent, file);
    recent.insert(recent.begin(), file);
    recent.resize(std::min(recent.size(), most_recent));
}

Keys keys_with(Settings const& settings)
{
    Keys keys;
    for (auto const& [command, presses] : settings.keys)
        keys.bind(command, presses);
    return keys;
}

std::string to_text(Settings const& settings)
{
    std::string text = "# What Ringside's window remembers. It is written when the window closes.\n"
                       "# Other keys: key.NAME = KEY KEY..., with the names that docs/window.md lists.\n";
    text += "version = " + std::to_string(version) + "\nlayout =";
    for (auto const& [name, share] : splitters)
        text += " " + std::string(name) + " " + std::to_string(settings.splits.*share);
    text += "\ntheme = " + std::string(name_of(settings.theme)) + "\n";
    if (settings.letters)
        text += "letters = " + std::to_string(*settings.letters) + "\n";
    if (!settings.language.empty())
        text += "language = " + settings.language + "\n";
    text += std::string("tour_seen = ") + (settings.tour_seen ? "yes" : "no") + "\n";
    for (std::string const& file : settings.recent)
        text += "recent = " + file + "\n";
    for (auto const& [command, presses] : settings.keys) {
        for (CommandName const& known : command_names())
            if (known.command == command)
                text += "key." + std::string(known.name) + " =";
        for (KeyPress const& press : presses)
            text += " " + name_of(press);
        text += "\n";
    }
    return text;
}

emu::Outcome<Settings> parse_settings(std::string_view text)
{
    Settings settings;
    bool versioned = false;
    unsigned number = 0;
    while (!text.empty()) {
        ++number;
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#')
            continue;
        auto const sign = std::min(line.find('='), line.size());
        auto const name = trimmed(line.substr(0, sign));
        auto const value = sign < line.size() ? trimmed(line.substr(sign + 1)) : std::string_view{};
        uint64_t of_file = 0;
        bool const is_version = name == "version" && emu::parse_number(value, of_file);
        if (is_version && of_file > version)
            return emu::Refusal{"it is of a newer version of Ringside"};
        if (is_version ? of_file == 0 : !versioned || !take(name, value, settings))
            return emu::Refusal{"its line " + std::to_string(number) + " is not understood"};
        versioned = true;
    }
    return settings;
}

} // namespace ringside::gui
