// The course of a run, as far as it is known: which ring ran from when to when, what happened at which
// moment, and the program's system calls. It is made of stretches and moments, not of instructions: a billion
// of these cost what their transitions cost, 8 bytes each. Recording again what is known already changes
// nothing, so that going back needs no care. Read next: timeline.cpp; ../session/run.cpp, which records.
#pragma once

#include "emu/trace/call_line.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ringside::emu {

class Timeline
{
public:
    // What happens at one moment.
    enum class Event : uint8_t
    {
        system_call, // the instruction is about to execute
        fault,       // an exception is about to lead from ring 3 to the kernel; value: its vector
        interrupt,   // an external interrupt is about to be delivered; value: its vector
        output,      // the first byte that a stay in the kernel sends to the console
        breakpoint,  // the run stopped here at one
        change,      // a field was changed by hand
        count_,
    };
    static constexpr unsigned events = static_cast<unsigned>(Event::count_);

    struct Moment
    {
        uint64_t time = 0; // virtual time
        uint32_t value = 0;
        bool operator==(Moment const&) const = default;
    };

    // One ring without a break.
    struct Stretch
    {
        uint64_t begin = 0;
        uint64_t end = 0; // where the next begins, or the end of what is known
        unsigned ring = 3;
        bool operator==(Stretch const&) const = default;
    };

    // ---- what is known
    bool empty() const { return rings_.empty(); }
    uint64_t start() const { return start_; }
    uint64_t end() const { return end_; }
    unsigned last_ring() const { return rings_.empty() ? 0 : ring_of(rings_.size() - 1); }

    std::size_t stretches() const { return rings_.size(); }
    Stretch stretch(std::size_t index) const;
    // The one that a moment lies in, the first where it lies before all.
    std::size_t stretch_at(uint64_t time) const;
    // Ticks in ring 3 between two moments. The rest, without idle time, was spent in inner rings.
    uint64_t ring3_ticks(uint64_t from, uint64_t to) const;

    // An idle guest lets virtual time jump. On a strip time is counted without it.
    uint64_t busy(uint64_t time) const { return time - start_ - idle_before(time); }
    uint64_t time_at(uint64_t busy) const; // the first moment with so much behind it
    uint64_t idle_before(uint64_t time) const;

    // The moments of one kind in [from, to), oldest first.
    std::span<Moment const> moments(Event event, uint64_t from, uint64_t to) const;
    // The nearest change of ring or moment of any kind after or before a time.
    std::optional<uint64_t> next(uint64_t time) const;
    std::optional<uint64_t> previous(uint64_t time) const;

    // The program's system calls, those later than the present position too.
    std::vector<CallLine> const& calls() const { return calls_; }

    // ---- recording, in the order of time
    void begin(uint64_t time, unsigned ring);
    void reached(uint64_t time) { end_ = time > end_ ? time : end_; }
    void ring_is(uint64_t time, unsigned ring); // from now on, if it was another one
    void note(Event event, Moment moment);
    void note_output(uint64_t time);
    void note_idle(uint64_t from, uint64_t to);
    void call_begins(CallLine line);
    void call_ends(uint64_t entered, uint64_t returned, std::string text); // returned 0: it never will
    // Something came from outside: what was known of later is another future.
    void forget_after(uint64_t time);
    // The first calls, taken away: for a run that keeps no history.
    std::vector<CallLine> take_calls(std::size_t count);

private:
    // Time and ring in one word: virtual time does not come near 2^62.
    static constexpr unsigned ring_bits = 2;
    static constexpr std::size_t block = 256;
    uint64_t begin_of(std::size_t index) const { return rings_[index] >> ring_bits; }
    unsigned ring_of(std::size_t index) const { return rings_[index] & 3; }
    uint64_t ring3_before(uint64_t time) const;

    struct Idle
    {
        uint64_t from = 0;
        uint64_t to = 0;
        uint64_t before = 0; // idle ticks before it
    };

    uint64_t start_ = 0;
    uint64_t end_ = 0;
    std::vector<uint64_t> rings_;
    std::vector<uint64_t> ring3_before_block_; // ticks in ring 3 before stretch 0, block, 2 * block ...
    std::vector<Idle> idle_;
    std::array<std::vector<Moment>, events> moments_;
    std::vector<CallLine> calls_;
};

} // namespace ringside::emu
