// The kernel's log: one line a message, on COM2, never mixed with what programs print on COM1.
//
// log(Level::warning, "exec: ", path, ": no such file") - every argument is printed by its type, so there is
// no format string that could disagree with them. A line is "<level>[ seconds.micros] text", as printk(9)
// writes it. Read next: log.cpp, device/uart.hpp.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace ringside::kernel {

/// printk's levels; `loglevel=N` prints those below N.
enum class Level : uint8_t
{
    emergency,
    alert,
    critical,
    error,
    warning,
    notice,
    info,
    debug
};

/// A number to be printed as 0x...
struct Hex
{
    uint64_t value;
};

/// One line under construction, sent as it grows. Control characters in text are shown as '?', so that a file
/// name cannot fake a second line or drive a terminal.
class LogLine
{
public:
    explicit LogLine(Level level);
    ~LogLine(); // ends the line
    LogLine(LogLine const&) = delete;
    LogLine& operator=(LogLine const&) = delete;

    void add(std::string_view text);
    void add(Hex number);
    template <std::integral T>
    void add(T number)
    {
        if constexpr (std::same_as<T, bool>)
            add(std::string_view(number ? "true" : "false"));
        else if constexpr (std::same_as<T, char>)
            add(std::string_view(&number, 1));
        else if constexpr (std::signed_integral<T>)
            add_signed(number);
        else
            add_unsigned(number);
    }

private:
    void add_signed(int64_t number);
    void add_unsigned(uint64_t number);

    bool wanted_;
};

template <class... Parts>
void log(Level level, Parts const&... parts)
{
    LogLine line(level);
    (line.add(parts), ...);
}

void set_log_level(unsigned level);

/// Writes the sentence to the log and stops the machine with status 125. For what must never happen.
template <class... Parts>
[[noreturn]] void panic(Parts const&... parts);

/// The end of every panic: backtrace, "Kernel panic" line, exit.
[[noreturn]] void stop_after_panic();

template <class... Parts>
[[noreturn]] void panic(Parts const&... parts)
{
    log(Level::emergency, "Kernel panic - not syncing: ", parts...);
    stop_after_panic();
}

} // namespace ringside::kernel
