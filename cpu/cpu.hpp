// The processor: a table of contents of everything that executes on a State.
// An instruction handler reads its operands with load and place, computes with a pure function of alu, and
// commits; if anything faults it has changed nothing. Read next: instructions/arithmetic.cpp for how handlers
// read, transitions/interrupt.cpp for how a ring change reads, engine/run.cpp for the loop.
#pragma once

#include "cpu/decode/block_cache.hpp"
#include "cpu/decode/instruction.hpp"
#include "cpu/memory/physical.hpp"
#include "cpu/memory/tlb.hpp"
#include "cpu/model.hpp"
#include "cpu/result.hpp"
#include "cpu/state/state.hpp"
#include "cpu/transitions/observer.hpp"
#include "cpu/transitions/step.hpp"

#include <atomic>
#include <concepts>
#include <vector>

namespace ringside::cpu {

// Why Cpu::run returned.
enum class Stop : uint8_t
{
    none,        // goes on; never returned by run() or step()
    time,        // virtual time reached the limit
    halted,      // in HLT: nothing to execute until an interrupt
    shutdown,    // triple fault; fault_chain() tells the way
    requested,   // request_stop() was called
    micro_step,  // stop_after_steps() steps were done; the state is in the midst of a transition
    breakpoint,  // before the instruction at a breakpoint
    system_call, // before a system-call instruction of ring 3
    ring_change, // stop_on_ring_change: the instruction or delivery just done changed CPL
    fault,       // stop_at_faults: an instruction faulted; last_fault() tells, nothing was delivered
};

// Whether a run may stop at the instruction it starts on.
enum class First : uint8_t
{
    pass,
    stop,
};

enum class Intent : uint8_t
{
    read,
    write,
    read_modify_write,
};

// What a linear access is for: decides permission bits and the page-fault error code.
enum class Use : uint8_t
{
    read,
    write,
    fetch,
};

// In whose name an access is made: implicit accesses to system tables are supervisor's at any CPL.
// SDM Vol. 3A, "Access Rights".
enum class Privilege : uint8_t
{
    current,
    system,
};

class Cpu;
struct Event;

// A destination that has been found writable: after place() neither read nor write can fault.
template <std::unsigned_integral T>
class Target
{
public:
    // A register: its bytes in the state.
    Target(Cpu& cpu, uint8_t* bytes) : cpu_(&cpu), direct_(bytes), is_register_(true) {}
    // Memory: its bytes on the host, or nullptr if each access must take the slow path.
    Target(Cpu& cpu, SegmentName segment, Linear linear, uint8_t* bytes)
        : cpu_(&cpu), direct_(bytes), linear_(linear), segment_(segment)
    {}

    Result<T> read() const;
    Result<void> write(T value) const;

private:
    Cpu* cpu_;
    uint8_t* direct_;
    Linear linear_{};
    SegmentName segment_ = SegmentName::ds;
    bool is_register_ = false;
};

class Cpu final : private PageListener
{
public:
    Cpu(Model const& model, PhysicalMemory& memory, Bus& bus);
    ~Cpu() override;
    Cpu(Cpu const&) = delete;
    Cpu& operator=(Cpu const&) = delete;

    State state{};
    // RIP of the next instruction: set by the run loop before a handler, changed by branches and transitions.
    uint64_t next_rip = 0;

    Model const& model() const { return model_; }
    PhysicalMemory& memory() { return memory_; }
    Bus& bus() { return bus_; }

    // ---- engine/run.cpp
    // Executes until virtual time reaches `until` (exactly) or something else stops it. With First::pass a
    // breakpoint or system call at the very first instruction does not stop.
    Stop run(uint64_t until, First first = First::pass);
    // Executes one instruction or delivers one event.
    Stop step();
    // Asks a running CPU to stop soon; may be called from a signal handler or another thread.
    void request_stop() { stop_requested_.store(true, std::memory_order_relaxed); }
    bool stop_requested() const { return stop_requested_.load(std::memory_order_relaxed); }
    void clear_stop_request() { stop_requested_.store(false, std::memory_order_relaxed); }
    // The limit of the current run(); a REP iterates no further.
    uint64_t until() const { return until_; }
    // Devices: the next event moved; leave the current block and look again.
    void interrupt_block() { ++epoch_; }
    // Moves whenever the block being executed may no longer be right; a REP looks at it between iterations.
    uint64_t epoch() const { return epoch_; }
    // Breakpoints by linear address of the instruction.
    std::vector<uint64_t> breakpoints;
    bool stop_before_system_calls = false;
    // Return Stop::ring_change after an instruction or delivery that changed CPL.
    bool stop_on_ring_change = false;
    // Return Stop::fault instead of delivering a fault of an instruction.
    bool stop_at_faults = false;
    Fault const& last_fault() const { return last_fault_; }
    // Whether #DB follows the current instruction: TF as it was before it. Transitions that mask TF clear it,
    // SYSRET sets it to the TF it loads. SDM Vol. 3B, "Single-Step Exception Condition".
    bool single_step_trap = false;
    // The faults that led to a shutdown, oldest first.
    std::vector<Fault> const& fault_chain() const { return fault_chain_; }
    std::vector<Fault>& fault_chain() { return fault_chain_; }
    // A REP handler did some iterations and is not through: RIP stays.
    // The iterations have advanced time already, so the one that the loop adds is taken back here.
    void repeat_again()
    {
        next_rip = state.rip;
        --state.time;
        --state.retired;
        ++epoch_;
    }
    // Decodes the instruction at RIP as it would be fetched now, without executing (for views).
    Result<Instruction> peek(uint64_t rip);

    // ---- engine/hardware_breakpoints.cpp
    bool breakpoints_enabled() const { return (state.dr7 & dr7::enables) != 0; }
    // An instruction is about to reach this port; an I/O breakpoint on it traps after the instruction.
    void watch_port(uint16_t port, unsigned count);

    // ---- observation
    // At most one observer. While one listens to everything, nothing is entered in the TLB.
    void observe(Observer* observer, Attention attention = Attention::everything);
    Observer* observer() const { return observer_; }
    // Stops with Stop::micro_step after that many announcements of the next instruction; 0 = never.
    void stop_after_steps(unsigned count) { steps_left_ = count; }
    // Announces a micro-step after it was done, or a check that failed: then the record carries the fault,
    // which comes back for TRY to pass on. A failed record comes back also when nobody listens.
    Result<void> announce(StepRecord const& record)
    {
        if (observer_ == nullptr && steps_left_ == 0) [[likely]]
            return record.fault.happened() ? Result<void>(record.fault) : Result<void>();
        return tell(record);
    }
    void begin_transition(Transition transition, unsigned vector = 0);
    void end_transition(Transition transition, Fault const& fault = {});

    // ---- registers
    template <std::unsigned_integral T>
    T gpr(unsigned index) const
    {
        return static_cast<T>(state.gpr[index]);
    }
    // A 32-bit write clears the upper half; 8- and 16-bit writes keep the rest. SDM Vol. 1,
    // "General-Purpose Registers in 64-Bit Mode".
    template <std::unsigned_integral T>
    void set_gpr(unsigned index, T value)
    {
        if constexpr (sizeof(T) >= 4)
            state.gpr[index] = value;
        else
            state.gpr[index] = (state.gpr[index] & ~uint64_t{static_cast<T>(~T{0})}) | value;
    }
    void set_status(uint32_t flags, uint64_t mask = flag::status)
    {
        state.rflags = (state.rflags & ~mask) | (flags & mask);
    }

    // ---- operands (memory/operands.hpp)
    template <std::unsigned_integral T>
    Result<T> load(Operand const& operand);
    template <std::unsigned_integral T>
    Result<Target<T>> place(Operand const& operand, Intent intent);
    template <std::unsigned_integral T>
    Result<Target<T>> place_in_memory(Operand const& operand, Intent intent);
    // Offset of a memory operand in its segment, truncated to the address size.
    uint64_t effective_address(Operand const& operand) const;

    // ---- memory by segment (memory/operands.hpp, memory/segmentation.cpp)
    // The linear address of an access of `bytes` bytes, after the segment's checks in 32-bit modes. Canonical
    // form is checked when the access is made: #SS(0) for the stack segment, #GP(0) for the others.
    Result<Linear> linear_address(SegmentName segment, uint64_t offset, unsigned bytes, Intent intent);
    template <std::unsigned_integral T>
    Result<T> read(SegmentName segment, uint64_t offset);
    template <std::unsigned_integral T>
    Result<void> write(SegmentName segment, uint64_t offset, T value);
    // Any length up to 512 bytes (FXSAVE, ENTER ...). For writes every page is checked before the first byte.
    Result<void> read_block(SegmentName segment, uint64_t offset, void* bytes, unsigned count);
    Result<void> write_block(SegmentName segment, uint64_t offset, void const* bytes, unsigned count);
    // Checks that the bytes could be written now, so that a later write cannot fault.
    Result<void> probe_write(SegmentName segment, uint64_t offset, unsigned count);

    // ---- stack of the current mode: 8, 4 or 2 byte slots with RSP, ESP or SP
    template <std::unsigned_integral T>
    Result<void> push(T value);
    // Reads the slot at the top plus `depth` bytes without moving the stack pointer.
    template <std::unsigned_integral T>
    Result<T> peek_stack(unsigned depth = 0);
    // Moves the stack pointer by `bytes` in the width of the stack.
    void move_stack_pointer(int64_t bytes);
    // 64 in 64-bit mode, else by SS.B.
    unsigned stack_bits() const;
    uint64_t stack_pointer() const;

    // ---- memory by linear address (memory/access.cpp)
    // For transitions: implicit supervisor access, told as the hardware's.
    template <std::unsigned_integral T>
    Result<T> read_system(Linear linear);
    template <std::unsigned_integral T>
    Result<void> write_system(Linear linear, T value);
    // The general slow path. `segment` decides between #SS and #GP for a non-canonical address.
    Result<void> read_linear(Linear linear, void* bytes, unsigned count, SegmentName segment,
                             Privilege privilege, Agent agent);
    Result<void> write_linear(Linear linear, void const* bytes, unsigned count, SegmentName segment,
                              Privilege privilege, Agent agent);
    Result<void> probe_write_linear(Linear linear, unsigned count, SegmentName segment, Privilege privilege);

    // ---- paging (memory/page_walk.cpp)
    // Translates one address with all checks, sets accessed and dirty bits, announces the walk.
    Result<Physical> translate(Linear linear, Use use, Privilege privilege);
    // Translates for a view: no checks, no side effects, nothing announced. False if not mapped.
    bool translate_for_view(Linear linear, Physical& physical) const;

    // ---- what changes the mapping or the mode calls these
    void mapping_changed(); // CR0, CR3, CR4, EFER, page tables
    void page_invalidated(uint64_t linear);
    // Snapshots: the whole state was replaced from outside.
    void state_replaced();

    uint8_t code_bits() const
    {
        auto const& cs = state.segment(SegmentName::cs);
        return static_cast<uint8_t>(state.code_64() ? 64 : cs.big() ? 32 : 16);
    }
    // Whether what only `cpl` and better may do is allowed now: always, where the model's rings are off.
    bool may_act_as(unsigned cpl) const { return state.cpl <= cpl || model_.rings == Rings::off; }
    uint64_t tsc() const { return state.time + state.tsc_offset; }

private:
    // PageListener
    void page_tables_changed() override;
    void code_changed(uint64_t page) override;
    void forget_write_permissions() override;
    void forget_write_permission(uint64_t page) override;

    Result<void> tell(StepRecord const& record);
    bool follows_everything() const { return observer_ != nullptr && attention_ == Attention::everything; }
    TlbMode tlb_mode(Privilege privilege) const
    {
        if (privilege == Privilege::system)
            return TlbMode::supervisor;
        if (state.cpl == 3) {
            auto const checked = state.has(flag::ac) && (state.cr0 & cr0::am) != 0;
            return checked ? TlbMode::alignment_checked : TlbMode::user;
        }
        return state.has(flag::ac) ? TlbMode::supervisor_access_ok : TlbMode::supervisor;
    }
    void enter_translation(Linear linear, Physical physical, Use use, Privilege privilege);
    Result<void> check_canonical(Linear linear, unsigned count, SegmentName segment) const;
    Result<void> check_address(Linear linear, unsigned count, SegmentName segment, Privilege privilege) const;
    Result<Linear> checked_linear(SegmentName segment, uint64_t offset, unsigned bytes, Intent intent) const;

    // engine/run.cpp
    Stop run_from_here(First first);
    Stop execute_some(First first);
    Result<Block const*> fetch_block();
    Result<Block const*> decode_at(Linear linear, Physical physical);
    Result<Block const*> decode_across_pages(Linear linear, Physical physical);
    Stop execute_plainly(Block const& block);
    Stop execute_carefully(Block const& block);
    bool must_be_careful(Block const& block) const;
    Stop stop_before(Block const& block) const;
    Stop after_fault(Fault const& fault);
    Stop after_fault(Fault const& fault, Event const& event);
    Stop trap_after_instruction();
    void tell_fetch(Instruction const& instruction) const;
    Result<Physical> fetch_address(Linear linear);

    // engine/hardware_breakpoints.cpp
    void watch_data(Linear linear, unsigned count, Intent intent);
    void tell_hits(uint8_t hits);
    uint8_t code_breakpoints_here() const;
    Stop stop_at_code_breakpoint(uint8_t hits);

    template <std::unsigned_integral T>
    friend class Target;

    Model model_;
    PhysicalMemory& memory_;
    Bus& bus_;
    Observer* observer_ = nullptr;
    Attention attention_ = Attention::everything;
    Tlb tlb_{};
    BlockCache blocks_;
    uint64_t epoch_ = 0; // moves whenever the block being executed may no longer be right
    uint64_t until_ = 0;
    unsigned steps_left_ = 0;
    Fault last_fault_{};
    Block crossing_{}; // the last instruction that lay across a page's end; never cached
    std::atomic<bool> stop_requested_ = false;
    std::vector<Fault> fault_chain_;
};

} // namespace ringside::cpu

#include "cpu/memory/operands.hpp"
