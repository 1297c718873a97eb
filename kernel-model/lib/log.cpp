// Sends a log line to COM2 as it grows: level, time, text.
#include "kernel-model/lib/log.hpp"

#include "kernel-model/device/clock.hpp"
#include "kernel-model/device/uart.hpp"

#include <array>

namespace ringside::kernel {

namespace {

unsigned log_level = 7;

void send(std::string_view text)
{
    for (char c : text)
        log_uart().send(static_cast<uint8_t>(c));
}

/// Digits of a number, at least `width` of them, filled up with `fill`.
void send_number(uint64_t number, unsigned base, unsigned width = 1, char fill = '0')
{
    std::array<char, 20> digits;
    size_t at = digits.size();
    do {
        digits[--at] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number != 0);
    for (size_t count = digits.size() - at; count < width; ++count)
        log_uart().send(static_cast<uint8_t>(fill));
    send({digits.data() + at, digits.size() - at});
}

} // namespace

void set_log_level(unsigned level)
{
    log_level = level;
}

LogLine::LogLine(Level level) : wanted_(static_cast<unsigned>(level) < log_level)
{
    if (!wanted_)
        return;
    uint64_t const microseconds = monotonic_nanoseconds() / 1000;
    send("<");
    send_number(static_cast<unsigned>(level), 10);
    send(">[");
    send_number(microseconds / 1'000'000, 10, 5, ' ');
    send(".");
    send_number(microseconds % 1'000'000, 10, 6);
    send("] ");
}

LogLine::~LogLine()
{
    if (wanted_)
        send("\n");
}

void LogLine::add(std::string_view text)
{
    if (!wanted_)
        return;
    for (char c : text) {
        bool const printable = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
        log_uart().send(static_cast<uint8_t>(printable ? c : '?'));
    }
}

void LogLine::add(Hex number)
{
    if (!wanted_)
        return;
    send("0x");
    send_number(number.value, 16);
}

void LogLine::add_signed(int64_t number)
{
    if (!wanted_)
        return;
    if (number < 0)
        send("-");
    add_unsigned(number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number));
}

void LogLine::add_unsigned(uint64_t number)
{
    if (wanted_)
        send_number(number, 10);
}

} // namespace ringside::kernel
