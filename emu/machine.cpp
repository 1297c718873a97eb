// Virtual time: the processor runs to the next event of a device, the event happens, and so on. In HLT time
// jumps. Because every run() ends exactly at the event's tick, neither stepping nor slicing a run changes
// anything in it.
#include "emu/machine.hpp"

#include <algorithm>
#include <utility>

namespace ringside::emu {

Machine::Machine(cpu::Model const& model, uint64_t memory_bytes)
    : memory(memory_bytes), cpu(model, memory, devices)
{
    devices.attach(cpu);
}

uint64_t Machine::next_event() const
{
    return std::min(devices.state.apic.next_event(), journal.next());
}

void Machine::settle()
{
    auto const now = cpu.state.time;
    devices.state.apic.advance(now);
    while (journal.next() <= now) {
        auto const& entry = journal.take();
        switch (entry.kind) {
        case JournalEntry::Kind::console_bytes:
            devices.state.console.receive(entry.bytes);
            break;
        case JournalEntry::Kind::console_end:
            devices.state.console.receive_break();
            break;
        case JournalEntry::Kind::change:
            set_field(*this, entry.change.field, entry.change.value);
            break;
        }
    }
}

bool Machine::is_interrupt_next()
{
    return cpu.state.has(cpu::flag::interrupt) && cpu.state.shadow == cpu::Shadow::none &&
           devices.pending_interrupt() >= 0;
}

// HLT with IF=0 waits for an NMI, INIT or RESET, and we have none. SDM Vol. 2A, "HLT".
bool Machine::halted_for_good() const
{
    return !cpu.state.has(cpu::flag::interrupt) || next_event() == Journal::never;
}

void Machine::pass_idle_time(uint64_t until)
{
    auto& time = cpu.state.time;
    auto const later = std::max(time, std::min(until, next_event()));
    idle_time += later - time;
    if (idle_jumps != nullptr)
        idle_jumps->push_back({time, later});
    time = later;
}

// What a stop of the processor means for the machine; go_on says that it is none.
Halt Machine::after(cpu::Stop stop, bool& go_on)
{
    go_on = false;
    if (devices.reconsider) {
        devices.reconsider = false;
        cpu.clear_stop_request();
        if (devices.state.exited)
            return Halt::exited;
    }
    switch (stop) {
    case cpu::Stop::shutdown:
        return Halt::shutdown;
    case cpu::Stop::micro_step:
        return Halt::micro_step;
    case cpu::Stop::breakpoint:
        return Halt::breakpoint;
    case cpu::Stop::system_call:
        return Halt::system_call;
    case cpu::Stop::ring_change:
        return Halt::ring_change;
    case cpu::Stop::requested:
        // Clear first, look after: a request that arrives in between is kept by the one or seen by the other.
        cpu.clear_stop_request();
        if (std::exchange(stop_here_, false))
            return Halt::stopped;
        if (take_interrupt())
            return Halt::interrupted;
        break;
    case cpu::Stop::none:
    case cpu::Stop::fault: // asked for only by tests, which have no machine
    case cpu::Stop::time:
    case cpu::Stop::halted:
        break;
    }
    go_on = true;
    return Halt::time;
}

Halt Machine::run(uint64_t until, Idle idle, cpu::First first, uint64_t busy_until)
{
    auto& state = cpu.state;
    while (true) {
        settle();
        // A change of ring or the limit may have ended the run before the processor looked.
        if (std::exchange(stop_here_, false))
            return Halt::stopped;
        if (take_interrupt()) {
            cpu.clear_stop_request();
            return Halt::interrupted;
        }
        if (state.time >= until || busy_time() >= busy_until)
            return Halt::time;
        if (state.halted && devices.pending_interrupt() < 0) {
            if (idle == Idle::wait && state.has(cpu::flag::interrupt))
                return Halt::idle;
            if (halted_for_good())
                return Halt::dead;
            pass_idle_time(until);
            continue;
        }
        if (state.halted && !state.has(cpu::flag::interrupt))
            return Halt::dead;
        bool go_on = false;
        auto const busy_left = busy_until - busy_time();
        auto const slice = busy_left > Journal::never - state.time ? Journal::never : state.time + busy_left;
        auto const halt = after(cpu.run(std::min({until, slice, next_event()}), first), go_on);
        if (!go_on)
            return halt;
        first = cpu::First::stop;
    }
}

Halt Machine::step()
{
    auto& state = cpu.state;
    settle();
    if (state.halted && (devices.pending_interrupt() < 0 || !state.has(cpu::flag::interrupt))) {
        if (halted_for_good())
            return Halt::dead;
        pass_idle_time(Journal::never);
        return Halt::time;
    }
    auto stop = cpu.step();
    while (stop == cpu::Stop::requested) // nothing was executed; the request itself waits in interrupted_
        stop = cpu.step();
    bool go_on = false;
    auto const halt = after(stop, go_on);
    settle();
    stop_here_ = false;
    return go_on ? Halt::time : halt;
}

void Machine::interrupt() noexcept
{
    interrupted_.store(true);
    cpu.request_stop();
}

void Machine::stop_here()
{
    stop_here_ = true;
    cpu.request_stop();
}

Machine::Snapshot Machine::save()
{
    return {cpu.state,       memory.save(), devices.state,    devices.written.lengths(),
            journal.taken(), idle_time,     cpu.fault_chain()};
}

void Machine::restore(Snapshot const& snapshot)
{
    cpu.state = snapshot.cpu;
    memory.restore(snapshot.memory);
    devices.state = snapshot.devices;
    devices.written.go_to(snapshot.written);
    journal.go_to(snapshot.journal_taken);
    devices.reconsider = false;
    idle_time = snapshot.idle_time;
    cpu.fault_chain() = snapshot.fault_chain;
    cpu.stop_after_steps(0);
    cpu.state_replaced();
}

} // namespace ringside::emu
