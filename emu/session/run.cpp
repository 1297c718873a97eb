// Following system calls: the processor stops before each one, and after each change of ring, so that neither
// costs the instructions in between anything. Next: end.cpp.
#include "emu/session/run.hpp"

#include "emu/trace/strace_text.hpp"

#include <algorithm>
#include <cstring>

namespace ringside::emu {

namespace {

constexpr uint64_t page_table_root = 0x000f'ffff'ffff'f000; // of CR3: without the flags and the PCID

// The kernel ends its lines as a terminal wants them.
std::string_view line_of_log(std::string_view line)
{
    return line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0));
}

} // namespace

Run::Run(Options const& options)
    : machine(options.model, options.memory), calls_wanted_(options.calls),
      keeps_history_(options.history == History::keep)
{}

std::size_t Run::read_memory(uint64_t linear, std::span<uint8_t> bytes) const
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto const address = linear + done;
        auto const count =
            std::min<std::size_t>(bytes.size() - done, cpu::page_size - address % cpu::page_size);
        cpu::Physical physical;
        if (!machine.cpu.translate_for_view({address}, physical) || !machine.memory.is_ram(physical, count))
            break;
        machine.memory.read(physical, bytes.subspan(done, count));
        done += count;
    }
    return done;
}

std::size_t Run::read_or_foresee(uint64_t linear, std::span<uint8_t> bytes) const
{
    auto done = read_memory(linear, bytes);
    while (done < bytes.size()) {
        auto const address = linear + done;
        auto const* source = static_cast<std::byte const*>(nullptr);
        std::size_t count = 0;
        for (auto const& piece : file_pieces)
            if (address >= piece.linear && address - piece.linear < piece.bytes.size()) {
                source = piece.bytes.data() + (address - piece.linear);
                count =
                    std::min<std::size_t>({bytes.size() - done, piece.bytes.size() - (address - piece.linear),
                                           cpu::page_size - address % cpu::page_size});
            }
        if (count == 0)
            break;
        std::memcpy(bytes.data() + done, source, count);
        done += count;
        done += read_memory(linear + done, bytes.subspan(done));
    }
    return done;
}

// ---- the timeline

void Run::begin_timeline()
{
    program_tables_ = machine.cpu.state.cr3 & page_table_root;
    has_timeline_ = follows_calls() && keeps_history_;
    if (has_timeline_)
        timeline.begin(machine.cpu.state.time, machine.cpu.state.cpl);
}

// Only runs that count are listened to: a rehearsal is undone.
void Run::listen()
{
    if (!has_timeline_)
        return;
    machine.devices.notes = &device_notes_;
    machine.idle_jumps = &idle_jumps_;
}

void Run::take_notes()
{
    machine.devices.notes = nullptr;
    machine.idle_jumps = nullptr;
    if (!has_timeline_)
        return;
    for (auto const& [time, vector] : device_notes_.interrupts)
        timeline.note(Timeline::Event::interrupt, {time, static_cast<uint32_t>(vector)});
    for (auto const time : device_notes_.output)
        timeline.note_output(time);
    for (auto const& [from, to] : idle_jumps_)
        timeline.note_idle(from, to);
    note_fault();
    device_notes_.output.clear();
    device_notes_.interrupts.clear();
    idle_jumps_.clear();
    timeline.ring_is(machine.cpu.state.time, machine.cpu.state.cpl);
    timeline.reached(machine.cpu.state.time);
}

// An exception has just led from ring 3 into the kernel, if neither a system call nor an interrupt has.
void Run::note_fault()
{
    auto const& state = machine.cpu.state;
    auto const& chain = machine.cpu.fault_chain();
    if (state.cpl == 3 || chain.empty() || state.time <= timeline.end() || timeline.last_ring() != 3)
        return;
    auto const began = state.time - 1;
    auto const by_call = (calls.open && calls.open->entered == began) || others_call_ == began;
    auto const by_interrupt =
        !device_notes_.interrupts.empty() && device_notes_.interrupts.back().time == began;
    if (!by_call && !by_interrupt)
        timeline.note(Timeline::Event::fault, {began, static_cast<uint32_t>(chain.front().vector)});
}

void Run::pass_idle_time(uint64_t until)
{
    listen();
    machine.pass_idle_time(until);
    take_notes();
}

// ---- system calls

// In ring 3 an address space is a program: there is one process in it, and its calls are all the program's.
bool Run::is_programs_turn() const
{
    return !program_tables_ || (machine.cpu.state.cr3 & page_table_root) == *program_tables_;
}

bool Run::about_to_trap()
{
    return at_system_call() && is_programs_turn();
}

// Whosever it is.
bool Run::at_system_call()
{
    machine.settle();
    auto const& state = machine.cpu.state;
    if (state.cpl != 3 || state.halted || machine.is_interrupt_next())
        return false;
    auto const instruction = machine.cpu.peek(state.rip);
    return instruction.ok() && instruction.value().is_system_call;
}

void Run::begin_call()
{
    auto const& state = machine.cpu.state;
    if (!is_programs_turn()) {
        others_call_ = state.time;
        return;
    }
    if (calls.open && calls.open->entered == state.time)
        return; // begun already, but the run stopped before the instruction executed
    auto const instruction = machine.cpu.peek(state.rip);
    if (!instruction.ok())
        return;
    leave_open_call();
    calls.open = call_about_to_begin(state, instruction.value(), reader());
    calls.open->trap = ++calls.traps;
    if (calls_wanted_ != Calls::worded)
        return;
    calls.open_text = entry_text(*calls.open, reader());
    ++calls.lines;
    timeline.call_begins({calls.open->trap, state.time, 0, calls.open_text, calls.open_text.size()});
}

// A request to stop may come before the instruction executes.
void Run::take_back_call()
{
    if (!calls.open || calls.open->entered != machine.cpu.state.time)
        return;
    calls.open.reset();
    --calls.traps;
    calls.lines -= calls_wanted_ == Calls::worded ? 1 : 0;
}

// The program asks again although its call before has not come back: it never will, and the line says so.
void Run::leave_open_call()
{
    if (calls.open && calls.lines > 0)
        timeline.call_ends(calls.open->entered, 0, unfinished_text(calls.open_text));
}

MemoryReader Run::reader() const
{
    return [this](uint64_t linear, std::span<uint8_t> bytes) { return read_or_foresee(linear, bytes); };
}

void Run::end_call()
{
    auto const& state = machine.cpu.state;
    if (!calls.open || state.cpl != 3 || !is_programs_turn() || !has_come_back(*calls.open, state, reader()))
        return;
    if (calls.lines > 0)
        timeline.call_ends(calls.open->entered, state.time,
                           return_text(*calls.open, calls.open_text, state.gpr[cpu::rax], reader()));
    calls.open.reset();
}

std::vector<CallLine> Run::take_lines()
{
    std::size_t const stays = calls.open && calls.lines > 0 && !end.ended ? 1 : 0;
    auto lines = timeline.take_calls(calls.lines - stays);
    calls.lines = stays;
    return lines;
}

CallsSoFar Run::lines() const
{
    auto const& known = timeline.calls();
    return {std::span(known).first(std::min(calls.lines, known.size())), machine.cpu.state.time, end.ended};
}

void Run::conclude(Halt halt)
{
    end = exit_state_of(machine, halt);
    leave_open_call();
}

Halt Run::note(Halt halt)
{
    if (halt == Halt::exited || halt == Halt::dead || halt == Halt::shutdown)
        conclude(halt);
    return halt;
}

Halt Run::run(uint64_t until, RunStops const& stops)
{
    auto& cpu = machine.cpu;
    cpu.stop_before_system_calls = follows_calls() || stops.system_calls;
    cpu.stop_on_ring_change = follows_calls() || stops.ring_changes;
    auto first = stops.first;
    while (true) {
        if (follows_calls() && first == cpu::First::pass && cpu.state.time < until &&
            machine.busy_time() < stops.busy_until && at_system_call())
            begin_call();
        listen();
        auto const halt = machine.run(until, stops.idle, first, stops.busy_until);
        take_notes();
        take_back_call();
        first = cpu::First::stop;
        if (halt == Halt::system_call && (!stops.system_calls || !is_programs_turn())) {
            first = cpu::First::pass;
        } else if (halt == Halt::ring_change) {
            if (follows_calls())
                end_call();
            if (stops.ring_changes)
                return halt;
        } else {
            return note(halt);
        }
    }
}

Halt Run::step()
{
    if (follows_calls() && at_system_call())
        begin_call();
    auto& cpu = machine.cpu;
    cpu.stop_on_ring_change = false;
    auto const ring = cpu.state.cpl;
    listen();
    auto const halt = machine.step();
    take_notes();
    if (follows_calls() && ring != cpu.state.cpl)
        end_call();
    return note(halt);
}

KeptState Run::keep()
{
    return {machine.save(), calls};
}

void Run::restore(KeptState const& state)
{
    machine.restore(state.machine);
    calls = state.calls;
    end = {};
}

// A remark stands before the line that was under way when it was made.
std::vector<std::string> Run::log_lines() const
{
    auto const& written = machine.devices.written;
    auto const text = written.log.text();
    auto remark = written.remarks.begin();
    std::vector<std::string> list;
    std::size_t begin = 0;
    for (auto end_of_line = text.find('\n'); end_of_line != text.npos; end_of_line = text.find('\n', begin)) {
        for (; remark != written.remarks.end() && remark->log_length <= end_of_line; ++remark)
            list.push_back(remark->text);
        list.emplace_back(line_of_log(text.substr(begin, end_of_line - begin)));
        begin = end_of_line + 1;
    }
    for (; remark != written.remarks.end(); ++remark)
        list.push_back(remark->text);
    if (end.ended && begin < text.size())
        list.emplace_back(line_of_log(text.substr(begin)));
    return list;
}

} // namespace ringside::emu
