// The console: COM1 as the program sees it, either a terminal with a line discipline or a bare pipe of bytes.
//
// /dev/console, /dev/tty and file descriptors 0-2 of init end here. Input arrives at the timer tick, which
// empties the UART into a ring; a read that finds nothing waits in HLT until the next tick. Sources:
// termios(3), Linux drivers/tty/n_tty.c. Read next: console.cpp, line_discipline.cpp, uart.hpp.
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

/// What a terminal starts with: Linux's tty_std_termios and INIT_C_CC (drivers/tty/tty_io.c,
/// include/linux/tty.h).
inline constexpr Termios default_settings = {
    .input_flags = 0002400,   // ICRNL IXON
    .output_flags = 0000005,  // OPOST ONLCR
    .control_flags = 0002277, // B38400 CS8 CREAD HUPCL
    .local_flags = 0105073,   // ISIG ICANON ECHO ECHOE ECHOK ECHOCTL ECHOKE IEXTEN
    .line = 0,
    // intr quit erase kill eof time min swtc start stop susp eol reprint discard werase lnext eol2
    .control_characters = {3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0},
};

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
    void tick() { drain_uart(); }

private:
    // console.cpp: between readers and the ring
    void drain_uart();
    bool ready(uint64_t wait_started) const;
    size_t take(std::span<char> bytes);
    uint64_t filled() const { return write_at_ - read_at_; }
    uint16_t& slot(uint64_t at) { return ring_[at % ring_size]; }
    uint16_t slot(uint64_t at) const { return ring_[at % ring_size]; }

    // line_discipline.cpp: between the UART and the ring
    void receive(uint8_t byte);
    bool raises_signal(uint8_t byte);
    bool edits_line(uint8_t byte);
    void erase_character();
    void erase_line();
    void store(uint16_t item);
    void finish_line(uint16_t item);
    void echo(uint8_t byte);
    void write_processed(uint8_t byte);
    bool is_canonical() const;
    bool is(uint8_t byte, size_t control_character) const;

    static constexpr size_t ring_size = 4096; // N_TTY_BUF_SIZE
    ConsoleKind kind_ = ConsoleKind::terminal;
    Termios settings_ = default_settings;
    WindowSize window_;
    static constexpr uint16_t end_mark = 0x100; // ^D on a terminal, a break condition on a pipe
    std::array<uint16_t, ring_size> ring_{};    // bytes, or end_mark
    // Counters that only grow; their low twelve bits are places in the ring.
    uint64_t read_at_ = 0;  // next byte for a reader
    uint64_t line_end_ = 0; // canonical mode: readers may take what lies before
    uint64_t write_at_ = 0; // next byte from the UART
};

Console& console();

} // namespace ringside::kernel
