// The screen after any part of the output. The output only grows while the machine runs; where it goes
// back, or takes another way than before, a kept state before that is put back and the rest written again.
// The same bytes always give the same screen. Read next: emulator.hpp.
#pragma once

#include "gui/terminal/emulator.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ringside::gui {

class Playback
{
public:
    // Makes the screen that of this output: all that the guest wrote up to now. `raw`: no terminal stood
    // between, so a line feed also returns the carriage.
    void show(std::string_view output, bool raw);
    TerminalScreen const& screen() const { return emulator_.screen(); }
    std::string bytes_of(TerminalKey const& key) { return emulator_.bytes_of(key); }
    std::size_t kept() const { return states_.size(); } // for tests

private:
    static constexpr std::size_t first_distance = 32 * 1024;
    static constexpr std::size_t most_kept = 256;

    void forget_from(std::size_t length);
    void put_back_before(std::size_t length);
    void write(std::string_view piece);
    void keep();

    Emulator emulator_;
    Emulator::State const start_ = emulator_.state();
    std::map<std::size_t, Emulator::State> states_; // by how much was written before
    std::size_t distance_ = first_distance;         // of neighbours; doubles when there are many
    std::string known_;                             // the longest output seen; states_ are of this
    std::size_t written_ = 0;                       // so much of it is on the screen
    bool raw_ = false;
};

} // namespace ringside::gui
