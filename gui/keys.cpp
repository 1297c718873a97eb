// The table of keys. The first binding of a command is the one that the hints name. Next: keys.hpp.
#include "gui/keys.hpp"

#include <array>

namespace ringside::gui {

namespace {

constexpr bool yes = true;
constexpr bool no = false;

constexpr std::array table = {
    Binding{{Key::f12}, Command::micro_step},
    Binding{{Key::period}, Command::micro_step},
    Binding{{Key::f11}, Command::instruction},
    Binding{{letter('s')}, Command::instruction},
    Binding{{Key::f10}, Command::over},
    Binding{{letter('n')}, Command::over},
    Binding{{Key::f8}, Command::next_system_call},
    Binding{{Key::f8, no, yes}, Command::next_ring_change},
    Binding{{Key::f5}, Command::resume},
    Binding{{letter('c')}, Command::resume},
    Binding{{Key::f6}, Command::pause},
    Binding{{Key::f5, yes}, Command::restart},
    Binding{{Key::comma}, Command::back_micro_step},
    Binding{{Key::f12, yes, yes}, Command::back_micro_step},
    Binding{{letter('s'), no, yes}, Command::back_instruction},
    Binding{{Key::f11, yes, yes}, Command::back_instruction},
    Binding{{Key::equals, yes}, Command::larger},
    Binding{{Key::equals, yes, yes}, Command::larger}, // where + is Shift and =
    Binding{{letter('+'), yes}, Command::larger},
    Binding{{letter('+'), yes, yes}, Command::larger},
    Binding{{Key::minus, yes}, Command::smaller},
};

} // namespace

std::span<Binding const> bindings()
{
    return table;
}

std::optional<Command> command_for(KeyPress press)
{
    for (Binding const& binding : table)
        if (binding.press == press)
            return binding.command;
    return std::nullopt;
}

std::string name_of(KeyPress press)
{
    std::string name = press.control ? "Ctrl+" : "";
    auto const code = static_cast<uint32_t>(press.key);
    auto const first_function_key = static_cast<uint32_t>(Key::f1);
    if (code >= first_function_key && code < first_function_key + 12)
        return name + (press.shift ? "Shift+F" : "F") + std::to_string(code - first_function_key + 1);
    bool const is_letter = code >= 'a' && code <= 'z';
    if (press.shift && !is_letter)
        name += "Shift+";
    auto const sign = static_cast<char>(code);
    name.push_back(press.shift && is_letter ? static_cast<char>(sign - 'a' + 'A') : sign);
    return name;
}

std::string key_of(Command command)
{
    for (Binding const& binding : table)
        if (binding.command == command)
            return name_of(binding.press);
    return {};
}

} // namespace ringside::gui
