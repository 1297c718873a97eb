// The console: COM1 as the program sees it, either a terminal with a line discipline or a bare pipe of bytes.
//
// /dev/console, /dev/tty and file descriptors 0-2 of init end here. Input arrives at the timer tick, which
// empties the UART into a ring; a read that finds nothing waits in HLT until the next tick. Sources:
// termios(3), Linux drivers/tty/n_tty.c. Read next: console.cpp, uart.hpp.
#pragma once

#include "kernel-model/lib/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ringside::kernel {

/// The kernel's struct termios (TCGETS, 36 bytes; Linux include/uapi/asm-generic/termbits.h), same in both
/// ABIs.
struct Termios
{
    uint32_t input_flags;
    uint32_t output_flags;
    uint32_t control_flags;
    uint32_t local_flags;
    uint8_t line;
    std::array<uint8_t, 19> control_characters;
};
static_assert(sizeof(Termios) == 36);

/// struct winsize (TIOCGWINSZ).
struct WindowSize
{
    uint16_t rows = 25;
    uint16_t columns = 80;
    uint16_t width_pixels = 0;
    uint16_t height_pixels = 0;
};

enum class ConsoleKind
{
    terminal, // console=tty, the default: canonical mode, echo, signals
    pipe,     // console=pipe: bytes untouched, not a terminal
};

class Console
{
public:
    ConsoleKind kind() const { return kind_; }
    void set_kind(ConsoleKind kind) { kind_ = kind; }

    /// Writes all bytes, with the output processing of the settings (ONLCR) if this is a terminal.
    void write(std::span<char const> bytes);
    /// Waits for input, then answers how many bytes it took: a line in canonical mode, what is there
    /// otherwise; 0 at the end of input (^D on an empty line, or a break condition on a pipe). Never touches
    /// user memory, so a bad buffer cannot lose input half-way: hand it a kernel buffer.
    size_t read(std::span<char> bytes);
    /// Whether read would answer at once (poll(2), O_NONBLOCK).
    bool readable();
    /// FIONREAD: how many bytes read could give now.
    size_t available();
    /// TCFLSH: forgets input that nobody has read.
    void discard_input();

    Termios const& settings() const { return settings_; }
    /// TCSETS, TCSETSW, TCSETSF (the last also calls discard_input first).
    void change_settings(Termios const& settings) { settings_ = settings; }
    WindowSize& window() { return window_; }

    /// The timer tick: takes what the UART has received.
    void tick();

private:
    void receive(uint8_t byte);
    void receive_for_terminal(uint8_t byte);
    void edit_line(uint8_t byte);
    void erase_character();
    void finish_line();
    void echo(uint8_t byte);
    void put(uint8_t byte);
    void write_processed(uint8_t byte);
    bool is_canonical() const;

    static constexpr size_t ring_size = 4096; // N_TTY_BUF_SIZE
    ConsoleKind kind_ = ConsoleKind::terminal;
    Termios settings_ = default_settings();
    WindowSize window_;
    std::array<uint8_t, ring_size> ring_{};
    // Counters that only grow; their low twelve bits are places in the ring.
    uint64_t read_at_ = 0;      // next byte for a reader
    uint64_t line_end_ = 0;     // canonical mode: readers may take what lies before
    uint64_t write_at_ = 0;     // next byte from the UART
    uint64_t ends_pending_ = 0; // ^D or break conditions at line_end_ that no reader has seen yet
    int pending_signal_ = 0;    // SIGINT or SIGQUIT from the keyboard
    uint32_t column_ = 0;

    static Termios default_settings();
};

Console& console();

} // namespace ringside::kernel
