// The terminal: libvterm follows modes, cursor and pen; the cells are ours (screen.hpp). Everything is a
// function of the bytes written: questions that a guest asks of its terminal get no answer, for an answer
// would be input, and input comes from people. Read next: playback.hpp.
#pragma once

#include "gui/terminal/arena.hpp"
#include "gui/terminal/keys.hpp"
#include "gui/terminal/screen.hpp"
#include "gui/terminal/sieve.hpp"

#include <string>
#include <string_view>
#include <vector>

struct VTerm;

namespace ringside::gui {

class Emulator
{
public:
    Emulator();
    ~Emulator();
    Emulator(Emulator const&) = delete;
    Emulator& operator=(Emulator const&) = delete;

    void write(std::string_view bytes);
    TerminalScreen const& screen() const { return screen_; }
    // What the terminal sends for a key in its present mode: arrows depend on it.
    std::string bytes_of(TerminalKey const& key);

    // Only for the emulator that it was taken from.
    struct State
    {
        std::vector<std::byte> library;
        TerminalScreen screen;
        Sieve sieve;
    };
    State state() const { return {arena_.copy(), screen_, sieve_}; }
    void put_back(State const& state);

private:
    void flush();

    Arena arena_;
    TerminalScreen screen_;
    Sieve sieve_;
    std::string pending_; // of one write: what the sieve let through
    std::string sent_;
    VTerm* terminal_; // in the arena
};

} // namespace ringside::gui
