// What a terminal does with each key before a program sees it: signals, line editing, echo; and with each
// byte that a program writes. Modes and characters: termios(3); behaviour: Linux drivers/tty/n_tty.c.
#include "kernel-model/device/console.hpp"
#include "kernel-model/device/uart.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

namespace ringside::kernel {

namespace {

// Bits of struct termios, Linux include/uapi/asm-generic/termbits.h (octal there).
namespace input {
constexpr uint32_t igncr = 0000200;
constexpr uint32_t inlcr = 0000100;
constexpr uint32_t icrnl = 0000400;
} // namespace input
namespace output {
constexpr uint32_t opost = 0000001;
constexpr uint32_t onlcr = 0000004;
constexpr uint32_t ocrnl = 0000010;
} // namespace output
namespace local {
constexpr uint32_t isig = 0000001;
constexpr uint32_t icanon = 0000002;
constexpr uint32_t echo = 0000010;
constexpr uint32_t echoe = 0000020;
constexpr uint32_t echok = 0000040;
constexpr uint32_t echonl = 0000100;
constexpr uint32_t echoctl = 0001000;
constexpr uint32_t echoke = 0004000;
constexpr uint32_t iexten = 0100000;
} // namespace local

// Places in Termios::control_characters.
enum : size_t
{
    vintr = 0,
    vquit = 1,
    verase = 2,
    vkill = 3,
    veof = 4,
    veol = 11,
    vwerase = 14,
    veol2 = 16
};

constexpr int sigint = 2;
constexpr int sigquit = 3;

bool is_control(uint8_t byte)
{
    return byte < 0x20 || byte == 0x7F;
}

} // namespace

bool Console::is_canonical() const
{
    return (settings_.local_flags & local::icanon) != 0;
}

/// Zero in the table means "no such character" (POSIX _POSIX_VDISABLE is 0 in Linux).
bool Console::is(uint8_t byte, size_t control_character) const
{
    return byte != 0 && byte == settings_.control_characters[control_character];
}

void Console::receive(uint8_t byte)
{
    if (kind_ == ConsoleKind::pipe) {
        finish_line(byte);
        return;
    }
    if (byte == '\r') {
        if (settings_.input_flags & input::igncr)
            return;
        if (settings_.input_flags & input::icrnl)
            byte = '\n';
    } else if (byte == '\n' && (settings_.input_flags & input::inlcr)) {
        byte = '\r';
    }
    if (raises_signal(byte))
        return;
    if (!is_canonical()) {
        finish_line(byte);
        echo(byte);
        return;
    }
    if (edits_line(byte))
        return;
    if (is(byte, veof)) {
        finish_line(end_mark);
        return;
    }
    bool const ends_line = byte == '\n' || is(byte, veol) || is(byte, veol2);
    // One place is kept for the end of the line; what is typed beyond is lost, as on Linux.
    if (!ends_line && filled() >= ring_size - 2)
        return;
    store(byte);
    if (ends_line)
        line_end_ = write_at_;
    if (byte == '\n' && (settings_.local_flags & local::echonl) && !(settings_.local_flags & local::echo))
        write_processed(byte);
    echo(byte);
}

bool Console::raises_signal(uint8_t byte)
{
    if (!(settings_.local_flags & local::isig))
        return false;
    int const signal = is(byte, vintr) ? sigint : is(byte, vquit) ? sigquit : 0;
    if (signal == 0)
        return false;
    echo(byte);
    discard_input();
    if (Task* const reader = find_program(1))
        raise_signal(*reader, signal);
    return true;
}

bool Console::edits_line(uint8_t byte)
{
    if (is(byte, verase)) {
        erase_character();
        return true;
    }
    if (is(byte, vkill)) {
        erase_line();
        return true;
    }
    if (is(byte, vwerase) && (settings_.local_flags & local::iexten)) {
        while (write_at_ != line_end_ && slot(write_at_ - 1) == ' ')
            erase_character();
        while (write_at_ != line_end_ && slot(write_at_ - 1) != ' ')
            erase_character();
        return true;
    }
    return false;
}

/// Takes the last character of the unfinished line back, on the screen too: control characters are two
/// columns wide (^X).
void Console::erase_character()
{
    if (write_at_ == line_end_)
        return;
    auto const byte = static_cast<uint8_t>(slot(--write_at_));
    if ((settings_.local_flags & (local::echo | local::echoe)) != (local::echo | local::echoe))
        return;
    int const columns = is_control(byte) && (settings_.local_flags & local::echoctl) ? 2 : 1;
    for (int i = 0; i < columns; ++i)
        for (char c : {'\b', ' ', '\b'})
            console_uart().send(static_cast<uint8_t>(c));
}

void Console::erase_line()
{
    if (settings_.local_flags & local::echoke) {
        while (write_at_ != line_end_)
            erase_character();
        return;
    }
    write_at_ = line_end_;
    if (settings_.local_flags & local::echok)
        write_processed('\n');
}

void Console::store(uint16_t item)
{
    slot(write_at_++) = item;
}

/// Stores an item that readers may have at once.
void Console::finish_line(uint16_t item)
{
    store(item);
    line_end_ = write_at_;
}

void Console::echo(uint8_t byte)
{
    if (!(settings_.local_flags & local::echo))
        return;
    if (is_control(byte) && byte != '\n' && byte != '\t' && (settings_.local_flags & local::echoctl)) {
        console_uart().send('^');
        console_uart().send(byte ^ 0x40);
        return;
    }
    write_processed(byte);
}

void Console::write_processed(uint8_t byte)
{
    if (settings_.output_flags & output::opost) {
        if (byte == '\n' && (settings_.output_flags & output::onlcr))
            console_uart().send('\r');
        else if (byte == '\r' && (settings_.output_flags & output::ocrnl))
            byte = '\n';
    }
    console_uart().send(byte);
}

} // namespace ringside::kernel
