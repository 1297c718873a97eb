// The machine on its way: running it while following the program's system calls, keeping and restoring the
// whole, and wording the end. Read next: parts.hpp, travel.cpp.
#pragma once

#include "emu/machine.hpp"
#include "emu/session.hpp"
#include "emu/time/kept_states.hpp"
#include "emu/time/timeline.hpp"
#include "emu/trace/calls.hpp"

#include <string>
#include <vector>

namespace ringside::emu {

// A stretch of addresses that a demand page fault fills from the program's file.
struct FilePiece
{
    uint64_t linear = 0;
    std::span<std::byte const> bytes;
};

// Which events a run stops at, besides its limit, breakpoints and the end.
struct RunStops
{
    bool system_calls = false;
    bool ring_changes = false;
    Idle idle = Idle::jump;
    cpu::First first = cpu::First::pass;
    uint64_t busy_until = ~uint64_t{0}; // see Machine::run()
};

class Run
{
public:
    explicit Run(Options const& options);

    Machine machine;
    CallRecord calls;
    ExitState end;
    Timeline timeline;

    // The lines that will not change any more, taken away: for a run that keeps no history.
    std::vector<CallLine> take_lines();
    // Those of the present position. What each became is kept in the timeline alone.
    CallsSoFar lines() const;
    // The program begins here: what happens from now on is written down in the timeline.
    void begin_timeline();
    // An idle guest: time passes, but not past its next event.
    void pass_idle_time(uint64_t until);
    // Whether the very next thing is one of the program's system-call instructions. Those of another program
    // (also=) do not count.
    bool about_to_trap();
    // Runs to virtual time `until`, counting and wording system calls on the way.
    Halt run(uint64_t until, RunStops const& stops = {});
    // One instruction or delivery.
    Halt step();

    KeptState keep();
    void restore(KeptState const& state);

    std::size_t read_memory(uint64_t linear, std::span<uint8_t> bytes) const;
    // The same, and where a page is not there yet, what the program's file will put there.
    std::size_t read_or_foresee(uint64_t linear, std::span<uint8_t> bytes) const;
    // Pieces of the program's file by linear address, set when its place is known.
    std::vector<FilePiece> file_pieces;
    // See Session::log().
    std::vector<std::string> log_lines() const;

private:
    void listen();
    void take_notes();
    void note_fault();
    bool at_system_call();
    bool is_programs_turn() const;
    MemoryReader reader() const; // of the program's memory
    void begin_call();
    void leave_open_call();
    void take_back_call();
    void end_call();
    void conclude(Halt halt);
    Halt note(Halt halt);

    bool follows_calls() const { return calls_wanted_ != Calls::ignored; }

    Calls calls_wanted_;
    bool keeps_history_;
    bool has_timeline_ = false;
    std::optional<uint64_t> program_tables_; // the root of the program's page tables in ring 3
    uint64_t others_call_ = ~uint64_t{0};    // virtual time of the last call that was another program's
    Devices::Notes device_notes_;            // since the last look
    std::vector<Machine::IdleJump> idle_jumps_;
};

// end.cpp: how a run ended, in a sentence.
ExitState exit_state_of(Machine const& machine, Halt halt);
std::string fault_text(cpu::Fault const& fault); // "#PF(0x6) at 0x1234"

} // namespace ringside::emu
