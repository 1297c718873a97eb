// Reads the words. The options of the machine are the ones that every command shares. Next: emu/command_line.
#include "gui/command_words.hpp"

#include "programs/bundled.hpp"

#include <cstdlib>

namespace ringside::gui {

namespace {

constexpr std::string_view default_sample = "hello_syscall";
constexpr int least_pixels = 64;
constexpr int greatest_pixels = 8192;

std::optional<Size> parse_size(std::string const& text)
{
    auto const cross = text.find('x');
    uint64_t width = 0;
    uint64_t height = 0;
    if (cross == std::string::npos || !emu::parse_number(text.substr(0, cross), width) ||
        !emu::parse_number(text.substr(cross + 1), height))
        return std::nullopt;
    if (width < least_pixels || width > greatest_pixels || height < least_pixels || height > greatest_pixels)
        return std::nullopt;
    return Size{static_cast<int>(width), static_cast<int>(height)};
}

// Where the value of an option goes, or nullptr.
std::string* place_of(std::string const& option, CommandWords& words, std::string& size, bool for_picture)
{
    if (option == "--size")
        return &size;
    if (option == "--lang")
        return &words.language;
    if (for_picture && option == "--at")
        return &words.at;
    if (for_picture && option == "--panel")
        return &words.panel;
    if (for_picture && (option == "-o" || option == "--output"))
        return &words.output;
    if (!for_picture && option == "--report")
        return &words.report;
    return nullptr;
}

// A picture's size may also be the very last thing on the line, behind the program's arguments.
void take_size_at_end(std::vector<std::string>& arguments, std::string& size, bool for_picture)
{
    if (!for_picture || arguments.size() < 2 || arguments[arguments.size() - 2] != "--size")
        return;
    size = arguments.back();
    arguments.resize(arguments.size() - 2);
}

} // namespace

emu::Outcome<CommandWords> parse_words(std::vector<std::string> const& words, bool for_picture)
{
    CommandWords parsed;
    std::string size;
    std::size_t i = 0;
    for (; i < words.size() && words[i].starts_with('-'); ++i) {
        auto const equals = words[i].starts_with("--") ? words[i].find('=') : std::string::npos;
        std::string const option = words[i].substr(0, equals);
        if (option == "--help") {
            parsed.help = true;
            return parsed;
        }
        std::string* const place = place_of(option, parsed, size, for_picture);
        if (place == nullptr)
            return emu::Refusal{"unknown option " + option + ": see \"ringside --help\""};
        if (equals == std::string::npos && i + 1 == words.size())
            return emu::Refusal{"option " + option + " needs a value: see \"ringside --help\""};
        *place = equals == std::string::npos ? words[++i] : words[i].substr(equals + 1);
    }
    if (i < words.size()) {
        parsed.program = words[i];
        parsed.options.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
        take_size_at_end(parsed.options.arguments, size, for_picture);
    }
    if (!size.empty()) {
        auto const given = parse_size(size);
        if (!given)
            return emu::Refusal{"--size takes WIDTHxHEIGHT in pixels, from 64 to 8192, not " + size};
        parsed.size = *given;
    }
    return parsed;
}

emu::Outcome<std::unique_ptr<emu::Session>> open_session(CommandWords const& words)
{
    if (!words.program.empty())
        return emu::Session::open(words.program, words.options);
    BundledProgram const sample = find_bundled(default_sample);
    return emu::Session::open(std::string(sample.name), sample.file, words.options);
}

std::string language_of(CommandWords const& words)
{
    if (!words.language.empty())
        return words.language;
    for (char const* const name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (char const* const value = std::getenv(name); value != nullptr && *value != '\0')
            return value;
    return "en";
}

} // namespace ringside::gui
