// Which key asks for what: one table, from which the window, the row of hints and the tests read.
// Read next: actions.hpp for what the commands do, platform/input.cpp for where keys come from.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ringside::gui {

enum class Command : uint8_t
{
    micro_step,
    instruction,
    over,
    next_system_call,
    next_ring_change,
    resume,
    pause,
    restart,
    back_micro_step,
    back_instruction,
    larger,
    smaller,
};

// Letters stand for themselves in lower case; other keys have names.
enum class Key : uint32_t
{
    none = 0,
    comma = ',',
    period = '.',
    minus = '-',
    equals = '=',
    f1 = 0x110001,
    f2,
    f3,
    f4,
    f5,
    f6,
    f7,
    f8,
    f9,
    f10,
    f11,
    f12,
};

constexpr Key letter(char of)
{
    return static_cast<Key>(static_cast<unsigned char>(of));
}

struct KeyPress
{
    Key key = Key::none;
    bool control = false;
    bool shift = false;
    bool alt = false;
    bool operator==(KeyPress const&) const = default;
};

struct Binding
{
    KeyPress press;
    Command command;
};

std::span<Binding const> bindings();
std::optional<Command> command_for(KeyPress press);

// "Ctrl+Shift+F12"
std::string name_of(KeyPress press);
// The name of the first key of a command.
std::string key_of(Command command);

} // namespace ringside::gui
