// Between the ring of received bytes and the programs that read them; what happens to a byte on its way into
// the ring is told in line_discipline.cpp.
#include "kernel-model/device/console.hpp"

#include "kernel-model/device/clock.hpp"
#include "kernel-model/device/uart.hpp"
#include "kernel-model/lib/instructions.hpp"
#include "kernel-model/task/scheduler.hpp"
#include "kernel-model/task/task.hpp"

#include <algorithm>

namespace ringside::kernel {

namespace {

constinit Console the_console;

constexpr size_t vtime = 5; // places in Termios::control_characters
constexpr size_t vmin = 6;

} // namespace

Console& console()
{
    return the_console;
}

void Console::write(std::span<char const> bytes)
{
    for (char byte : bytes) {
        if (kind_ == ConsoleKind::terminal)
            write_processed(static_cast<uint8_t>(byte));
        else
            console_uart().send(static_cast<uint8_t>(byte));
    }
}

/// Takes everything that the UART holds, as long as there is room. What does not fit stays there.
void Console::drain_uart()
{
    WithoutInterrupts const guard;
    uint8_t byte = 0;
    while (filled() < ring_size - 1) {
        switch (console_uart().receive(byte)) {
        case Received::nothing:
            return;
        case Received::break_condition:
            if (kind_ == ConsoleKind::pipe)
                finish_line(end_mark);
            break;
        case Received::byte:
            receive(byte);
            break;
        }
    }
}

/// Whether a reader that has waited since `wait_started` gets an answer now: termios(3), "Canonical and
/// noncanonical mode".
bool Console::ready(uint64_t wait_started) const
{
    if (kind_ == ConsoleKind::pipe)
        return filled() != 0;
    if (is_canonical())
        return line_end_ != read_at_;
    uint8_t const least = settings_.control_characters[vmin];
    uint64_t const tenths = settings_.control_characters[vtime];
    if (least != 0)
        return filled() >= least;
    uint64_t const patience = tenths * (nanoseconds_per_second / 10);
    return filled() != 0 || monotonic_nanoseconds() - wait_started >= patience;
}

size_t Console::read(std::span<char> bytes)
{
    uint64_t const wait_started = monotonic_nanoseconds();
    for (;;) {
        disable_interrupts(); // between looking and HLT no input may slip in unseen
        drain_uart();
        if (ready(wait_started)) {
            enable_interrupts();
            return take(bytes);
        }
        wait_for_tick();
        deliver_pending_signals();
    }
}

size_t Console::take(std::span<char> bytes)
{
    WithoutInterrupts const guard;
    bool const canonical = kind_ == ConsoleKind::terminal && is_canonical();
    uint64_t const end = canonical ? line_end_ : write_at_;
    size_t count = 0;
    while (count < bytes.size() && read_at_ != end && slot(read_at_) != end_mark) {
        char const byte = static_cast<char>(slot(read_at_++));
        bytes[count++] = byte;
        if (canonical && byte == '\n')
            return count;
    }
    // The mark ends one read. A terminal goes on after it; a pipe that has ended has ended for good.
    if (read_at_ != end && slot(read_at_) == end_mark && kind_ == ConsoleKind::terminal)
        ++read_at_;
    return count;
}

bool Console::readable()
{
    drain_uart();
    return ready(monotonic_nanoseconds());
}

size_t Console::available()
{
    drain_uart();
    uint64_t const end = kind_ == ConsoleKind::terminal && is_canonical() ? line_end_ : write_at_;
    size_t count = 0;
    for (uint64_t at = read_at_; at != end && slot(at) != end_mark; ++at)
        ++count;
    return count;
}

void Console::discard_input()
{
    WithoutInterrupts const guard;
    read_at_ = write_at_;
    line_end_ = write_at_;
}

} // namespace ringside::kernel
