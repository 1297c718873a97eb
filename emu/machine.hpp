// The machine: memory, processor and devices as one value that can be kept, restored and compared, and the
// loop that lets virtual time pass. Read next: machine.cpp, devices/devices.hpp, session.hpp.
#pragma once

#include "cpu/cpu.hpp"
#include "emu/devices/devices.hpp"
#include "emu/time/journal.hpp"

#include <atomic>
#include <cstdint>
#include <vector>

namespace ringside::emu {

// Why Machine::run returned.
enum class Halt : uint8_t
{
    time,        // the limit is reached
    idle,        // in HLT, and the caller wants to wait on the host's clock
    dead,        // in HLT with interrupts off, or with nothing that could ever interrupt
    shutdown,    // triple fault
    exited,      // isa-debug-exit was written
    interrupted, // interrupt() was called
    stopped,     // stop_here() was called
    micro_step,
    breakpoint,
    system_call,
    ring_change,
};

// What to do when the guest has nothing to do.
enum class Idle : uint8_t
{
    jump, // to the next event
    wait, // return Halt::idle, so that the caller can wait for input
};

class Machine
{
public:
    Machine(cpu::Model const& model, uint64_t memory_bytes);
    Machine(Machine const&) = delete;
    Machine& operator=(Machine const&) = delete;

    cpu::PhysicalMemory memory;
    Devices devices;
    cpu::Cpu cpu;
    Journal journal;

    // Runs until virtual time is `until`, exactly, or something else happens. With First::pass it leaves the
    // breakpoint or system call that it stands on. `busy_until` is a limit too, of busy_time(): it cuts no
    // jump of an idle guest in two.
    Halt run(uint64_t until, Idle idle = Idle::jump, cpu::First first = cpu::First::pass,
             uint64_t busy_until = ~uint64_t{0});
    // One instruction, or one event delivery, or the jump of an idle guest to its next event.
    Halt step();
    // From any thread or signal handler: the run under way stops soon, or else the next one at once. A
    // request stays until a run has answered it. step() does one thing only and neither sees nor answers any.
    void interrupt() noexcept;
    // Answers a request, if there is one.
    bool take_interrupt() { return heeds_requests_ && interrupted_.exchange(false); }
    void forget_interrupt() { interrupted_.store(false); }
    // For an observer: the run returns Halt::stopped behind the instruction that is heard of.
    void stop_here();
    void forget_stop() { stop_here_ = false; }
    // While it lives, requests wait: what runs now is nothing that anybody asked for, but a view's look at
    // what was or will be.
    class Undisturbed
    {
    public:
        explicit Undisturbed(Machine& machine) : machine_(machine), before_(machine.heeds_requests_)
        {
            machine_.heeds_requests_ = false;
        }
        ~Undisturbed() { machine_.heeds_requests_ = before_; }
        Undisturbed(Undisturbed const&) = delete;
        Undisturbed& operator=(Undisturbed const&) = delete;

    private:
        Machine& machine_;
        bool before_;
    };
    // Lets what is due at this very time happen: timer, journal. The next run() or step() would do it first
    // of all.
    void settle();
    // Whether an interrupt is delivered before the next instruction.
    bool is_interrupt_next();
    // Virtual time spent in HLT so far.
    uint64_t idle_time = 0;
    uint64_t busy_time() const { return cpu.state.time - idle_time; }
    // Where the jumps of an idle guest are written down, for a timeline; nullptr: nowhere.
    struct IdleJump
    {
        uint64_t from = 0;
        uint64_t to = 0;
    };
    std::vector<IdleJump>* idle_jumps = nullptr;
    // The time of the next timer event or journal entry, or LocalApic::never.
    uint64_t next_event() const;
    // An idle guest: time passes, but not past the next event.
    void pass_idle_time(uint64_t until);

    struct Snapshot
    {
        cpu::State cpu;
        cpu::PhysicalMemory::Snapshot memory;
        DeviceState devices;
        Transcript::Lengths written; // the texts themselves are in Devices::written
        std::size_t journal_taken = 0;
        uint64_t idle_time = 0;
        std::vector<cpu::Fault> fault_chain;
        bool operator==(Snapshot const&) const = default;
    };
    Snapshot save();
    void restore(Snapshot const& snapshot);
    bool equal(Snapshot const& snapshot) { return save() == snapshot; }

private:
    bool halted_for_good() const;
    Halt after(cpu::Stop stop, bool& go_on);

    std::atomic<bool> interrupted_ = false;
    bool heeds_requests_ = true;
    bool stop_here_ = false;
};

} // namespace ringside::emu
