// Moving: every word that changes where we stand, and breakpoints. GDB manual, "Continuing and Stepping",
// "Reverse Execution". Next: debugger_info.cpp.
#include "emu/command_line/debugger.hpp"

#include "emu/boot/program.hpp"
#include "emu/command_line/expression.hpp"
#include "emu/place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ringside::emu {

Split split_word(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    auto const begin = std::min(text.find_first_not_of(blank), text.size());
    text.remove_prefix(begin);
    auto const end = std::min(text.find_first_of(blank), text.size());
    auto rest = text.substr(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(blank), rest.size()));
    auto const last = rest.find_last_not_of(blank);
    return {text.substr(0, end), rest.substr(0, last == std::string_view::npos ? 0 : last + 1)};
}

std::vector<Debugger::Command> const& Debugger::commands()
{
    static std::vector<Command> const list = {
        {"stepi", "si", &Debugger::step_instruction, "stepi [N]: one instruction, into calls and traps"},
        {"nexti", "ni", &Debugger::next_instruction, "nexti [N]: one instruction, over calls and traps"},
        {"step", "s", &Debugger::step_line,
         "step [N]: to the next source line, or one instruction without DWARF"},
        {"next", "n", &Debugger::next_line, "next [N]: as step, over calls and traps"},
        {"micro", "m", &Debugger::micro, "micro [N]: one micro-step of the transition at hand"},
        {"finish", "fin", &Debugger::finish, "finish: to the return of this function, or back to ring 3"},
        {"until", "u", &Debugger::until, "until ADDRESS: to that instruction"},
        {"continue", "c", &Debugger::go_on, "continue: to a breakpoint or the end"},
        {"syscall", "sys", &Debugger::next_system_call,
         "syscall: to the program's next system-call instruction"},
        {"ring", "", &Debugger::next_ring_change, "ring: to the next change of ring"},
        {"reverse-stepi", "rsi", &Debugger::reverse_step, "reverse-stepi [N]: back by one instruction"},
        {"reverse-nexti", "rni", &Debugger::reverse_next, "reverse-nexti [N]: back over a call or trap"},
        {"reverse-micro", "rm", &Debugger::reverse_micro, "reverse-micro [N]: back by one micro-step"},
        {"reverse-continue", "rc", &Debugger::reverse_continue,
         "reverse-continue: to the previous system call"},
        {"goto", "", &Debugger::go_to, "goto PLACE: start, trap:N, trap:N.M or insn:N"},
        {"run", "r", &Debugger::restart, "run: back to the program's first instruction"},
        {"break", "b", &Debugger::add_breakpoint, "break ADDRESS: stop before that instruction"},
        {"delete", "d", &Debugger::remove_breakpoint, "delete [N]: breakpoint or watchpoint N, or all"},
        {"watch", "", &Debugger::watch, "watch ADDRESS: stop when those eight bytes change"},
        {"x", "", &Debugger::examine, "x/NFU ADDRESS: memory; F is x d u o t c s i a, U is b h w g"},
        {"print", "p", &Debugger::print, "print[/F] EXPRESSION"},
        {"disassemble", "disas", &Debugger::disassemble, "disassemble [ADDRESS]: the function round it"},
        {"backtrace", "bt", &Debugger::backtrace, "backtrace: functions from the innermost out, both rings"},
        {"info", "i", &Debugger::info,
         "info registers|breakpoints|idt|gdt|tss|msr|walk|steps|stack|symbols|calls|changes|log|position"},
        {"echo", "", &Debugger::echo, "echo TEXT: prints it, for scripts; \\n ends the line"},
        {"input", "", &Debugger::type, "input TEXT: types it on the console; \\n is the Enter key"},
        {"end-input", "", &Debugger::end_input, "end-input: the console's input ends"},
        {"set", "", &Debugger::set,
         "set FIELD = VALUE: what if; gate 0x80 dpl, gdt[2].present, tss rsp0, msr LSTAR, msr EFER sce, "
         "page ADDRESS pte write, byte ADDRESS, $rax"},
        {"help", "h", &Debugger::help, "help: this list"},
        {"quit", "q", &Debugger::leave, "quit"},
    };
    return list;
}

Outcome<Debugger::Command const*> Debugger::find(std::string_view word) const
{
    Command const* found = nullptr;
    for (auto const& command : commands())
        if (command.name == word || (!command.short_name.empty() && command.short_name == word))
            return &command;
    for (auto const& command : commands()) {
        if (!command.name.starts_with(word))
            continue;
        if (found != nullptr)
            return Refusal{
                fmt::format("\"{}\" may mean {} or {}", printable(word), found->name, command.name)};
        found = &command;
    }
    if (found == nullptr)
        return Refusal{fmt::format("there is no command \"{}\"; help lists them", printable(word))};
    return found;
}

Outcome<void> Debugger::execute(std::string_view line)
{
    auto [word, rest] = split_word(line);
    if (word.empty()) {
        if (last_line_.empty())
            return {};
        auto const again = last_line_;
        return execute(again);
    }
    if (word.front() == '#')
        return {};
    last_line_ = line;
    // x/8gx and print/x carry their format in the word.
    std::string words(rest);
    if (auto const slash = word.find('/'); slash != std::string_view::npos) {
        words = fmt::format("{} {}", word.substr(slash), rest);
        word = word.substr(0, slash);
    }
    auto const command = find(word);
    if (!command.ok())
        return command.refusal();
    return (this->*command.value()->run)(words);
}

// The lines that begin with `line`, the words after its last blank taken from `names`.
static void complete(std::string_view line, std::string_view name, std::vector<std::string>& lines)
{
    auto const begin = line.rfind(' ') == std::string_view::npos ? 0 : line.rfind(' ') + 1;
    if (!name.empty() && name.starts_with(line.substr(begin)))
        lines.push_back(fmt::format("{}{}", line.substr(0, begin), name));
}

std::vector<std::string> Debugger::completions(std::string_view line)
{
    std::vector<std::string> lines;
    auto const [word, rest] = split_word(line);
    bool const first = line.find(' ') == std::string_view::npos;
    bool const of_info = !first && (word == "info" || word == "i");
    if (first)
        for (auto const& command : commands())
            complete(line, command.name, lines);
    if (of_info && rest.find(' ') == std::string_view::npos)
        for (auto const name : info_names)
            complete(line, name, lines);
    return lines;
}

// ---- reports

// Output appears once, when the run first reaches it; going back and forth does not print it again.
void Debugger::show_new_output()
{
    auto const& text = session_.console();
    if (text.size() <= shown_output_)
        return;
    output_.console(std::string_view(text).substr(shown_output_));
    shown_output_ = text.size();
}

void Debugger::show_position()
{
    auto const position = session_.position();
    auto const& state = session_.state();
    if (position.micro_step > 0) {
        auto const& view = session_.transition();
        auto const& step = view.steps[position.micro_step - 1];
        answer(fmt::format("[{}/{}] {}: {}\n", position.micro_step, view.steps.size(),
                           cpu::name(step.record.step), step.text));
        return;
    }
    auto const lines = session_.code(state.rip, 0, 0);
    answer(fmt::format("=> {:#x} <{}>: {}  [ring {}]\n", state.rip, lines.front().symbol, lines.front().text,
                       state.cpl));
    if (auto const source = session_.source(state.rip))
        answer(fmt::format("   {}:{}{}{}\n", printable(source->file), source->line,
                           source->text.empty() ? "" : "  ", source->text));
}

void Debugger::report(Stopped const& stopped)
{
    show_new_output();
    switch (stopped.reason) {
    case Reason::exited:
        answer(fmt::format("The program {}.\n", stopped.sentence));
        return;
    case Reason::machine_stopped:
        answer(fmt::format("The machine stopped: {}.\n", stopped.sentence));
        return;
    case Reason::breakpoint:
        answer(fmt::format("Breakpoint at {:#x}.\n", stopped.address));
        break;
    case Reason::watchpoint:
        answer(fmt::format("Watchpoint: {:#x} changed.\n", stopped.address));
        break;
    case Reason::system_call:
        answer(fmt::format("System call {} of the program.\n", session_.position().trap));
        break;
    case Reason::ring_change:
        answer(fmt::format("Ring {} now.\n", session_.state().cpl));
        break;
    case Reason::interrupted:
        answer("Interrupted.\n");
        break;
    case Reason::start_of_run:
        answer("This is the start.\n");
        break;
    case Reason::input:
        answer("The program waits for input: type it with \"input TEXT\", or \"end-input\".\n");
        break;
    case Reason::done:
    case Reason::time:
    case Reason::budget:
        break;
    }
    show_position();
}

// ---- moving

// However often it is repeated, it is one action: what it changed is what changed since it began.
Outcome<void> Debugger::repeated(std::string_view words, std::function<Stopped()> const& action)
{
    uint64_t count = 1;
    if (!words.empty()) {
        auto const value = evaluate(session_, words);
        if (!value.ok())
            return value.refusal();
        count = value.value();
    }
    Session::OneAction const one(session_);
    Stopped stopped;
    for (uint64_t i = 0; i < count; ++i) {
        stopped = action();
        if (stopped.reason != Reason::done)
            break;
    }
    report(stopped);
    return {};
}

Outcome<void> Debugger::step_instruction(std::string_view words)
{
    return repeated(words, [this] { return session_.step_instruction(); });
}

Outcome<void> Debugger::next_instruction(std::string_view words)
{
    return repeated(words, [this] { return session_.step_over(); });
}

Outcome<void> Debugger::micro(std::string_view words)
{
    return repeated(words, [this] { return session_.micro_step(); });
}

Outcome<void> Debugger::reverse_micro(std::string_view words)
{
    return repeated(words, [this] { return session_.back_micro_step(); });
}

Outcome<void> Debugger::reverse_step(std::string_view words)
{
    return repeated(words, [this] { return session_.back_instruction(); });
}

Outcome<void> Debugger::reverse_next(std::string_view words)
{
    return repeated(words, [this] { return session_.back_over(); });
}

Outcome<void> Debugger::finish(std::string_view)
{
    report(session_.step_out());
    return {};
}

// To the first instruction of another source line, whatever is called or trapped into; without lines, one
// instruction.
Stopped Debugger::step_into_line()
{
    constexpr unsigned most_instructions = 100'000;
    auto const from = session_.source(session_.state().rip);
    Stopped stopped;
    for (unsigned i = 0; i < most_instructions; ++i) {
        stopped = session_.step_instruction();
        if (stopped.reason != Reason::done || !from)
            break;
        auto const rip = session_.state().rip;
        if (rip >= from->start && rip < from->end)
            continue;
        auto const here = session_.source(rip);
        if (here && (here->line != from->line || here->file != from->file))
            break;
    }
    return stopped;
}

Outcome<void> Debugger::step_line(std::string_view words)
{
    return repeated(words, [this] { return step_into_line(); });
}

Outcome<void> Debugger::next_line(std::string_view words)
{
    return repeated(words, [this] { return session_.step_line(); });
}

// Idle time passes at once; a program that only idles is reported.
Stopped Debugger::run_to(Target target)
{
    Session::OneAction const one(session_);
    target.wait_for_input = true;
    auto const idle_before = session_.idle_time();
    while (true) {
        auto const stopped = session_.continue_until(target);
        show_new_output();
        auto const next = session_.idle_until();
        if (stopped.reason != Reason::input || next == never ||
            session_.idle_time() - idle_before > long_idle)
            return stopped;
        session_.idle(next);
    }
}

Outcome<void> Debugger::until(std::string_view words)
{
    auto const address = evaluate(session_, words);
    if (!address.ok())
        return address.refusal();
    report(run_to({.goal = Goal::address, .value = address.value()}));
    return {};
}

Outcome<void> Debugger::go_on(std::string_view)
{
    report(run_to({}));
    return {};
}

Outcome<void> Debugger::next_system_call(std::string_view)
{
    report(run_to({.goal = Goal::system_call}));
    return {};
}

Outcome<void> Debugger::next_ring_change(std::string_view)
{
    report(run_to({.goal = Goal::ring_change}));
    return {};
}

Outcome<void> Debugger::reverse_continue(std::string_view)
{
    report(session_.back_until(Goal::system_call));
    return {};
}

Outcome<void> Debugger::go_to(std::string_view words)
{
    auto const place = parse_place(words);
    if (!place.ok())
        return place.refusal();
    auto const stopped = session_.go_to(place.value());
    if (!stopped.ok())
        return stopped.refusal();
    report(stopped.value());
    return {};
}

Outcome<void> Debugger::restart(std::string_view)
{
    if (session_.changed_run()) // the original run comes back, with what was shown of it
        shown_output_ = shown_of_original_;
    session_.restart();
    show_position();
    return {};
}

// ---- input

// The text that a script writes with \n and \t.
static std::string unescaped(std::string_view words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != '\\' || i + 1 == words.size()) {
            text += words[i];
            continue;
        }
        ++i;
        text += words[i] == 'n' ? '\n' : words[i] == 't' ? '\t' : words[i];
    }
    return text;
}

Outcome<void> Debugger::echo(std::string_view words)
{
    answer(unescaped(words));
    return {};
}

Outcome<void> Debugger::type(std::string_view words)
{
    shown_output_ = std::min<uint64_t>(shown_output_, session_.console().size());
    session_.type(unescaped(words));
    return {};
}

Outcome<void> Debugger::end_input(std::string_view)
{
    session_.end_input();
    return {};
}

// ---- breakpoints

Outcome<void> Debugger::add_breakpoint(std::string_view words)
{
    if (words.starts_with('*'))
        words.remove_prefix(1);
    auto const address = evaluate(session_, words);
    if (!address.ok())
        return address.refusal();
    session_.add_breakpoint(address.value());
    auto const& list = session_.breakpoints();
    auto const number = std::find(list.begin(), list.end(), address.value()) - list.begin() + 1;
    answer(fmt::format("Breakpoint {} at {:#x} <{}>.\n", number, address.value(),
                       session_.describe(address.value())));
    return {};
}

Outcome<void> Debugger::remove_breakpoint(std::string_view words)
{
    auto const breakpoints = session_.breakpoints();
    auto const watchpoints = session_.watchpoints(); // their numbers go on behind those
    auto const count = breakpoints.size() + watchpoints.size();
    uint64_t first = 1;
    uint64_t last = count;
    if (!words.empty()) {
        if (!parse_number(words, first) || first == 0 || first > count)
            return Refusal{fmt::format("there is no breakpoint or watchpoint {}", printable(words))};
        last = first;
    }
    for (auto number = first; number <= last; ++number)
        if (number <= breakpoints.size())
            session_.remove_breakpoint(breakpoints[number - 1]);
        else
            session_.remove_watchpoint(watchpoints[number - 1 - breakpoints.size()]);
    return {};
}

Outcome<void> Debugger::watch(std::string_view words)
{
    if (words.starts_with('*'))
        words.remove_prefix(1);
    auto const address = evaluate(session_, words);
    if (!address.ok())
        return address.refusal();
    session_.add_watchpoint(address.value(), 8);
    answer(fmt::format("Watchpoint at {:#x}.\n", address.value()));
    return {};
}

// ---- the rest

Outcome<void> Debugger::leave(std::string_view)
{
    quit_ = true;
    return {};
}

Outcome<void> Debugger::help(std::string_view)
{
    for (auto const& command : commands())
        answer(fmt::format("  {:<17} {:<6} {}\n", command.name, command.short_name, command.help));
    answer("An empty line says the last command again. ADDRESS may be a symbol, $rip+4, *$rsp ...\n");
    return {};
}

} // namespace ringside::emu
