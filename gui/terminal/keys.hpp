// A key as the terminal knows it. Read next: emulator.hpp, which turns it into bytes.
#pragma once

#include <cstdint>

namespace ringside::gui {

struct TerminalKey
{
    enum class Name : uint8_t
    {
        letter, // `letter` as typed, or with control and alt the plain letter
        enter,
        tab,
        backspace,
        escape,
        up,
        down,
        left,
        right,
        insert,
        remove,
        home,
        end,
        page_up,
        page_down,
    };
    Name name = Name::letter;
    char32_t letter = 0;
    bool control = false;
    bool alt = false;
    bool shift = false;
};

} // namespace ringside::gui
