// The keyboard between the window and the guest: who has it, and keys as the bytes of a terminal. They arrive
// at the machine's present; what it had done after that is another future. Next: terminal/emulator.hpp.
#include "gui/driver.hpp"

#include <algorithm>
#include <optional>

namespace ringside::gui {

namespace {

constexpr std::size_t lines_scrolled = 3; // by one notch of the wheel

std::optional<TerminalKey::Name> name_of(Key key)
{
    using Name = TerminalKey::Name;
    struct Pair
    {
        Key key;
        Name name;
    };
    static constexpr Pair pairs[] = {{Key::enter, Name::enter},
                                     {Key::tab, Name::tab},
                                     {Key::backspace, Name::backspace},
                                     {Key::escape, Name::escape},
                                     {Key::up, Name::up},
                                     {Key::down, Name::down},
                                     {Key::left, Name::left},
                                     {Key::right, Name::right},
                                     {Key::insert, Name::insert},
                                     {Key::erase, Name::remove},
                                     {Key::home, Name::home},
                                     {Key::end, Name::end},
                                     {Key::page_up, Name::page_up},
                                     {Key::page_down, Name::page_down}};
    for (Pair const& pair : pairs)
        if (pair.key == key)
            return pair.name;
    return std::nullopt;
}

bool is_printable(Key key)
{
    return key >= Key::space && static_cast<uint32_t>(key) < 0x7f;
}

// What stays the window's while the guest has the keyboard: the function keys, the way back, and the size of
// the letters.
bool stays_ours(KeyPress press, std::optional<Command> command)
{
    bool const is_function_key = press.key >= Key::f1 && press.key <= Key::f12;
    return is_function_key || command == Command::console_focus || command == Command::full_screen ||
           command == Command::larger || command == Command::smaller;
}

} // namespace

bool Driver::perform_console(Request const& request)
{
    switch (request.command) {
    case Command::console_focus:
        choices_.focus = choices_.focus == Focus::console ? Focus::commands : Focus::console;
        make_room();
        break;
    case Command::console_scroll: {
        auto const rows = static_cast<int64_t>(request.value) * -static_cast<int64_t>(lines_scrolled);
        auto const most = static_cast<int64_t>(view_.console.lines_above + choices_.console_back);
        auto const back = static_cast<int64_t>(choices_.console_back) + rows;
        choices_.console_back = static_cast<std::size_t>(std::clamp<int64_t>(back, 0, most));
        break;
    }
    default:
        return false;
    }
    refresh();
    return true;
}

// Whether the key went to the guest. Letters come by type(), for only that knows the keyboard's layout.
bool Driver::press_in_console(KeyPress press)
{
    if (choices_.focus != Focus::console || stays_ours(press, keys_.command_for(press)))
        return false;
    TerminalKey key{.control = press.control, .alt = press.alt, .shift = press.shift};
    if (auto const name = name_of(press.key)) {
        key.name = *name;
    } else if (is_printable(press.key) && (press.control || press.alt)) {
        key.letter = static_cast<char32_t>(press.key);
        key.shift = false; // of a control character there is one
    } else {
        return true;
    }
    send(builder_.playback().bytes_of(key));
    return true;
}

bool Driver::type_in_console(std::string_view text)
{
    if (choices_.focus != Focus::console)
        return false;
    send(std::string(text));
    return true;
}

void Driver::send(std::string const& bytes)
{
    choices_.console_back = 0;
    if (session_->exit_state().ended)
        return say(tr_("The program has ended: nobody reads what is typed."), true), refresh();
    if (task_.valid())
        return say(tr_("The keyboard reaches the program when it runs on by itself, not within a step."),
                   true),
               refresh();
    session_->type(bytes);
    if (!running())
        say(tr_("Typed. The program reads it when it runs on."));
    refresh();
}

} // namespace ringside::gui
