// What the session's source files share: the run, where in it we stand, and what the views need.
// Read next: open.cpp (how it begins), travel.cpp, back.cpp, transition.cpp.
#pragma once

#include "emu/boot/program.hpp"
#include "emu/session/recorder.hpp"
#include "emu/session/run.hpp"
#include "emu/symbols/call_frames.hpp"
#include "emu/symbols/sources.hpp"
#include "emu/symbols/symbols.hpp"
#include "emu/trace/writers.hpp"

#include <functional>

namespace ringside::emu {

struct Watchpoint
{
    uint64_t address = 0;
    unsigned bytes = 8;
};

// What a run was known to be before the first change by hand, to be had again by restart().
struct OriginalRun
{
    Journal journal;
    KeptStates kept;
    Position furthest;
    Timeline timeline;
    Transcript written;
};

struct Session::Parts
{
    explicit Parts(Options wanted) : options(std::move(wanted)), run(options) {}

    Options options;
    Program program;
    std::vector<std::byte> own_kernel; // of --kernel
    std::span<std::byte const> kernel;
    Run run;

    // ---- names
    Symbols program_symbols;
    Symbols kernel_symbols;
    Symbols vdso_symbols;
    CallFrames program_frames;
    CallFrames kernel_frames;
    CallFrames vdso_frames;
    Sources program_sources;
    Sources kernel_sources;
    Sources vdso_sources;
    uint64_t vdso_start = 0; // [start, end) of the vDSO that the program was given, if it is the one we know
    uint64_t vdso_end = 0;

    // ---- where we stand
    KeptState start_state;
    Position start;
    Position furthest;
    uint64_t start_retired = 0;
    uint64_t start_rsp = 0; // the program's first stack pointer: argc lies there
    KeptStates kept;
    std::optional<OriginalRun> original; // while the run is a changed one
    unsigned micro_step = 0;             // > 0: in the midst of the transition that begins at `base`
    KeptState base;
    bool base_at_trap = false;
    bool base_is_left = true; // the machine does not stand in the midst of a transition

    // ---- caches of views
    bool rehearsed = false; // `rehearsal` belongs to the present (or base) position
    Rehearsal rehearsal;
    TransitionView transition;
    Machine::Snapshot previous; // at the previous stop
    unsigned joined = 0;        // > 0: several actions are one, and `previous` is where the first began

    // ---- where the action under way began: an interrupted search leads back there
    KeptState began; // or the base of the transition that it began in the midst of
    ExitState began_end;
    unsigned began_step = 0;

    Writers writers;
    // The present stay in the kernel: when it began, and what ring 3 had then.
    struct LeftRing3
    {
        uint64_t time = 0;
        uint64_t rsp = 0;
        uint64_t cr3 = 0;
        uint64_t rsp0 = 0;
    };
    std::optional<LeftRing3> left_ring3;
    std::optional<std::optional<uint64_t>> task_top_member; // of the kernel's PerCpu, once it was looked for
    std::vector<std::string> log;

    std::vector<uint64_t> breakpoints;
    std::vector<Watchpoint> watchpoints;

    cpu::State& state() { return run.machine.cpu.state; }
    cpu::State const& state() const { return run.machine.cpu.state; }
    bool keeps_history() const { return options.history == History::keep; }

    // ---- travel.cpp
    void begin_action(); // the present becomes the previous stop
    Stopped arrive(Reason reason, std::string sentence = {}, uint64_t address = 0);
    Stopped ended();
    void
    leave_transition(); // from mid-transition to a place between instructions, without losing a finished one
    Position position();
    Stopped step_instruction();
    Halt advance(RunStops stops, uint64_t until, cpu::Observer* observer);
    Stopped forward(Target const& target);
    Stopped until_back_at(uint64_t rip, uint64_t rsp, unsigned cpl, uint64_t budget);
    Stopped until_ring(unsigned ring);
    void keep_if_due();
    Stopped reason_for(Halt halt);

    // ---- transition.cpp
    Rehearsal const& rehearse();
    void enter_micro_step(unsigned micro_step);
    void forget_views();

    // ---- back.cpp
    // False, here and in lines.cpp: interrupted on the way, and the machine stands anywhere.
    bool go_to_time(uint64_t time);
    bool go_to(uint64_t time, unsigned micro_step);
    Stopped travel(uint64_t time, unsigned micro_step, Reason reason = Reason::time);
    std::optional<uint64_t> time_of_previous_instruction();   // nothing: interrupted
    std::optional<uint64_t> breakpoint_before(uint64_t time); // nothing: interrupted; 0: there is none
    Stopped give_up();                                        // back to where the action began

    // ---- lines.cpp
    bool listen(uint64_t from, uint64_t until, cpu::Observer& listener); // to the run between the two
    bool listen_back(uint64_t now, cpu::Observer& listener, std::function<bool()> const& is_found);

    // ---- change.cpp
    void record(JournalEntry entry); // something comes from outside; what came later is another future
    void take_changes_away();

    // ---- stack_places.cpp
    struct StackTop
    {
        uint64_t address = 0;
        std::string name; // of what holds it: "TSS.RSP0"
    };
    StackTop kernel_stack_top();
    bool is_on_user_stack();
    uint64_t left_pointer(); // where the program left RSP
    uint64_t left_rsp(uint64_t time);

    // ---- stacks.cpp
    void know_writers();
    // The stretch from a kept state to the present once more: `way` runs it.
    void run_again(KeptState const& from, std::function<void(uint64_t present)> const& way);
    void run_until(uint64_t time);
    // code.cpp
    std::string describe(uint64_t address) const;
    bool is_kernel_address(uint64_t address) const { return address >= 0xffff'8000'0000'0000; }
    // vdso.cpp
    void find_vdso();
    Symbols const& symbols_for(uint64_t address) const
    {
        if (address >= vdso_start && address < vdso_end)
            return vdso_symbols;
        return is_kernel_address(address) ? kernel_symbols : program_symbols;
    }
    CallFrames const& call_frames_for(uint64_t address) const
    {
        if (address >= vdso_start && address < vdso_end)
            return vdso_frames;
        return is_kernel_address(address) ? kernel_frames : program_frames;
    }
    Sources& sources_for(uint64_t address)
    {
        if (address >= vdso_start && address < vdso_end)
            return vdso_sources;
        return is_kernel_address(address) ? kernel_sources : program_sources;
    }
    void find_sources(); // code.cpp
};

} // namespace ringside::emu
