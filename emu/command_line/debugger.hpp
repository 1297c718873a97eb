// The terminal debugger: gdb's words on a session, forwards and backwards, down to the micro-step. It takes
// lines and prints; where lines come from is step.cpp's business. Read next: debugger_info.cpp for what it
// shows.
#pragma once

#include "emu/outcome.hpp"
#include "emu/session.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ringside::emu {

// Where what it says goes. The program's own output comes apart: a terminal shows both in one stream, a
// window has a console for it.
class DebuggerOutput
{
public:
    virtual ~DebuggerOutput() = default;
    virtual void answer(std::string_view text) = 0;
    virtual void console(std::string_view bytes) = 0;
};

class Debugger
{
public:
    Debugger(Session& session, DebuggerOutput& output) : session_(session), output_(output) {}

    // Executes one line. The sentence of a refusal says what was wrong; nothing has happened then.
    Outcome<void> execute(std::string_view line);
    bool quit() const { return quit_; }
    // The lines that begin like this one, with its last word completed.
    static std::vector<std::string> completions(std::string_view line);
    // Where we stand: the instruction at RIP, or the micro-step just done.
    void show_position();

private:
    using Method = Outcome<void> (Debugger::*)(std::string_view words);
    struct Command
    {
        std::string_view name;
        std::string_view short_name;
        Method run;
        std::string_view help;
    };
    static std::vector<Command> const& commands();
    Outcome<Command const*> find(std::string_view word) const;

    // ---- debugger.cpp: moving
    Outcome<void> repeated(std::string_view words, std::function<Stopped()> const& action);
    Outcome<void> step_instruction(std::string_view words);
    Outcome<void> next_instruction(std::string_view words);
    Outcome<void> step_line(std::string_view words);
    Outcome<void> next_line(std::string_view words);
    Outcome<void> micro(std::string_view words);
    Outcome<void> reverse_micro(std::string_view words);
    Outcome<void> reverse_step(std::string_view words);
    Outcome<void> reverse_next(std::string_view words);
    Outcome<void> reverse_continue(std::string_view words);
    Outcome<void> finish(std::string_view words);
    Outcome<void> until(std::string_view words);
    Outcome<void> go_on(std::string_view words);
    Outcome<void> next_system_call(std::string_view words);
    Outcome<void> next_ring_change(std::string_view words);
    Outcome<void> go_to(std::string_view words);
    Outcome<void> restart(std::string_view words);
    Outcome<void> echo(std::string_view words);
    Outcome<void> type(std::string_view words);
    Outcome<void> end_input(std::string_view words);
    Outcome<void> add_breakpoint(std::string_view words);
    Outcome<void> remove_breakpoint(std::string_view words);
    Outcome<void> watch(std::string_view words);
    Outcome<void> leave(std::string_view words);
    Outcome<void> help(std::string_view words);
    Stopped run_to(Target target);
    Stopped step_into_line();
    void report(Stopped const& stopped);
    void show_new_output();
    void answer(std::string_view text) { output_.answer(text); }

    // ---- debugger_set.cpp: what if
    Outcome<void> set(std::string_view words);
    Outcome<void> info_changes();

    // ---- debugger_info.cpp: showing
    Outcome<void> examine(std::string_view words);
    Outcome<void> examine_strings(uint64_t address, unsigned count);
    Outcome<void> print(std::string_view words);
    Outcome<void> disassemble(std::string_view words);
    Outcome<void> backtrace(std::string_view words);
    static constexpr std::string_view info_names[] = {
        "registers", "breakpoints", "idt",     "gdt",   "tss",     "msr", "walk",
        "steps",     "stack",       "symbols", "calls", "changes", "log", "position"};
    Outcome<void> info(std::string_view words);
    Outcome<void> info_registers(std::string_view words);
    Outcome<void> info_breakpoints();
    Outcome<void> info_idt(std::string_view words);
    Outcome<void> info_gdt();
    Outcome<void> info_tss();
    Outcome<void> info_msr();
    Outcome<void> info_walk(std::string_view words);
    Outcome<void> info_steps();
    Outcome<void> info_stack(std::string_view words);
    Outcome<void> info_symbols(std::string_view words);
    Outcome<void> info_calls();
    Outcome<void> info_log();
    Outcome<void> info_position();

    Session& session_;
    DebuggerOutput& output_;
    bool quit_ = false;
    std::string last_line_;          // an empty line says it again, as in gdb
    uint64_t shown_output_ = 0;      // bytes of the console that were printed, in this future
    uint64_t shown_of_original_ = 0; // the same of the run before it was changed by hand
};

// The first word and what follows it, blanks removed.
struct Split
{
    std::string_view first;
    std::string_view rest;
};
Split split_word(std::string_view text);

} // namespace ringside::emu
