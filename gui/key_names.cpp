// How keys are written: "Ctrl+Shift+F12", "S" for Shift and s, "PgDn". Next: keys.cpp.
#include "gui/keys.hpp"

#include <array>
#include <utility>

namespace ringside::gui {

namespace {

constexpr std::array<std::pair<Key, std::string_view>, 14> special = {{
    {Key::backspace, "Backspace"},
    {Key::tab, "Tab"},
    {Key::enter, "Enter"},
    {Key::escape, "Esc"},
    {Key::space, "Space"},
    {Key::left, "Left"},
    {Key::right, "Right"},
    {Key::up, "Up"},
    {Key::down, "Down"},
    {Key::page_up, "PgUp"},
    {Key::page_down, "PgDn"},
    {Key::home, "Home"},
    {Key::end, "End"},
    {Key::erase, "Delete"},
}};

constexpr auto first_function_key = static_cast<uint32_t>(Key::f1);
constexpr uint32_t function_keys = 12;

bool is_letter(Key key)
{
    return key >= letter('a') && key <= letter('z');
}

std::string bare_name(Key key)
{
    auto const code = static_cast<uint32_t>(key);
    for (auto const& [known, name] : special)
        if (known == key)
            return std::string(name);
    if (code >= first_function_key && code < first_function_key + function_keys)
        return "F" + std::to_string(code - first_function_key + 1);
    return std::string(1, static_cast<char>(code));
}

Key bare_key(std::string_view name)
{
    for (auto const& [key, known] : special)
        if (known == name)
            return key;
    for (uint32_t number = 1; number <= function_keys; ++number)
        if (name == "F" + std::to_string(number))
            return static_cast<Key>(first_function_key + number - 1);
    bool const is_sign = name.size() == 1 && name[0] > ' ' && name[0] < 0x7f;
    return is_sign ? letter(name[0]) : Key::none;
}

bool take_prefix(std::string_view& text, std::string_view prefix)
{
    if (!text.starts_with(prefix) || text.size() == prefix.size())
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

std::string name_of(KeyPress press)
{
    std::string name = press.control ? "Ctrl+" : "";
    if (press.alt)
        name += "Alt+";
    bool const modified = press.control || press.alt;
    if (is_letter(press.key) && (press.shift || modified)) {
        auto const capital =
            static_cast<char>(static_cast<uint32_t>(press.key) - uint32_t{'a'} + uint32_t{'A'});
        return name + (press.shift && modified ? "Shift+" : "") + capital;
    }
    return name + (press.shift ? "Shift+" : "") + bare_name(press.key);
}

std::optional<KeyPress> parse_key(std::string_view name)
{
    KeyPress press;
    press.control = take_prefix(name, "Ctrl+");
    press.alt = take_prefix(name, "Alt+");
    press.shift = take_prefix(name, "Shift+");
    bool const capital = name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z';
    if (!capital) {
        press.key = bare_key(name);
        return press.key == Key::none ? std::nullopt : std::optional(press);
    }
    // "S" is Shift and s; in "Ctrl+S" the capital is only how keys are printed.
    press.key = letter(static_cast<char>(name[0] - 'A' + 'a'));
    press.shift = press.shift || (!press.control && !press.alt);
    return press;
}

} // namespace ringside::gui
